#include "llmbench/stats/comparison.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::stats {
namespace {

std::optional<Summary> summary_of(const MetricSide& side) {
  if (side.samples.size() >= 2) return summarise(side.samples);
  return side.summary && side.summary->n >= 2 ? side.summary : std::nullopt;
}

void compare_samples(const MetricSide& a, const MetricSide& b, MetricComparison& result) {
  result.method = ComparisonMethod::mann_whitney;
  result.a = median(a.samples);
  result.b = median(b.samples);
  result.p_value = mann_whitney_p(a.samples, b.samples);
  result.ratio_interval = bootstrap_median_ratio(a.samples, b.samples);
}

void compare_means(const Summary& a, const Summary& b, MetricComparison& result) {
  result.method = ComparisonMethod::welch;
  result.a = a.mean;
  result.b = b.mean;
  result.p_value = welch_p(a, b);
  result.ratio_interval = fieller_ratio(a, b);
}

Verdict judge(const MetricComparison& comparison, std::optional<MetricDirection> direction,
              std::optional<double> noise_floor) {
  if (!direction) return Verdict::none;
  if (!comparison.ratio_interval || !comparison.ratio) return Verdict::unknown;
  const double effect = std::abs(*comparison.ratio - 1);
  const bool excludes_one = comparison.ratio_interval->low > 1 || comparison.ratio_interval->high < 1;
  if (!excludes_one || effect <= std::max(kMinEffect, noise_floor.value_or(0))) return Verdict::no_significant_change;
  const bool higher = *comparison.ratio > 1;
  return higher == (*direction == MetricDirection::higher_is_better) ? Verdict::better : Verdict::worse;
}

}  // namespace

std::string_view to_string(ComparisonMethod method) {
  switch (method) {
    case ComparisonMethod::mann_whitney:
      return "mann_whitney";
    case ComparisonMethod::welch:
      return "welch";
    case ComparisonMethod::none:
      break;
  }
  return "";
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::better:
      return "better";
    case Verdict::worse:
      return "worse";
    case Verdict::no_significant_change:
      return "no significant change";
    case Verdict::unknown:
      return "unknown";
    case Verdict::none:
      break;
  }
  return "";
}

MetricComparison compare_metric(const MetricSide& a, const MetricSide& b, std::optional<MetricDirection> direction,
                                std::optional<double> noise_floor) {
  MetricComparison result;
  result.a = a.value;
  result.b = b.value;
  if (a.samples.size() >= kMinSamples && b.samples.size() >= kMinSamples) {
    compare_samples(a, b, result);
  } else {
    const auto summary_a = summary_of(a);
    const auto summary_b = summary_of(b);
    if (summary_a && summary_b) compare_means(*summary_a, *summary_b, result);
  }
  if (const double ratio = result.b / result.a; result.a != 0 && std::isfinite(ratio)) {
    result.ratio = ratio;
    result.change_percent = 100 * (ratio - 1);
  }
  result.verdict = judge(result, direction, noise_floor);
  return result;
}

}  // namespace llmbench::stats
