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

/// "its timestamp is no time from 1970 to 9999 and stays in legacy" when the column says something else, such as
/// infinity; "" = it is a time, or unknown.
[[nodiscard]] std::string time_left_out(const Json& row, const char* column);
/// Adds a sentence to those before it.
void add_reason(std::string& reasons, const std::string& reason);

}  // namespace llmbench::older
