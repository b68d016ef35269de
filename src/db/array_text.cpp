#include "db/array_text.hpp"

#include "llmbench/util/error.hpp"

namespace llmbench::db {
namespace {

[[noreturn]] void refuse() {
  throw Error{ErrorCode::internal, "the database returned an array that cannot be read"};
}

/// One element from `at`, which ends on the separator behind it.
std::optional<std::string> take_element(std::string_view text, std::size_t& at) {
  std::string value;
  if (text[at] == '"') {
    for (++at; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\') ++at;
      if (at >= text.size()) refuse();
      value += text[at];
    }
    if (at >= text.size()) refuse();
    ++at;
    return value;
  }
  for (; at < text.size() && text[at] != ',' && text[at] != '}'; ++at) {
    if (text[at] == '{' || text[at] == '"') refuse();
    if (text[at] == '\\') ++at;
    if (at >= text.size()) refuse();
    value += text[at];
  }
  if (value.empty()) refuse();
  if (value == "NULL") return std::nullopt;
  return value;
}

}  // namespace

std::vector<std::optional<std::string>> parse_array(std::string_view text) {
  std::vector<std::optional<std::string>> elements;
  if (text == "{}") return elements;
  if (text.size() < 3 || text.front() != '{') refuse();
  std::size_t at = 1;
  while (true) {
    elements.push_back(take_element(text, at));
    if (at >= text.size()) refuse();
    const char separator = text[at++];
    if (separator == '}') break;
    if (separator != ',' || at >= text.size()) refuse();
  }
  if (at != text.size()) refuse();
  return elements;
}

}  // namespace llmbench::db
