#pragma once
// The build of llama.cpp as a table's surroundings name it.

#include <optional>
#include <string>
#include <string_view>

namespace llmbench::parsers::llama_bench {

struct BuildLine {
  std::string commit;
  long long number = 0;
};

/// "build: 2aa45ef9e (7423)", what llama-bench writes below a table.
[[nodiscard]] std::optional<BuildLine> parse_build_line(std::string_view line);

/// The same inside a line that people or a log wrote: "llama.cpp build e9fd8dc (7825)", "M5, build: d48a56eff (9430),".
/// nullopt when it names two.
[[nodiscard]] std::optional<BuildLine> find_build(std::string_view line);

}  // namespace llmbench::parsers::llama_bench
