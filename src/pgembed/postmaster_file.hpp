#pragma once
// postmaster.pid, and which processes really run in a cluster's directory.

#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace llmbench::pgembed {

struct PostmasterFile {
  pid_t pid = 0;
  int port = 0;
  std::filesystem::path socket_dir;  ///< empty while it starts
  std::string status;                ///< starting, stopping, ready, standby
};

/// nullopt when there is none or it cannot be read.
[[nodiscard]] std::optional<PostmasterFile> read_postmaster_file(const std::filesystem::path& cluster_dir);
/// The same from its text.
[[nodiscard]] std::optional<PostmasterFile> parse_postmaster_file(const std::string& text);

/// Postmaster and backends work in the cluster's directory, so their current directory tells what a process id alone
/// cannot after a crash or a restart of the machine: whether it is this PostgreSQL.
[[nodiscard]] bool runs_in(pid_t pid, const std::filesystem::path& cluster_dir);
[[nodiscard]] std::vector<pid_t> list_processes_in(const std::filesystem::path& cluster_dir);

/// True when the program file of the process was replaced or removed.
[[nodiscard]] bool runs_replaced_program(pid_t pid);

}  // namespace llmbench::pgembed
