#pragma once
// Small readers of processor names, shared by the CPU family tables.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace llmbench::cpu_words {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Digits at the start.
constexpr std::size_t leading_digits(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  return digits;
}

/// The word that starts at or after `from` with a digit, e.g. "7950x" in "ryzen 9 7950x"; at least `min_digits` long.
constexpr std::string_view find_model_number(std::string_view text, std::size_t min_digits) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool starts_word = at == 0 || text[at - 1] == ' ' || text[at - 1] == '-';
    if (!starts_word || leading_digits(text.substr(at)) < min_digits) continue;
    const std::size_t end = text.find(' ', at);
    return text.substr(at, end == std::string_view::npos ? end : end - at);
  }
  return {};
}

/// Every processor whose name contains `part` is of `family`.
struct NamedFamily {
  std::string_view part;
  std::string_view family;
};

/// Family of the first row that `model` matches.
constexpr std::optional<std::string_view> first_of(std::span<const NamedFamily> table, std::string_view model) {
  for (const NamedFamily& row : table) {
    if (model.find(row.part) != std::string_view::npos) return row.family;
  }
  return std::nullopt;
}

}  // namespace llmbench::cpu_words
