#include "apps/api/after_migration_file.hpp"

#include "llmbench/util/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace llmbench::apps {
namespace {

[[noreturn]] void fail(const std::string& path) {
  throw Error{ErrorCode::unavailable, "cannot write " + path + ": " + std::strerror(errno)};
}

/// The new name must be on the disk too.
void sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::absolute(path).parent_path();
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail(folder.string());
  const int result = ::fsync(descriptor);
  ::close(descriptor);
  if (result != 0) fail(folder.string());
}

}  // namespace

AfterMigrationFile::~AfterMigrationFile() {
  remove_unfinished();
}

void AfterMigrationFile::remove_unfinished() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  file_ = nullptr;
  ::unlink(unfinished_path().c_str());
}

void AfterMigrationFile::open() {
  if (std::filesystem::exists(path_)) {
    throw Error{ErrorCode::invalid_input, path_ + " exists already; name another file with --out"};
  }
  file_ = std::fopen(unfinished_path().c_str(), "wbe");
  if (file_ == nullptr) fail(unfinished_path());
}

void AfterMigrationFile::add(const std::string& line) {
  if (file_ == nullptr) open();
  if (std::fwrite(line.data(), 1, line.size(), file_) != line.size()) fail(unfinished_path());
}

void AfterMigrationFile::finish() {
  if (file_ == nullptr) return;
  if (std::fflush(file_) != 0 || ::fsync(::fileno(file_)) != 0) fail(unfinished_path());
  std::fclose(file_);
  file_ = nullptr;
  if (std::rename(unfinished_path().c_str(), path_.c_str()) != 0) fail(path_);
  finished_ = true;
  sync_folder_of(path_);
}

void AfterMigrationFile::discard() {
  remove_unfinished();
  if (finished_) ::unlink(path_.c_str());
  finished_ = false;
}

}  // namespace llmbench::apps
