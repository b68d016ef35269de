#pragma once
// Figures that every serving benchmark has, whatever it calls them: counts of requests, latency statistics, rates that
// can be checked against counts, and times without a zone.

#include "parsers/message_log.hpp"
#include "parsers/serving/request_load.hpp"
#include "parsers/tool_run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers {

/// One figure of a tool: its field, our metric, and what it is multiplied with.
struct Figure {
  const char* field;
  const char* metric;
  const char* unit;
  double factor = 1;
};

/// "mean_ttft_ms", "median_e2el_ms", "p99.9_itl_ms", "std_e2e_latency_ms" -> "ttft_mean_ms", "request_p50_ms", ...;
/// nullopt for other fields.
[[nodiscard]] std::optional<std::string> latency_metric_name(std::string_view field);

/// Appends a latency; only a standard deviation may be 0, anything else is how a tool writes "no data". A name that is
/// there already is left alone.
void add_latency(std::vector<Metric>& metrics, const std::string& name, std::optional<double> milliseconds,
                 Json context = Json::object());

struct RequestCounts {
  std::optional<std::int64_t> asked;
  std::optional<std::int64_t> completed;
  std::optional<std::int64_t> failed;  ///< as stated
};
/// total, successful and failed requests and error_rate (1 - completed / asked when failures are not stated); warns
/// above 1 %, where a run is shown but not ranked. No requests at all completed: the run failed, and the warning says
/// so.
void add_requests(ToolRun& tool, const RequestCounts& counts, const std::string& place, MessageLog& messages);

/// A rate computed from counts and duration beside the one the tool prints.
struct CheckedRate {
  const char* metric;
  const char* reported_metric;
  const char* unit;
  std::optional<double> count;
  std::optional<double> reported;
};
/// count / seconds as `metric`; a printed rate more than 10 % off is kept as `reported_metric` with a warning. Without
/// a count or a duration the printed rate is all there is.
void add_checked_rate(std::vector<Metric>& metrics, const CheckedRate& rate, std::optional<double> seconds,
                      const std::string& place, MessageLog& messages);

/// 1000 / median time per output token; nothing for a run that is not concurrent, or without the median.
void add_speed_per_request(ToolRun& tool);

void set_load(ToolRun& tool, const RequestLoad& load);

[[nodiscard]] std::optional<double> metric_value(const std::vector<Metric>& metrics, std::string_view name);

/// 10.0231 -> 10 with two digits: what repeats of one measurement agree on.
[[nodiscard]] double round_to_digits(double value, int digits);

/// Sets the time; one without zone is read as UTC, and the provenance says that the zone is unknown.
void set_time(ToolRun& tool, std::string_view text);
/// "20250610-130705" -> "2025-06-10T13:07:05"; other texts as they are.
[[nodiscard]] std::string spelled_out_time(std::string_view text);

/// "-m X was given, but the input holds several models": throws Error{invalid_input} unless --all-one-model.
void refuse_several_models(const std::vector<std::string>& served_names, const ReadOptions& options);

/// Adds the finished run to a result.
void add_run(ReadResult& result, ToolRun tool, const ReadOptions& options, MessageLog& messages);

}  // namespace llmbench::parsers
