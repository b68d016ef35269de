#pragma once
// The database the settings ask for: an embedded cluster that lives as long as this object, or a URL.

#include "llmbench/config/settings.hpp"
#include "llmbench/db/pool.hpp"
#include "llmbench/pgembed/cluster.hpp"

#include <memory>
#include <optional>
#include <string>

namespace llmbench::apps {

[[nodiscard]] pgembed::ClusterOptions cluster_options(const config::ServerSettings& settings);

class Database {
 public:
  /// Starts the embedded cluster unless --database-url is given.
  [[nodiscard]] static Database for_server(const config::ServerSettings& settings);
  /// For commands beside a server: uses the cluster of a running server, else starts it for as long as the command
  /// runs. Creates none: a command that looks must not leave a database at a mistyped place.
  [[nodiscard]] static Database for_command(const config::ServerSettings& settings);
  /// The same, and creates the cluster when there is none.
  [[nodiscard]] static Database for_migration(const config::ServerSettings& settings);

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] bool is_embedded() const { return embedded_; }
  [[nodiscard]] std::unique_ptr<db::Pool> make_pool(const config::ServerSettings& settings) const;

 private:
  std::unique_ptr<pgembed::Cluster> cluster_;
  std::string url_;
  bool embedded_ = false;
};

}  // namespace llmbench::apps
