#include "parsers/llama_bench/table_surroundings.hpp"

#include "parsers/document_heading.hpp"
#include "parsers/llama_bench/detect.hpp"

#include "llmbench/util/text.hpp"

#include <utility>

namespace llmbench::parsers::llama_bench {
namespace {

/// "master:", "- with the patch:"; a log line that ends with a colon is none. "" = no label.
std::string label_of(std::string_view line) {
  constexpr std::size_t kLongest = 80;
  if (line.size() > kLongest || is_log_line(line)) return "";
  const std::size_t first = line.find_first_not_of("-*_ ");
  if (first == std::string_view::npos) return "";
  line = line.substr(first, line.find_last_not_of("*_ ") - first + 1);
  if (!line.ends_with(':')) return "";
  line.remove_suffix(1);
  return std::string(line.substr(0, line.find_last_not_of("*_ ") + 1));
}

}  // namespace

TableSurroundings::LineKind TableSurroundings::add(std::string_view line) {
  if (line.starts_with("```")) {
    is_code_ = !is_code_ && line.size() > 3;  // a fence with a language holds commands
    return LineKind::fence;
  }
  std::string heading = is_code_ ? "" : heading_of(line);
  if (auto build = find_build(line)) build_ = std::move(build);
  models_.add(line, !heading.empty());
  label_ = label_of(line);
  if (!heading.empty()) {
    heading_ = std::move(heading);
    return LineKind::heading;
  }
  devices_.add(line);
  return LineKind::text;
}

AboveTable TableSurroundings::begin_table() {
  models_.begin_table();
  return {heading_, std::exchange(label_, {}), devices_.take(), build_, models_.only()};
}

}  // namespace llmbench::parsers::llama_bench
