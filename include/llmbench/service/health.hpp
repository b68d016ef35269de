#pragma once
// Whether requests can be answered now. Called by GET /health.

#include <optional>
#include <string>

namespace llmbench::db {
class Pool;
}

namespace llmbench::service {

class GridIndex;

/// What keeps the server from answering, in words; nullopt when nothing does. Asks the database, for at most a second.
[[nodiscard]] std::optional<std::string> find_health_problem(db::Pool& pool, const GridIndex& index);

}  // namespace llmbench::service
