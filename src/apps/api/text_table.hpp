#pragma once
// Rows of text in aligned columns. Called by commands that list things.

#include <string>
#include <vector>

namespace llmbench::apps {

/// The first row is the header; all rows have equally many cells.
void print_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace llmbench::apps
