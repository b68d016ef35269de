#pragma once
// Headline columns: the few figures of a run that the grid shows, computed by the server from its metrics.

#include "llmbench/domain/run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench {

/// One speed measurement of a known test. `tokens` 0 = the test is not known (class unspecified).
struct SpeedPoint {
  enum class Kind : std::uint8_t { generation, prompt };
  Kind kind = Kind::generation;
  int tokens = 0;
  int depth = 0;
  double value = 0;          ///< tokens per second
  std::optional<double> cv;  ///< coefficient of variation; nullopt = unknown
  bool gpu_assisted = false;

  bool operator==(const SpeedPoint&) const = default;
};

/// "tg128", "pp512", "tg128 @ d4096"; "" when the test is unknown. Depth only in the long form.
[[nodiscard]] std::string speed_test_name(const SpeedPoint& point, bool with_depth = false);

/// Parses "tg128", "pp512 @ d4096", "pp 512"; nullopt for pp512+tg128 and everything else.
struct SpeedTest {
  SpeedPoint::Kind kind;
  int tokens;
  int depth;
};
[[nodiscard]] std::optional<SpeedTest> parse_speed_test(std::string_view name);

/// Speed points of a run: metrics named like a test, plus `tokens_per_second` / `prompt_processing_speed` without
/// `context.from` (their test from context.test and context.n_depth when given). pp under 256 tokens at batch scaling
/// never is a headline but stays a point.
[[nodiscard]] std::vector<SpeedPoint> speed_points(const std::vector<Metric>& metrics);

/// Median of `value` over equal (kind, tokens, depth), cv the median of known cvs; the union of a configuration's runs.
[[nodiscard]] std::vector<SpeedPoint> merge_speed_points(const std::vector<SpeedPoint>& points);

/// Smallest depth first, then nearest to 128 (tg) or 512 (pp) by |log2|, ties to the larger; pp under 256 never.
/// nullopt = unknown.
[[nodiscard]] std::optional<SpeedPoint> headline_speed(const std::vector<SpeedPoint>& points);
[[nodiscard]] std::optional<SpeedPoint> headline_prompt_speed(const std::vector<SpeedPoint>& points);
/// The point to show for a wanted depth: exact, or nearest within a factor 1.5; nullopt otherwise.
[[nodiscard]] std::optional<SpeedPoint> speed_at_depth(const std::vector<SpeedPoint>& points, SpeedPoint::Kind kind,
                                                       int depth);

/// tg, tg_short, tg_long, depth, unspecified.
[[nodiscard]] std::string_view speed_class(const SpeedPoint& point);
/// pp512, pp2k, pp8k+, depth, unspecified.
[[nodiscard]] std::string_view prompt_class(const SpeedPoint& point);

/// Headline columns of a run (test_runs). nullopt = unknown.
struct Headline {
  std::optional<SpeedPoint> speed;
  std::optional<SpeedPoint> prompt_speed;
  std::optional<double> tokens_per_second_per_request;
  std::optional<double> total_tokens_per_second;
  std::optional<double> memory_gb;
  std::optional<std::string> memory_source;  ///< measured | estimated | reserved
  std::optional<std::string> memory_place;   ///< gpu | ram | split | unified
  std::optional<int> memory_context_tokens;
  std::optional<double> time_to_first_token_ms;
  std::optional<double> loading_time_seconds;
  std::optional<double> gpu_power_watts;
  std::optional<double> model_size_gb;
  std::optional<std::int64_t> n_params;
  std::optional<double> bits_per_weight;
  bool unstable = false;
  bool partial = false;  ///< error_rate > 1 % or a damaged file (provenance.partial)
  std::vector<SpeedPoint> points;
};

/// One table in metric_catalogue.cpp decides which metric feeds which column.
[[nodiscard]] Headline compute_headline(const ExperimentRun& run);

/// Removes metrics copied by a reader (`context.from`) and copies the headline speeds anew as `tokens_per_second` and
/// `prompt_processing_speed` with context {from, test, n_depth}. Called by readers, and by the server after a run was
/// extended. A metric of that name that was not copied is left alone.
void refresh_copied_metrics(std::vector<Metric>& metrics);
[[nodiscard]] bool is_copied(const Metric& metric);

}  // namespace llmbench
