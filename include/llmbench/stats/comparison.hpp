#pragma once
// One metric of two runs: ratio, interval, p-value and verdict. Called by comparison_service and later by the CI gate.

#include "llmbench/domain/metric_catalogue.hpp"
#include "llmbench/stats/two_samples.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace llmbench::stats {

/// What one run knows of a metric.
struct MetricSide {
  double value = 0;                ///< as the tool prints it
  std::vector<double> samples;     ///< may be empty
  std::optional<Summary> summary;  ///< n, mean and stddev when they are known (from samples or stated)
};

enum class ComparisonMethod { none, mann_whitney, welch };
/// "mann_whitney", "welch"; "" for none.
[[nodiscard]] std::string_view to_string(ComparisonMethod method);

enum class Verdict { better, worse, no_significant_change, unknown, none };
/// "better", "worse", "no significant change", "unknown"; "" for none (the metric has no direction).
[[nodiscard]] std::string_view to_string(Verdict verdict);

inline constexpr double kMinEffect = 0.02;     ///< smaller changes matter to nobody
inline constexpr std::size_t kMinSamples = 4;  ///< on each side, for a test of ranks

struct MetricComparison {
  double a = 0;  ///< what `method` compares: median of the samples (mann_whitney), mean (welch), else the value
  double b = 0;
  std::optional<double> ratio;           ///< b / a; nullopt when a is 0
  std::optional<double> change_percent;  ///< 100 * (ratio - 1)
  std::optional<Interval> ratio_interval;
  std::optional<double> p_value;
  ComparisonMethod method = ComparisonMethod::none;
  Verdict verdict = Verdict::unknown;
};

/// Ranks and bootstrap where both sides have kMinSamples, else Welch and Fieller where both have n >= 2, mean and
/// stddev (stated, or of the samples there are). Throws std::invalid_argument for samples that are not finite.
/// `noise_floor` is the largest relative change that repeated runs of the machine show by themselves (0.04 = 4 %; see
/// service/comparison/machine_noise.hpp), nullopt = not known. Better or worse needs an interval without 1 and
/// |ratio - 1| above both kMinEffect and the noise floor.
[[nodiscard]] MetricComparison compare_metric(const MetricSide& a, const MetricSide& b,
                                              std::optional<MetricDirection> direction,
                                              std::optional<double> noise_floor);

}  // namespace llmbench::stats
