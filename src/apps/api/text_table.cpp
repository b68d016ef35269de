#include "apps/api/text_table.hpp"

#include <algorithm>
#include <cstdio>

namespace llmbench::apps {

void print_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t at = 0; at < row.size(); ++at) widths[at] = std::max(widths[at], row[at].size());
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t at = 0; at < row.size(); ++at) {
      line += row[at];
      if (at + 1 < row.size()) line.append(widths[at] - row[at].size() + 2, ' ');
    }
    std::puts(line.c_str());
  }
}

}  // namespace llmbench::apps
