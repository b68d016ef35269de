#include "llmbench/service/health.hpp"

#include "llmbench/db/pool.hpp"
#include "llmbench/service/grid_index.hpp"

namespace llmbench::service {

std::optional<std::string> find_health_problem(db::Pool& pool, const GridIndex& index) {
  if (!pool.ping(std::chrono::seconds{1})) return "the database does not answer";
  if (!index.is_ready()) return "the grid is not loaded yet";
  return std::nullopt;
}

DatabaseUse database_use(const db::Pool& pool) {
  const auto stats = pool.stats();
  return {.in_use = stats.in_use,
          .idle = stats.idle,
          .max_connections = pool.options().max_connections,
          .waiting = stats.waiting,
          .errors = stats.errors,
          .retries = stats.retries};
}

}  // namespace llmbench::service
