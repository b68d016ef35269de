#pragma once
// Rows turned into arrays, for statements that write many rows at once. Called by store.

#include "llmbench/db/statement.hpp"

#include <vector>

namespace llmbench::db {

/// The n-th values of all rows as the n-th array, for `INSERT ... SELECT ... FROM unnest($1::uuid[], $2::text[], ...)`.
/// A value that is an array itself becomes a text there and is cast in the SELECT. Rows have equally many values.
[[nodiscard]] Params columns_of(const std::vector<Params>& rows);

}  // namespace llmbench::db
