#pragma once

#include "llmbench/db/statement.hpp"
#include "llmbench/util/uuid.hpp"

#include <vector>

namespace llmbench::store {

/// Column "id" of every row.
[[nodiscard]] inline std::vector<Uuid> ids_of(const db::Result& rows) {
  std::vector<Uuid> ids;
  ids.reserve(rows.size());
  for (const db::Row row : rows) ids.push_back(row.get<Uuid>("id"));
  return ids;
}

}  // namespace llmbench::store
