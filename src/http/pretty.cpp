#include "http/pretty.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::http {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The end of the string that begins at `at`.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return std::min(at + 1, json.size());
}

}  // namespace

std::string indent_json(std::string_view json) {
  std::string text;
  text.reserve(json.size() * 2);
  std::size_t depth = 0;
  const auto new_line = [&] {
    text += '\n';
    text.append(depth * 2, ' ');
  };
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (is_blank(c)) continue;
    if (c == '"') {
      const std::size_t end = end_of_string(json, at);
      text += json.substr(at, end - at);
      at = end - 1;
    } else if (c == '{' || c == '[') {
      text += c;
      const std::size_t next = json.find_first_not_of(" \t\n\r", at + 1);
      if (next != std::string_view::npos && (json[next] == '}' || json[next] == ']')) {
        text += json[next];
        at = next;
        continue;
      }
      ++depth;
      new_line();
    } else if (c == '}' || c == ']') {
      if (depth > 0) --depth;
      new_line();
      text += c;
    } else if (c == ',') {
      text += c;
      new_line();
    } else if (c == ':') {
      text += ": ";
    } else {
      text += c;
    }
  }
  return text + '\n';
}

bool wants_pretty(std::string_view raw_query) {
  const auto parts = split(raw_query, '&');
  return std::any_of(parts.begin(), parts.end(), [](const std::string& part) {
    return part == "pretty" || part == "pretty=" || part == "pretty=1" || part == "pretty=true";
  });
}

}  // namespace llmbench::http
