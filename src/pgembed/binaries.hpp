#pragma once
// Which PostgreSQL programs to use.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace llmbench::pgembed {

struct Binaries {
  std::filesystem::path folder;
  int major = 0;
};

/// Every installation in the usual places, newest first; only `wanted` when that is given.
[[nodiscard]] std::vector<Binaries> list_binaries(const std::optional<std::filesystem::path>& wanted);

/// The newest, or the one of the major version a cluster already has. Throws Error{unavailable} with what to do.
[[nodiscard]] Binaries choose_binaries(const std::optional<std::filesystem::path>& wanted,
                                       std::optional<int> cluster_major, const std::filesystem::path& cluster_dir);

/// "postgres (PostgreSQL) 15.12 (Debian ...)" -> 15
[[nodiscard]] std::optional<int> parse_major_version(const std::string& version_line);

/// Identity of a program file: a package upgrade changes it.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modified_ns = 0;

  bool operator==(const FileIdentity&) const = default;
};
[[nodiscard]] std::optional<FileIdentity> find_identity(const std::filesystem::path& file);

}  // namespace llmbench::pgembed
