#include "apps/uploader/files.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/random.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace llmbench::uploader {
namespace {

constexpr const char* kUnfinished = ".unfinished";

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  const int error = errno;
  throw Error{ErrorCode::unavailable,
              path.string() + " cannot be " + what + ": " + std::generic_category().message(error)};
}

void write_all(const FileDescriptor& file, std::string_view content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t count = ::write(file.get(), content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path, "written");
    content.remove_prefix(static_cast<std::size_t>(count));
  }
}

/// Makes the new name itself survive a power failure.
void sync_folder(const std::filesystem::path& folder) {
  const FileDescriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (opened.is_open()) (void)::fsync(opened.get());
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FileDescriptor write_file(const std::filesystem::path& path, std::string_view content, mode_t mode) {
  std::filesystem::path unfinished = path;
  unfinished += "." + random_base62(12) + kUnfinished;
  FileDescriptor file{::open(unfinished.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
  if (!file.is_open()) fail(path, "written");
  try {
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) fail(path, "locked");
    write_all(file, content, path);
    if (::fsync(file.get()) != 0) fail(path, "written");
    if (::rename(unfinished.c_str(), path.c_str()) != 0) fail(path, "written");
  } catch (const Error&) {
    ::unlink(unfinished.c_str());
    throw;
  }
  sync_folder(path.parent_path());
  return file;
}

std::optional<FileDescriptor> lock_file(const std::filesystem::path& path) {
  FileDescriptor file{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
  if (!file.is_open() || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  // Whoever held it may have removed it, or put another one in its place, between the two calls.
  if (!is_same_file(file, path)) return std::nullopt;
  return file;
}

bool is_same_file(const FileDescriptor& file, const std::filesystem::path& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(file.get(), &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

std::optional<std::string> read_file_if_there(const std::filesystem::path& path) {
  const FileDescriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    fail(path, "read");
  }
  std::string content;
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path, "read");
    if (count == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

void make_private_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  if (std::filesystem::is_directory(folder, failure)) return;
  std::filesystem::create_directories(folder.parent_path(), failure);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) fail(folder, "created");
}

bool is_unfinished(const std::filesystem::path& path) {
  return path.extension() == kUnfinished;
}

}  // namespace llmbench::uploader
