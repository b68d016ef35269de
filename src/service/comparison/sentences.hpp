#pragma once
// A comparison in words. Called by comparison_service. Nothing is called better or worse without a verdict.

#include "llmbench/service/comparison_service.hpp"

#include <string>

namespace llmbench::service {

/// What the words need besides the figures.
struct MetricEvidence {
  std::size_t n_a = 0;  ///< measurements behind each side; 0 = not known
  std::size_t n_b = 0;
  bool one_machine = true;  ///< both runs are of one machine
};
/// "B generates 8.3 % faster in tg128 (95 % interval 7.9 to 8.7 %), more than this machine's noise of 1.2 %."
[[nodiscard]] std::string metric_sentence(const ComparedMetric& metric, const MetricEvidence& evidence);

/// "B scores 2.1 points higher in mmlu_pro (95 % interval of the difference 0.4 to 3.8): better." "" without a
/// difference.
[[nodiscard]] std::string score_sentence(const ComparedScore& score, bool higher_is_better);

/// "B is better in 2 metrics (pp512, tg128), worse in 1 (ttft_p50_ms), without a significant change in 3."
[[nodiscard]] std::string summary_sentence(const RunComparison& comparison);

}  // namespace llmbench::service
