#pragma once
// Files that are there whole or not at all, and locks that end with the process that holds them.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>

namespace llmbench::uploader {

/// Closes what it holds.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileDescriptor();

  [[nodiscard]] int get() const { return descriptor_; }
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

inline constexpr mode_t kOnlyMe = 0600;

/// Temporary file, fsync, rename: after a crash at any moment the old content is there or the new one. The result is
/// open and locked (flock), already before the name appears. Throws Error{unavailable} saying why it cannot be written.
FileDescriptor write_file(const std::filesystem::path& path, std::string_view content, mode_t mode = kOnlyMe);

/// The file, open and locked; nullopt when it is not there or another process holds it.
[[nodiscard]] std::optional<FileDescriptor> lock_file(const std::filesystem::path& path);

/// Whether `path` still names the open file, and not one that took its place.
[[nodiscard]] bool is_same_file(const FileDescriptor& file, const std::filesystem::path& path);

/// nullopt when it is not there. Throws Error{unavailable} when it cannot be read.
[[nodiscard]] std::optional<std::string> read_file_if_there(const std::filesystem::path& path);

/// Creates it with its parents, readable for its owner only. Throws Error{unavailable}.
void make_private_folder(const std::filesystem::path& folder);

/// Whether the name is that of a file write_file has not finished.
[[nodiscard]] bool is_unfinished(const std::filesystem::path& path);

}  // namespace llmbench::uploader
