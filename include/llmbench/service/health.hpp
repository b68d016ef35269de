#pragma once
// Whether requests can be answered now, and how busy the database is. Called by GET /health and GET /metrics.

#include <cstddef>
#include <optional>
#include <string>

namespace llmbench::db {
class Pool;
}

namespace llmbench::service {

class GridIndex;

/// What keeps the server from answering, in words; nullopt when nothing does. Asks the database, for at most a second.
[[nodiscard]] std::optional<std::string> find_health_problem(db::Pool& pool, const GridIndex& index);

/// Use of the pool now, and failures since the start (db::Pool::Stats).
struct DatabaseUse {
  std::size_t in_use = 0;
  std::size_t idle = 0;
  std::size_t max_connections = 0;
  std::size_t waiting = 0;
  std::size_t errors = 0;
  std::size_t retries = 0;
};
/// Does not ask the database.
[[nodiscard]] DatabaseUse database_use(const db::Pool& pool);

}  // namespace llmbench::service
