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

/// "build: 2aa45ef9e (7423)", what llama-bench writes below a table.
struct BuildLine {
  std::string commit;
  long long number = 0;
};
[[nodiscard]] std::optional<BuildLine> parse_build_line(std::string_view line);

}  // namespace llmbench::parsers::llama_bench
