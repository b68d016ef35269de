#include "llmbench/db/statement.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <charconv>
#include <cmath>

namespace llmbench::db {
namespace {

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), value).ptr;
  return {text, end};
}

void append_element(std::string& out, const std::string& value) {
  out += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}
void append_element(std::string& out, double value) {
  out += number_text(value);
}
void append_element(std::string& out, int value) {
  out += std::to_string(value);
}
void append_element(std::string& out, std::int64_t value) {
  out += std::to_string(value);
}
void append_element(std::string& out, const Uuid& value) {
  out += to_string(value);
}
void append_element(std::string& out, TimePoint value) {
  out += format_rfc3339(value);
}
void append_element(std::string& out, bool value) {
  out += value ? 't' : 'f';
}

template <typename T>
void append_element(std::string& out, const std::optional<T>& value) {
  if (value) {
    append_element(out, *value);
  } else {
    out += "NULL";
  }
}

template <typename T>
std::string literal(const std::vector<T>& values) {
  std::string out = "{";
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (at != 0) out += ',';
    append_element(out, static_cast<const T&>(values[at]));
  }
  out += '}';
  return out;
}

}  // namespace

Params& Params::add_text(std::string text) {
  values_.emplace_back(std::move(text));
  return *this;
}

Params& Params::add(std::nullopt_t) {
  values_.emplace_back(std::nullopt);
  return *this;
}
Params& Params::add(const char* text) {
  return add(std::string_view{text});
}
Params& Params::add(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) {
    throw Error{ErrorCode::invalid_input, "a text contains a NUL character, which cannot be stored"};
  }
  if (!is_valid_utf8(text)) throw Error{ErrorCode::invalid_input, "a text is not valid UTF-8"};
  return add_text(std::string{text});
}
Params& Params::add(bool value) {
  return add_text(value ? "t" : "f");
}
Params& Params::add(int value) {
  return add_text(std::to_string(value));
}
Params& Params::add(std::int64_t value) {
  return add_text(std::to_string(value));
}
Params& Params::add(double value) {
  return add_text(number_text(value));
}
Params& Params::add(const Uuid& id) {
  return add_text(to_string(id));
}
Params& Params::add(TimePoint time) {
  return add_text(format_rfc3339(time));
}

std::string array_literal(const std::vector<std::string>& values) {
  return literal(values);
}
std::string array_literal(const std::vector<double>& values) {
  return literal(values);
}
std::string array_literal(const std::vector<int>& values) {
  return literal(values);
}
std::string array_literal(const std::vector<std::int64_t>& values) {
  return literal(values);
}
std::string array_literal(const std::vector<Uuid>& values) {
  return literal(values);
}
std::string array_literal(const std::vector<TimePoint>& values) {
  return literal(values);
}
std::string array_literal(const std::vector<bool>& values) {
  return literal(values);
}
template <typename T>
std::string array_literal(const std::vector<std::optional<T>>& values) {
  return literal(values);
}
template std::string array_literal(const std::vector<std::optional<std::string>>&);
template std::string array_literal(const std::vector<std::optional<double>>&);
template std::string array_literal(const std::vector<std::optional<int>>&);
template std::string array_literal(const std::vector<std::optional<std::int64_t>>&);
template std::string array_literal(const std::vector<std::optional<Uuid>>&);
template std::string array_literal(const std::vector<std::optional<TimePoint>>&);
template std::string array_literal(const std::vector<std::optional<bool>>&);

}  // namespace llmbench::db
