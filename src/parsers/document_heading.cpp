#include "parsers/document_heading.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench::parsers {

std::string heading_of(std::string_view line) {
  for (const char mark : {'#', '=', '-'}) {
    if (!line.starts_with(mark)) continue;
    const std::size_t first = line.find_first_not_of(mark);
    if (first == std::string_view::npos || line[first] != ' ') return "";
    if (mark != '#' && (first < 3 || !line.ends_with(mark))) return "";  // a list, an option of a command
    const std::size_t last = line.find_last_not_of(mark);
    return std::string(trim(line.substr(first, last - first + 1)));
  }
  return "";
}

}  // namespace llmbench::parsers
