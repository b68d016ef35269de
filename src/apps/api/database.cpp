#include "apps/api/database.hpp"

#include "llmbench/util/error.hpp"

namespace llmbench::apps {

pgembed::ClusterOptions cluster_options(const config::ServerSettings& settings) {
  pgembed::ClusterOptions options;
  options.data_dir = settings.data_dir.empty() ? pgembed::default_data_dir() : std::filesystem::path{settings.data_dir};
  if (!settings.pg_bin.empty()) options.pg_bin = settings.pg_bin;
  options.pg_user = settings.pg_user;
  return options;
}

Database Database::for_server(const config::ServerSettings& settings) {
  Database database;
  if (!settings.database_url.empty()) {
    database.url_ = settings.database_url;
    return database;
  }
  database.cluster_ = std::make_unique<pgembed::Cluster>(cluster_options(settings));
  database.url_ = database.cluster_->url();
  database.embedded_ = true;
  return database;
}

Database Database::for_command(const config::ServerSettings& settings) {
  if (const auto options = cluster_options(settings); settings.database_url.empty() && !pgembed::has_cluster(options)) {
    throw Error{ErrorCode::unavailable, "there is no database in " + options.data_dir.string() +
                                            "; start llm-benchmark-api serve first, or name its place with --data-dir"};
  }
  return for_migration(settings);
}

Database Database::for_migration(const config::ServerSettings& settings) {
  if (!settings.database_url.empty()) return for_server(settings);
  const auto running = pgembed::running_cluster_url(cluster_options(settings));
  if (!running) return for_server(settings);
  Database database;
  database.url_ = *running;
  database.embedded_ = true;
  return database;
}

std::unique_ptr<db::Pool> Database::make_pool(const config::ServerSettings& settings) const {
  db::PoolOptions options;
  options.url = url_;
  options.max_connections = static_cast<std::size_t>(settings.database_connections);
  return std::make_unique<db::Pool>(options);
}

}  // namespace llmbench::apps
