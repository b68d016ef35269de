#pragma once
// Headings of documents and logs that results are pasted into.

#include <string>
#include <string_view>

namespace llmbench::parsers {

/// The text of "### GPU 0 ONLY ###", "=== smem ===" or "--- turbo3 @ short ---"; "" = the line is no heading.
[[nodiscard]] std::string heading_of(std::string_view line);

}  // namespace llmbench::parsers
