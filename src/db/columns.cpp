#include "llmbench/db/columns.hpp"

namespace llmbench::db {

Params columns_of(const std::vector<Params>& rows) {
  Params columns;
  if (rows.empty()) return columns;
  std::vector<std::optional<std::string>> column(rows.size());
  for (std::size_t at = 0; at < rows.front().values().size(); ++at) {
    for (std::size_t row = 0; row < rows.size(); ++row) column[row] = rows[row].values().at(at);
    columns.add(column);
  }
  return columns;
}

}  // namespace llmbench::db
