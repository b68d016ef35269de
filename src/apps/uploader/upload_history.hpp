#pragma once
// Which runs the last upload stored, for `undo` and `show --last`.

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::uploader {

struct LastUpload {
  std::string server;  ///< without user and password
  std::vector<std::string> run_ids;
};

class UploadHistory {
 public:
  explicit UploadHistory(const std::filesystem::path& state_dir) : path_(state_dir / "last-upload") {}

  /// A new upload begins: the one before it is forgotten. Written as it goes, so that a killed upload can be undone
  /// too.
  void begin(const std::string& server);
  void add(const std::string& run_id);
  void forget();
  [[nodiscard]] std::optional<LastUpload> find_last() const;

 private:
  std::filesystem::path path_;
  std::mutex file_mutex_;
};

}  // namespace llmbench::uploader
