#include "parsers/json_fields.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::parsers {
namespace {

const Json* find(const Json& record, const char* name) {
  const auto found = record.find(name);
  return found == record.end() ? nullptr : &*found;
}

std::optional<double> number_of(const Json& value) {
  if (value.is_number()) {
    const double number = value.get<double>();
    return std::isfinite(number) ? std::optional(number) : std::nullopt;
  }
  if (value.is_string()) return parse_double(trim(value.get_ref<const std::string&>()));
  return std::nullopt;
}

/// The code of `\uXXXX` at `at`, or nullopt.
std::optional<unsigned> escaped_code(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  unsigned code = 0;
  for (const char c : text.substr(at + 2, 4)) {
    unsigned digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<unsigned>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<unsigned>(c - 'A') + 10;
    } else {
      return std::nullopt;
    }
    code = code * 16 + digit;
  }
  return code;
}

bool is_high_surrogate(unsigned code) {
  return code >= 0xD800 && code < 0xDC00;
}
bool is_low_surrogate(unsigned code) {
  return code >= 0xDC00 && code < 0xE000;
}

/// Copies the escape at `at` to `out`, repaired; returns the characters consumed.
std::size_t repair_escape(std::string_view text, std::size_t at, RepairedText& out) {
  static constexpr std::string_view kReplacement = "\\ufffd";
  const auto code = escaped_code(text, at);
  if (!code) {
    out.text += text.substr(at, 2);
    return 2;
  }
  if (*code == 0xFFFF) {
    out.text += kReplacement;
    out.had_broken_letters = true;
    // llama-bench prints a negative char with %04x and cuts it: "\ufffff", one letter too many.
    return at + 6 < text.size() && text[at + 6] == 'f' ? 7 : 6;
  }
  if (*code == 0) return 6;  // NUL in cpu_info of older builds
  if (is_high_surrogate(*code)) {
    const auto low = escaped_code(text, at + 6);
    if (low && is_low_surrogate(*low)) {
      out.text += text.substr(at, 12);
      return 12;
    }
  }
  if (is_high_surrogate(*code) || is_low_surrogate(*code)) {
    out.text += kReplacement;
    out.had_broken_letters = true;
  } else {
    out.text += text.substr(at, 6);
  }
  return 6;
}

}  // namespace

std::optional<std::int64_t> integer_field(const Json& record, const char* name) {
  const Json* value = find(record, name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  if (value->is_number_integer()) return value->get<std::int64_t>();
  if (value->is_boolean()) return value->get<bool>() ? 1 : 0;
  const auto number = number_of(*value);
  if (!number || *number != std::trunc(*number) || std::abs(*number) > 9e15) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::optional<double> number_field(const Json& record, const char* name) {
  const Json* value = find(record, name);
  return value == nullptr ? std::nullopt : number_of(*value);
}

bool flag_field(const Json& record, const char* name) {
  const Json* value = find(record, name);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  if (value->is_string() && equals_ignoring_case(trim(value->get_ref<const std::string&>()), "true")) return true;
  return number_of(*value).value_or(0) != 0;
}

std::string text_field(const Json& record, const char* name) {
  const Json* value = find(record, name);
  if (value == nullptr) return {};
  if (value->is_string()) return collapse_whitespace(value->get_ref<const std::string&>());
  return value->is_number() ? format_number(value->get<double>()) : std::string();
}

std::optional<std::vector<double>> positive_numbers_field(const Json& record, const char* name) {
  const Json* value = find(record, name);
  if (value == nullptr || !value->is_array()) return std::nullopt;
  std::vector<double> numbers;
  numbers.reserve(value->size());
  for (const Json& element : *value) {
    const auto number = number_of(element);
    if (!number || *number <= 0) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

Json canonical_value(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  if (!value.is_string()) return value;
  const std::string text = collapse_whitespace(value.get_ref<const std::string&>());
  if (equals_ignoring_case(text, "true")) return 1;
  if (equals_ignoring_case(text, "false")) return 0;
  if (const auto number = parse_double(text)) return *number;
  return text;
}

RepairedText repair_record_text(std::string_view text) {
  RepairedText result;
  const auto needs_no_repair = [](char c) { return (c >= ' ' && c <= '~' && c != '\\') || c == '\n'; };
  if (std::all_of(text.begin(), text.end(), needs_no_repair)) {
    result.text = text;
    return result;
  }
  result.text.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\\' && at + 1 < text.size()) {
      at += repair_escape(text, at, result);
      continue;
    }
    ++at;
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\n') {
      result.text.push_back(c);
    } else if (c != '\0') {
      result.text.push_back(' ');
    }
  }
  if (!is_valid_utf8(result.text)) {
    result.text = repair_utf8(result.text);
    result.had_broken_letters = true;
  }
  return result;
}

}  // namespace llmbench::parsers
