// What an input looks like, for "this is the wrong file" messages.

#include "parsers/head_description.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace llmbench::parsers {
namespace {

constexpr std::size_t kNamedKeys = 4;
constexpr std::size_t kQuotedCharacters = 40;
constexpr std::size_t kQuotedErrorCharacters = 120;
constexpr std::size_t kFieldsOfMarker = 8;

std::string describe_binary(std::string_view head) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kMagic{{
      {"GGUF", "a GGUF model file"},
      {"\x1F\x8B", "a gzip file"},
      {"\x28\xB5\x2F\xFD", "a zstd file"},
      {"PK\x03\x04", "a zip file"},
      {"\x89PNG", "a PNG image"},
      {"%PDF", "a PDF"},
      {"SQLite format 3", "an SQLite database"},
      {"\x7F"
       "ELF",
       "a program"},
  }};
  for (const auto& [magic, description] : kMagic) {
    if (head.starts_with(magic)) return std::string(description);
  }
  return "binary data";
}

/// Only what can stand in a one-line message: letters of any script, no control characters.
std::string printable(std::string_view text, std::size_t limit) {
  const bool is_utf8 = is_valid_utf8(text);
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool begins_letter = (byte & 0xC0U) != 0x80U;
    if (result.size() >= limit && begins_letter) return result + "...";
    if (is_utf8 && byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0) {  // U+0080 to U+009F
      result.push_back('?');
      ++at;
      continue;
    }
    const bool is_shown = byte >= 0x20 && byte != 0x7F && (byte < 0x80 || is_utf8);
    result.push_back(is_shown ? text[at] : '?');
  }
  return result;
}

/// Keys of the first object in `json`, at its own level only. The head may end anywhere.
std::vector<std::string> first_keys(std::string_view json) {
  std::vector<std::string> keys;
  int depth = 0;
  for (std::size_t at = 0; at < json.size() && keys.size() <= kNamedKeys; ++at) {
    const char c = json[at];
    if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      break;
    } else if (c == '"') {
      const std::size_t start = ++at;
      while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
      if (at >= json.size()) break;
      const std::size_t after = json.find_first_not_of(" \t\r\n", at + 1);
      if (depth == 1 && after != std::string_view::npos && json[after] == ':') {
        keys.push_back(printable(json.substr(start, at - start), kQuotedCharacters));
      }
    }
  }
  return keys;
}

std::string list_of(std::vector<std::string> names) {
  if (names.size() > kNamedKeys) {
    names.resize(kNamedKeys);
    names.emplace_back("...");
  }
  return join(names, ", ");
}

std::string describe_json(std::string_view text) {
  if (const auto failure = find_failure(text)) return "the marker of a failed run (\"" + *failure + "\")";
  const std::size_t object = text.find('{');
  if (object == std::string_view::npos) return text.front() == '[' ? "a JSON list without objects" : "JSON";
  const std::vector<std::string> keys = first_keys(text.substr(object));
  return keys.empty() ? "JSON" : "JSON with keys " + list_of(keys);
}

std::optional<Json> parse_if_json(std::string_view text) {
  try {
    return parse_json(text);
  } catch (const Error&) {
    return std::nullopt;  // cut off, or no JSON: then it is no marker
  }
}

}  // namespace

std::optional<std::string> find_failure(std::string_view text) {
  text = trim(text);
  if (!text.starts_with('{') || text.find("\"error\"") == std::string_view::npos) return std::nullopt;
  const auto document = parse_if_json(text);
  if (!document || !document->contains("error") || document->size() > kFieldsOfMarker) return std::nullopt;
  const Json& error = (*document)["error"];
  if (error.is_null() || error == false) return std::nullopt;
  const bool has_results = std::ranges::any_of(
      document->items(), [](const auto& field) { return field.key() != "error" && field.value().is_structured(); });
  if (has_results) return std::nullopt;
  const std::string said = error.is_string() ? error.get<std::string>() : dump_json(error);
  return printable(collapse_whitespace(said), kQuotedErrorCharacters);
}

std::string describe_head(std::string_view head, bool binary) {
  if (binary) return describe_binary(head);
  const std::string_view text = trim(head);
  if (text.empty()) return "nothing";
  if (starts_with_ignoring_case(text, "<!doctype html") || starts_with_ignoring_case(text, "<html")) {
    return "an HTML page";
  }
  if (text.starts_with("<?xml")) return "XML";
  if (text.starts_with("%PDF")) return "a PDF";
  const bool is_object = text.front() == '{' && first_keys(text).size() > 0;
  const std::size_t second = text.find_first_not_of(" \t\r\n", 1);
  const bool is_list = text.front() == '[' && (second == std::string_view::npos || text[second] == '{' ||
                                               text[second] == ']' || text[second] == '"' || text[second] == '[');
  if (is_object || is_list || text == "{}") return describe_json(text);
  const std::string_view line = trim(text.substr(0, text.find('\n')));
  if (line.front() != '|' && line.find(". ") == std::string_view::npos &&
      std::count(line.begin(), line.end(), ',') >= 3) {
    return "CSV with columns " + printable(line, kQuotedCharacters);
  }
  if (line.front() == '|') return "a markdown table with columns " + printable(line, kQuotedCharacters);
  return "text that starts with \"" + printable(line, kQuotedCharacters) + "\"";
}

}  // namespace llmbench::parsers
