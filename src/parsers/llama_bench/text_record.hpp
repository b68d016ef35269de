#pragma once
// Records whose values are all text (CSV, SQL, tables): names and values brought together, numbers made numbers.

#include "parsers/llama_bench/row.hpp"

#include "llmbench/util/json.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_bench {

/// A value of the field as the JSON output would print it: numbers as numbers, but texts that only look like one stay
/// text (a commit "8461234", tensor_split "3.00").
[[nodiscard]] Json typed_value(std::string_view field, std::string_view text);

/// When a free text held the separator, there are too many values: those at `field` are joined again with `separator`.
/// Without such a field, or with too few values, nothing changes.
void rejoin_values(const std::vector<std::string>& fields, std::string_view field, std::string_view separator,
                   std::vector<std::string>& values);

/// A name that the columns hold twice, as the broken builds of April 2025 wrote them.
[[nodiscard]] std::optional<std::string> repeated_name(const std::vector<std::string>& fields);

/// The row of one record. Names and values must be equally many.
[[nodiscard]] RowOutcome row_of_texts(const std::vector<std::string>& fields, const std::vector<std::string>& values,
                                      std::size_t number, std::size_t line);

}  // namespace llmbench::parsers::llama_bench
