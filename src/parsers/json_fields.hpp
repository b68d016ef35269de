#pragma once
// Fields of a JSON record as tools of many versions wrote them: booleans as true, 1 or "1", numbers as text,
// damaged text. Nothing here refuses a record; absent is absent.

#include "llmbench/util/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers {

[[nodiscard]] std::optional<std::int64_t> integer_field(const Json& record, const char* name);
/// Finite numbers only.
[[nodiscard]] std::optional<double> number_field(const Json& record, const char* name);
/// true, 1, "1", "true".
[[nodiscard]] bool flag_field(const Json& record, const char* name);
/// Collapsed white space; "" when absent. Numbers are printed (a commit written as a bare number).
[[nodiscard]] std::string text_field(const Json& record, const char* name);
/// The numbers of a list; nullopt when the field is no list or holds anything that is not a positive finite number.
[[nodiscard]] std::optional<std::vector<double>> positive_numbers_field(const Json& record, const char* name);

/// One spelling for equal values: booleans as 0 and 1, numbers in text as numbers, text trimmed. "0.00" = 0 = false.
[[nodiscard]] Json canonical_value(const Json& value);

struct RepairedText {
  std::string text;
  bool had_broken_letters = false;  ///< non-ASCII letters llama-bench printed as \ufffff, or invalid UTF-8
};
/// Makes a record parseable: U+FFFF damage and lone surrogates become U+FFFD, NUL and other control characters go.
[[nodiscard]] RepairedText repair_record_text(std::string_view text);

}  // namespace llmbench::parsers
