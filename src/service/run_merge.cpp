#include "service/run_merge.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::service {
namespace {

std::size_t decimals_of(double value) {
  const std::string text = format_number(value);
  if (text.find_first_of("eE") != std::string::npos) return 17;  // nothing prints tables like that: exact values only
  const auto point = text.find('.');
  return point == std::string::npos ? 0 : text.size() - point - 1;
}

/// Two figures of one metric that cannot be one measurement.
bool contradict(const Metric& stored, const Metric& newcomer) {
  if (stored.samples.empty() == newcomer.samples.empty()) return stored.value != newcomer.value;
  // A format without samples prints fewer digits, and some tools take the mean before they round.
  constexpr double kSameMeasurement = 0.01;
  const Metric& printed = stored.samples.empty() ? stored : newcomer;
  const double allowed = std::max(printed_tolerance({printed}), kSameMeasurement * std::abs(stored.value));
  return std::abs(stored.value - newcomer.value) > allowed;
}

int status_rank(RunStatus status) {
  switch (status) {
    case RunStatus::pending:
      return 0;
    case RunStatus::running:
      return 1;
    case RunStatus::failed:
    case RunStatus::cancelled:
      return 2;
    case RunStatus::completed:
      return 3;
  }
  return 0;
}

}  // namespace

MetricMerge merge_metrics(const std::vector<Metric>& stored, const std::vector<Metric>& newcomer) {
  MetricMerge merge;
  std::ranges::copy_if(stored, std::back_inserter(merge.merged),
                       [](const Metric& metric) { return !is_copied(metric); });
  for (const Metric& metric : newcomer) {
    if (is_copied(metric)) continue;
    const auto known = std::ranges::find(merge.merged, metric.name, &Metric::name);
    if (known == merge.merged.end()) {
      merge.merged.push_back(metric);
      merge.added.push_back(metric.name);
      continue;
    }
    if (contradict(*known, metric)) {
      merge.conflict = metric.name;
      return merge;
    }
    if (known->samples.empty() && !metric.samples.empty()) {
      *known = metric;
      merge.enriched.push_back(metric.name);
    }
  }
  return merge;
}

double printed_tolerance(const std::vector<Metric>& metrics) {
  std::size_t decimals = 0;
  for (const Metric& metric : metrics) decimals = std::max(decimals, decimals_of(metric.value));
  constexpr double kRoundingSlack = 1 + 1e-6;  // 0.125 printed as 0.13 is exactly half away in decimal, not in binary
  return 0.5 * std::pow(10.0, -static_cast<double>(decimals)) * kRoundingSlack;
}

bool is_later_status(RunStatus stored, RunStatus newcomer) {
  return status_rank(newcomer) > status_rank(stored);
}

bool is_partial(const Json& provenance) {
  const auto partial = provenance.find("partial");
  return partial != provenance.end() && partial->is_boolean() && partial->get<bool>();
}

Json merge_provenance(const Json& stored, const Json& newcomer) {
  Json merged = stored;
  for (const auto& [key, value] : newcomer.items()) {
    if (!merged.contains(key)) merged[key] = value;
  }
  if (!is_partial(stored) || !is_partial(newcomer)) merged.erase("partial");
  return merged;
}

}  // namespace llmbench::service
