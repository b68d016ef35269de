#pragma once
// Files and folders of the private cluster: where they lie, who owns them, what configures them.

#include "pgembed/binaries.hpp"
#include "pgembed/process.hpp"

#include "llmbench/pgembed/cluster.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::pgembed {

inline constexpr const char* kRole = "llm_benchmark";
inline constexpr const char* kSuperuser = "postgres";
inline constexpr int kPort = 5432;  ///< part of the socket's name; the folder is private, so it never collides

struct Layout {
  std::filesystem::path data_dir;     ///< canonical
  std::filesystem::path cluster_dir;  ///< data_dir/postgres
  std::filesystem::path log_file;     ///< data_dir/postgres.log
  std::filesystem::path lock_file;    ///< data_dir/llm-benchmark.lock
  OsUser server_user;                 ///< who we are
  OsUser pg_user;                     ///< who PostgreSQL runs as

  /// Set when PostgreSQL runs as somebody else than we.
  [[nodiscard]] std::optional<OsUser> other_user() const;
};

/// Creates the data directory when it is missing and checks that the pg user can reach it.
[[nodiscard]] Layout prepare_layout(const ClusterOptions& options);

/// Locks the data directory for this process; the lock ends with the process, however it ends. Throws
/// Error{unavailable} naming the process that has it.
[[nodiscard]] FileDescriptor lock_data_dir(const Layout& layout);

/// The PG_VERSION of the cluster; nullopt when there is no cluster yet.
[[nodiscard]] std::optional<int> read_cluster_major(const Layout& layout);

/// initdb beside the final place, then a rename: a cluster is there whole or not at all.
void create_cluster(const Layout& layout, const Binaries& binaries, bool durable);

/// Who may connect: peer authentication over the socket, nothing else.
void write_access_rules(const Layout& layout);

/// A private folder with a path short enough for a socket. Throws Error{unavailable}.
[[nodiscard]] std::filesystem::path prepare_socket_dir(const Layout& layout);

/// Arguments of `postgres` that are not up to postgresql.conf.
[[nodiscard]] std::vector<std::string> server_arguments(const Layout& layout, const std::filesystem::path& socket_dir,
                                                        bool durable);

/// Opens the log for appending; one that grew over 10 MB becomes postgres.log.1 first.
[[nodiscard]] FileDescriptor open_log(const Layout& layout);
/// The last line PostgreSQL wrote about a problem, "" when there is none.
[[nodiscard]] std::string last_problem(const Layout& layout);

/// libpq URL over a unix socket.
[[nodiscard]] std::string socket_url(const std::filesystem::path& socket_dir, int port, const std::string& role,
                                     const std::string& database);

}  // namespace llmbench::pgembed
