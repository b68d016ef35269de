#pragma once
// Small text helpers used everywhere. ASCII case only: names of models and devices compare without locale.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench {

[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] std::string to_upper(std::string_view text);
/// Without blanks, tabs, CR and LF at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);
/// trim, and every run of white space inside becomes one blank.
[[nodiscard]] std::string collapse_whitespace(std::string_view text);
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);
[[nodiscard]] std::string replace_all(std::string text, std::string_view from, std::string_view to);
/// Faster than find() in long texts: string_view::find stops at every occurrence of the first letter of `part`.
[[nodiscard]] bool contains(std::string_view text, std::string_view part);
[[nodiscard]] bool contains_ignoring_case(std::string_view text, std::string_view part);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
/// Whole text as a number, no blanks; nullopt otherwise or when not finite.
[[nodiscard]] std::optional<double> parse_double(std::string_view text);
[[nodiscard]] std::optional<long long> parse_integer(std::string_view text);
/// Shortest text that reads back to the same double; integral values without a point.
[[nodiscard]] std::string format_number(double value);
[[nodiscard]] bool is_valid_utf8(std::string_view text);
/// Replaces invalid UTF-8 sequences by U+FFFD.
[[nodiscard]] std::string repair_utf8(std::string_view text);
/// The number of Unicode code points of valid UTF-8.
[[nodiscard]] std::size_t utf8_length(std::string_view text);
/// The candidate nearest to `word` by edit distance (at most a third of its length, at least 2), for "did you mean".
[[nodiscard]] std::optional<std::string> nearest_word(std::string_view word,
                                                      const std::vector<std::string>& candidates);
/// The part after the last '/' or '\\'.
[[nodiscard]] std::string_view path_basename(std::string_view path);

}  // namespace llmbench
