#pragma once
// Which metrics of two runs measure the same thing. Called by comparison_service.

#include "llmbench/domain/run.hpp"
#include "llmbench/service/comparison_service.hpp"

#include <utility>
#include <vector>

namespace llmbench::service {

struct MatchedMetrics {
  std::vector<std::pair<const Metric*, const Metric*>> pairs;  ///< into the arguments, by name
  std::vector<NotCompared> not_compared;                       ///< by name
};

/// By name, unit and the context that says what was measured: test, depth, memory place, estimated or reserved, and
/// whatever else both tools wrote that is no figure. Metrics a reader copied from others are left out.
[[nodiscard]] MatchedMetrics match_metrics(const std::vector<Metric>& a, const std::vector<Metric>& b);
MatchedMetrics match_metrics(std::vector<Metric>&&, std::vector<Metric>&&) = delete;

}  // namespace llmbench::service
