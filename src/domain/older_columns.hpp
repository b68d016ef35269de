#pragma once
// Reading columns of a row of the older system. Included by older_run.cpp and older_scores.cpp.

#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace llmbench::older {

/// As written; "" for NULL and for a column that is not there.
[[nodiscard]] std::string text_of(const Json& row, const char* column);
/// Finite; PostgreSQL prints NaN as a text in JSON.
[[nodiscard]] std::optional<double> number_of(const Json& row, const char* column);
[[nodiscard]] std::optional<std::int64_t> integer_of(const Json& row, const char* column);
/// A time without zone was written in UTC.
[[nodiscard]] std::optional<TimePoint> time_of(const Json& row, const char* column);

}  // namespace llmbench::older
