#pragma once
// INSERT statements that take every column as one array (db::columns_of). Each column is named once, in the order the
// rows give their values.

#include <span>
#include <string>
#include <string_view>

namespace llmbench::store {

struct ArrayColumn {
  std::string_view name;
  std::string_view type;          ///< of one value as it travels: "uuid", "double precision"
  std::string_view is_cast_to{};  ///< "text[]" for a value that is an array itself and travels as text
};

/// `INSERT INTO table (...) SELECT ... FROM unnest($1::uuid[], ...) ORDER BY id ON CONFLICT DO NOTHING`. Rows are
/// written in the order of their ids, so that two transactions with the same rows do not wait for each other in a
/// circle.
[[nodiscard]] std::string insert_arrays_sql(std::string_view table, std::span<const ArrayColumn> columns);

}  // namespace llmbench::store
