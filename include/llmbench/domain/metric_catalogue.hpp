#pragma once
// What we know about metrics by name: unit, direction, and the headline column each one feeds. Used for headlines,
// validation and comparisons; a name that is not here is kept and shown, but never judged.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace llmbench {

enum class MetricDirection { higher_is_better, lower_is_better };

enum class HeadlineColumn {
  none,
  speed,
  prompt_speed,
  total_speed,
  speed_per_request,
  memory,
  time_to_first_token,
  loading_time,
  gpu_power,
  model_size,
};

struct MetricInfo {
  std::string_view name;                     ///< a name, or of a family its pattern: "pp*", "ttft_*_ms"
  std::string_view unit;                     ///< the usual spelling
  std::optional<MetricDirection> direction;  ///< nullopt = neither is better
  HeadlineColumn column = HeadlineColumn::none;
  bool non_negative = true;
};

/// Every named metric. Where several feed one column, the earlier row wins.
[[nodiscard]] std::span<const MetricInfo> metric_catalogue();

/// Patterns of names: tests of llama-bench and latencies with a statistic. find_metric knows what belongs to them.
[[nodiscard]] std::vector<MetricInfo> metric_families();

/// The headline column a metric feeds, as test_runs calls it; "" for none.
[[nodiscard]] std::string_view to_string(HeadlineColumn column);

/// Named rows first, then families: tests of llama-bench ("pp512", "tg128 @ d4096", "pp512+tg128"), latencies with a
/// statistic ("ttft_p95_ms", "itl_p99_ms_4096"). nullopt = not known.
[[nodiscard]] std::optional<MetricInfo> find_metric(std::string_view name);

/// "tok/s", "t/s" and "tokens/s" are one unit. nullopt = a unit nobody listed.
[[nodiscard]] std::optional<std::string_view> canonical_unit(std::string_view unit);

/// Units of speeds, memory, times and power: a value in them cannot be negative.
[[nodiscard]] bool is_non_negative_unit(std::string_view unit);

}  // namespace llmbench
