#include "domain/older_columns.hpp"

#include <cmath>

namespace llmbench::older {

std::string text_of(const Json& row, const char* column) {
  const auto value = row.find(column);
  return value != row.end() && value->is_string() ? value->get<std::string>() : std::string();
}

std::optional<double> number_of(const Json& row, const char* column) {
  const auto value = row.find(column);
  if (value == row.end() || !value->is_number()) return std::nullopt;
  const double number = value->get<double>();
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> integer_of(const Json& row, const char* column) {
  const auto value = row.find(column);
  if (value == row.end() || !value->is_number_integer()) return std::nullopt;
  return value->get<std::int64_t>();
}

std::optional<TimePoint> time_of(const Json& row, const char* column) {
  return parse_time(text_of(row, column));
}

std::string time_left_out(const Json& row, const char* column) {
  if (text_of(row, column).empty() || time_of(row, column)) return "";
  return "its " + std::string{column} + " is no time from 1970 to 9999 and stays in legacy";
}

void add_reason(std::string& reasons, const std::string& reason) {
  if (reason.empty()) return;
  if (!reasons.empty()) reasons += "; ";
  reasons += reason;
}

}  // namespace llmbench::older
