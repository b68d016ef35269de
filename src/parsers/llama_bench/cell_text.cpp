#include "parsers/llama_bench/cell_text.hpp"

#include "llmbench/util/text.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace llmbench::parsers::llama_bench {
namespace {

constexpr std::uint32_t kNoBreakSpace = 0xA0;
constexpr std::size_t kLongestEntity = 10;

std::string utf8_of(std::uint32_t code) {
  if (code == kNoBreakSpace) return " ";
  const auto tail = [code](int shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0 | (code >> 6)), tail(0)};
  return {static_cast<char>(0xE0 | (code >> 12)), tail(6), tail(0)};
}

/// "#64", "#x40": letters of the basic plane, no control characters and no halves of a pair.
std::optional<std::string> numbered_letter(std::string_view name) {
  std::uint32_t code = 0;
  const bool is_hex = name.starts_with("#x") || name.starts_with("#X");
  const std::string_view digits = name.substr(is_hex ? 2 : 1);
  if (digits.empty() || digits.size() > 5) return std::nullopt;
  for (const char c : to_lower(digits)) {
    const bool is_letter = is_hex && c >= 'a' && c <= 'f';
    if (!is_letter && (c < '0' || c > '9')) return std::nullopt;
    code = code * (is_hex ? 16 : 10) + static_cast<std::uint32_t>(is_letter ? c - 'a' + 10 : c - '0');
  }
  if (code < 0x20 || (code >= 0xD800 && code < 0xE000) || code > 0xFFFF) return std::nullopt;
  return utf8_of(code);
}

std::optional<std::string> letter_of_entity(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kNamed{{{"plusmn", "±"},
                                                                                         {"pm", "±"},
                                                                                         {"nbsp", " "},
                                                                                         {"amp", "&"},
                                                                                         {"lt", "<"},
                                                                                         {"gt", ">"},
                                                                                         {"quot", "\""},
                                                                                         {"apos", "'"},
                                                                                         {"commat", "@"},
                                                                                         {"verbar", "|"},
                                                                                         {"vert", "|"},
                                                                                         {"plus", "+"}}};
  if (name.starts_with('#')) return numbered_letter(name);
  for (const auto& [entity, letter] : kNamed) {
    if (name == entity) return std::string(letter);
  }
  return std::nullopt;
}

std::string without_entities(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t end = text[at] == '&' ? text.find(';', at) : std::string_view::npos;
    const bool is_entity = end != std::string_view::npos && end - at <= kLongestEntity;
    const auto letter = is_entity ? letter_of_entity(text.substr(at + 1, end - at - 1)) : std::nullopt;
    if (letter) {
      result += *letter;
      at = end;
    } else {
      result.push_back(text[at]);
    }
  }
  return result;
}

}  // namespace

std::string cell_text(std::string_view raw) {
  std::string text = without_entities(raw);
  for (const std::string_view mark : {"**", "__", "`"}) text = replace_all(std::move(text), mark, "");
  text = trim(replace_all(std::move(text), "\u00A0", " "));
  for (const char mark : {'*', '_'}) {
    const bool is_marked = text.size() > 2 && text.front() == mark && text.back() == mark;
    if (is_marked) text = trim(std::string_view(text).substr(1, text.size() - 2));
  }
  return text;
}

}  // namespace llmbench::parsers::llama_bench
