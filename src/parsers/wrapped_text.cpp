#include "parsers/wrapped_text.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/json.hpp"

#include <algorithm>
#include <string_view>

namespace llmbench::parsers {
namespace {

bool is_list_of_lines(const Json& value) {
  return value.is_array() && value.size() > 1 &&
         std::ranges::all_of(value, [](const Json& element) { return element.is_string(); });
}

/// Several lines, or JSON inside of JSON.
bool may_be_results(std::string_view text) {
  return text.find('\n') != std::string_view::npos || text.starts_with("{\"") || text.starts_with("[{");
}

void append(const std::string& text, std::string& out) {
  if (!may_be_results(text)) return;
  out += text;
  if (!text.ends_with('\n')) out += '\n';
}

void collect(const Json& value, std::string& out) {
  if (value.is_string()) {
    append(value.get_ref<const std::string&>(), out);
  } else if (is_list_of_lines(value)) {
    std::string text;
    for (const Json& line : value) text += line.get_ref<const std::string&>();
    append(text, out);
  } else if (value.is_structured()) {
    for (const Json& element : value) collect(element, out);
  }
}

}  // namespace

std::optional<std::string> find_wrapped_text(std::string_view json) {
  std::string text;
  try {
    collect(parse_json(json, {.non_finite_as_null = true, .refuse_duplicate_keys = false}), text);
  } catch (const Error&) {
    return std::nullopt;
  }
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

}  // namespace llmbench::parsers
