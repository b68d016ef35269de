#pragma once
// One reader for each output of llama-bench (-o json, jsonl, csv, md, sql). All feed the same rows to the same runs.

#include "llmbench/parsers/format.hpp"

namespace llmbench::parsers::llama_bench {

/// JSON and JSONL, also when damaged, truncated, or mixed with log lines.
[[nodiscard]] ReadResult read_json(TextStream& stream, const ReadOptions& options);
[[nodiscard]] ReadResult read_csv(TextStream& stream, const ReadOptions& options);
[[nodiscard]] ReadResult read_sql(TextStream& stream, const ReadOptions& options);
/// One or several tables, in a log or in a document.
[[nodiscard]] ReadResult read_markdown(TextStream& stream, const ReadOptions& options);

}  // namespace llmbench::parsers::llama_bench
