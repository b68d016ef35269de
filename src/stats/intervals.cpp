#include "llmbench/stats/intervals.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::stats {
namespace {

constexpr double kZ95 = 1.959963984540054;  // 97.5 % quantile of the standard normal distribution
constexpr double kStandardErrors = 1.96;    // as harnesses and the API contract print it

}  // namespace

std::optional<Interval> wilson_percent(std::int64_t correct, std::int64_t total) {
  if (total <= 0 || correct < 0 || correct > total) return std::nullopt;
  // Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
  const auto n = static_cast<double>(total);
  const double p = static_cast<double>(correct) / n;
  const double z2 = kZ95 * kZ95;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ95 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  Interval interval{std::max(0.0, 100 * (centre - half)), std::min(100.0, 100 * (centre + half))};
  // At the ends the bound is exact; rounding must not leave 1e-15 there.
  if (correct == 0) interval.low = 0;
  if (correct == total) interval.high = 100;
  return interval;
}

std::string_view to_string(IntervalMethod method) {
  return method == IntervalMethod::wilson ? "wilson" : "stderr";
}

std::optional<ScoreInterval> score_interval(const QualitySummary& quality) {
  const bool percent = quality.unit == "percent";
  if (percent && quality.correct && quality.questions) {
    if (const auto bounds = wilson_percent(*quality.correct, *quality.questions)) {
      return ScoreInterval{*bounds, IntervalMethod::wilson};
    }
  }
  if (!quality.standard_error) return std::nullopt;
  const double half = kStandardErrors * *quality.standard_error;
  Interval bounds{quality.score - half, quality.score + half};
  if (percent) bounds = {std::max(0.0, bounds.low), std::min(100.0, bounds.high)};
  return ScoreInterval{bounds, IntervalMethod::standard_error};
}

}  // namespace llmbench::stats
