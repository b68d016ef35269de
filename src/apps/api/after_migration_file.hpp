#pragma once
// The NDJSON file of what came after the migration. Called by migrate rollback.

#include <cstdio>
#include <string>

namespace llmbench::apps {

/// There is no file until a line is added. It has its name only when it is complete and on the disk; before, and after
/// a failure, nothing of it is left.
class AfterMigrationFile {
 public:
  explicit AfterMigrationFile(std::string path) : path_(std::move(path)) {}
  ~AfterMigrationFile();
  AfterMigrationFile(const AfterMigrationFile&) = delete;
  AfterMigrationFile& operator=(const AfterMigrationFile&) = delete;

  /// Throws Error{invalid_input} when there is a file of this name already, Error{unavailable} when it cannot be
  /// written.
  void add(const std::string& line);
  void finish();
  /// What was written is not needed: the rollback did not happen, or begins anew.
  void discard();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[nodiscard]] std::string unfinished_path() const { return path_ + ".part"; }
  void open();
  void remove_unfinished();

  std::string path_;
  std::FILE* file_ = nullptr;
  bool finished_ = false;
};

}  // namespace llmbench::apps
