#include "parsers/llama_bench/build_line.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench::parsers::llama_bench {
namespace {

/// An abbreviated or whole commit of git.
bool is_commit(std::string_view text) {
  return text.size() >= 7 && text.size() <= 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::optional<BuildLine> parse_build_line(std::string_view line) {
  constexpr std::string_view kStart = "build: ";
  const std::size_t open = line.find(" (");
  const std::size_t close = line.find(')');
  if (!line.starts_with(kStart) || open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  const std::string_view commit = trim(line.substr(kStart.size(), open - kStart.size()));
  const auto number = parse_integer(line.substr(open + 2, close - open - 2));
  if (!number || commit.empty()) return std::nullopt;
  return BuildLine{std::string(commit), *number};
}

std::optional<BuildLine> find_build(std::string_view line) {
  constexpr std::string_view kWord = "build";
  std::optional<BuildLine> found;
  for (std::size_t at = line.find(kWord); at != std::string_view::npos; at = line.find(kWord, at + 1)) {
    std::string_view rest = line.substr(at + kWord.size());
    if (rest.starts_with(':')) rest.remove_prefix(1);
    const std::size_t open = rest.find(" (");
    const std::size_t close = rest.find(')', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    const std::string_view commit = trim(rest.substr(0, open));
    const auto number = parse_integer(rest.substr(open + 2, close - open - 2));
    if (!is_commit(commit) || !number || *number <= 0) continue;
    if (found && found->commit != commit) return std::nullopt;
    found = BuildLine{std::string(commit), *number};
  }
  return found;
}

}  // namespace llmbench::parsers::llama_bench
