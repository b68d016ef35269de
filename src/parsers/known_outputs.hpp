#pragma once
// Outputs of benchmark tools that are known but cannot be read, because another output of the same tool holds more.

#include <optional>
#include <string_view>

namespace llmbench::parsers {

struct KnownOutput {
  std::string_view mark;     ///< stands in no other output; without blanks
  std::string_view what;     ///< "console text of guidellm"
  std::string_view instead;  ///< what to upload
};

/// nullopt = none of them.
[[nodiscard]] std::optional<KnownOutput> find_known_output(std::string_view head);

}  // namespace llmbench::parsers
