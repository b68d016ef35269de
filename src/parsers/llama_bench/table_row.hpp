#pragma once
// One row of llama-bench's markdown table as a record with the field names of the other outputs.

#include "llmbench/util/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_bench {

/// The record of a row under these column names; nullopt when it is no row of such a table (other counts of cells, no
/// test, no speed). A speed that is not finite becomes null.
[[nodiscard]] std::optional<Json> record_of_cells(const std::vector<std::string>& columns,
                                                  std::vector<std::string> cells);

/// A whole row of such a table, whatever its columns are called: a test and "speed ± spread" at the end, a size.
[[nodiscard]] bool is_complete_row(const std::vector<std::string>& cells);

}  // namespace llmbench::parsers::llama_bench
