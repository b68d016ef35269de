#pragma once
// Which of llama-bench's outputs an input is, from its beginning.

#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_bench {

enum class HeadKind {
  rows,     ///< JSON or JSONL records
  opening,  ///< only the bracket of an array: the run stopped before its first test, or had none
  csv,
  markdown,
  sql,
  benchy,    ///< llama-benchy, which prints tables that look much alike
  headless,  ///< rows of a table without its header
  wrapped,   ///< a table whose lines were broken by a narrow window
  usage,     ///< the help text: wrong arguments
  log,       ///< log lines of llama.cpp; records may follow
  other,
};

[[nodiscard]] HeadKind classify_head(std::string_view head);

/// The first line of a CSV output.
[[nodiscard]] bool is_csv_header(std::string_view line);

/// The trimmed cells between the bars of a table line; what stands before the first bar (a log prefix) is cut off.
[[nodiscard]] std::vector<std::string> table_cells(std::string_view line);

/// A log line of llama.cpp and its backends ("ggml_cuda_init: found 1 CUDA devices", "load_backend: ...").
[[nodiscard]] bool is_log_line(std::string_view line);

/// A log line that says why a run stopped ("llama_bench: error: failed to load model ...").
[[nodiscard]] bool is_failure_line(std::string_view line);

}  // namespace llmbench::parsers::llama_bench
