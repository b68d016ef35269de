#pragma once
// The two shapes of AIPerf's (and genai-perf's) results: statistics over all requests, and one record per request.

#include "parsers/message_log.hpp"
#include "parsers/tool_run.hpp"

#include "llmbench/util/json.hpp"

#include <string>
#include <vector>

namespace llmbench::parsers {

/// {"request_latency": {"unit": "ms", "avg": ...}, ..., "input_config": {...}}.
[[nodiscard]] bool is_aiperf_summary(const Json& document);
[[nodiscard]] ToolRun run_of_aiperf_summary(const Json& document, const std::string& place, MessageLog& messages);

/// {"metadata": {...}, "metrics": {"time_to_first_token": {"value": 1, "unit": "ms"}, ...}, "error": null}.
[[nodiscard]] bool is_aiperf_record(const Json& document);
/// All records are one run; statistics are computed over the answered requests.
[[nodiscard]] ToolRun run_of_aiperf_records(const std::vector<Json>& records, MessageLog& messages);

}  // namespace llmbench::parsers
