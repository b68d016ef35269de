#pragma once
// A command line of vLLM's or SGLang's serving benchmark, as people show it above its output.

#include "llmbench/util/json.hpp"

#include <string_view>

namespace llmbench::parsers {

struct BenchmarkCommand {
  /// {"random_input_len": 1024, "ignore_eos": true, ...}; a value that is a placeholder ("$MODEL", "<url>") is null.
  Json flags = Json::object();
  bool whole = true;  ///< nothing of it was left out ("...", "$@"): what it does not say has the tool's default
};

/// Whether the benchmark is started in this line; a sentence that only names it does not start it.
[[nodiscard]] bool starts_benchmark(std::string_view line);

/// The flags of the first start in `text`, up to the end of the command.
[[nodiscard]] BenchmarkCommand parse_benchmark_command(std::string_view text);

}  // namespace llmbench::parsers
