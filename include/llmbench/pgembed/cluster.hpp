#pragma once
// A private PostgreSQL cluster in the data directory. Called by apps/api and by the integration tests.

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace llmbench::pgembed {

struct ClusterOptions {
  std::filesystem::path data_dir;  ///< the cluster lies in data_dir/postgres
  std::optional<std::filesystem::path>
      pg_bin;                        ///< folder of initdb and postgres; default: the newest one in the usual places
  std::string pg_user = "postgres";  ///< runs PostgreSQL when we are root
  std::string database = "llm_benchmark";
  std::chrono::seconds start_timeout{60};
  bool durable = true;  ///< false only in tests: no fsync, a crash of the machine loses the cluster
};

/// XDG data dir for ordinary users, /var/lib/llm-benchmark for root.
[[nodiscard]] std::filesystem::path default_data_dir();

/// Creates (initdb with data checksums), adopts or recovers the cluster, starts it, and keeps it running: a crashed
/// one, and one whose program file was replaced by a package upgrade, is started again by the supervisor thread. The
/// destructor stops it (fast shutdown) when this process started it or adopted it. PostgreSQL stops when this process
/// is killed (parent-death signal). Throws Error{unavailable} with what to do: no PostgreSQL found, a parent directory
/// the pg user cannot enter, another major version.
class Cluster {
 public:
  explicit Cluster(ClusterOptions options);
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  /// libpq URL over the unix socket, role llm_benchmark.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::string url(const std::string& database) const;
  [[nodiscard]] std::filesystem::path bin_dir() const;
  /// Process id of the postmaster; changes when the supervisor restarts it.
  [[nodiscard]] int postmaster_pid() const;
  void stop();

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// The connection string of a cluster that another process runs in `data_dir` (commands psql, url); nullopt when none
/// runs there.
[[nodiscard]] std::optional<std::string> running_cluster_url(const ClusterOptions& options);
/// Whether there is a cluster in `data_dir`, running or not.
[[nodiscard]] bool has_cluster(const ClusterOptions& options);
/// Where psql lies.
[[nodiscard]] std::filesystem::path find_pg_bin(const std::optional<std::filesystem::path>& wanted);

}  // namespace llmbench::pgembed
