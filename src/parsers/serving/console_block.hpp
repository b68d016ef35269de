#pragma once
// The console text of vLLM's and SGLang's serving benchmarks: "============ Serving Benchmark Result ============" and
// what was printed before it (the arguments, the command line).

#include "parsers/serving/benchmark_command.hpp"

#include "llmbench/parsers/source.hpp"
#include "llmbench/util/json.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers {

inline constexpr std::string_view kServingBlockTitle = "Serving Benchmark Result";

struct ConsoleBlock {
  Json record = Json::object();        ///< named like the fields of the tools' JSON
  Json later_fields = Json::object();  ///< of lines that earlier releases did not read: no part of a fingerprint
  std::vector<std::string> unread;     ///< labels of lines with a figure that no field is known for
  Json arguments = Json::object();     ///< what Namespace(...) before it said, and the --model of a command line
  BenchmarkCommand command;            ///< the command line before it
  std::size_t line = 0;
  bool complete = false;  ///< the line of '=' that ends it was printed
};

struct ConsoleBlocks {
  std::vector<ConsoleBlock> blocks;
  Json last_arguments = Json::object();  ///< of a benchmark that began and printed no result
  std::string last_error;                ///< the last line that reads like the reason of a crash
};

[[nodiscard]] ConsoleBlocks parse_console_blocks(TextStream& stream);

/// "Namespace(model='x', request_rate=inf, ...)" as an object of texts and numbers; {} when there is none.
[[nodiscard]] Json parse_namespace(std::string_view line);

}  // namespace llmbench::parsers
