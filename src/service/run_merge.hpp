#pragma once
// The same measurement sent again: what a newcomer adds to the stored run, metric by metric. Pure; called by
// upload_service.

#include "llmbench/domain/run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

/// Copied metrics (`context.from`) count on neither side: they follow from the others.
struct MetricMerge {
  std::vector<Metric> merged;         ///< what the run has afterwards, without copied metrics
  std::vector<std::string> added;     ///< absent in the store
  std::vector<std::string> enriched;  ///< stored without samples, now with
  /// A shared metric with another number (with samples on one side only: by more than rounding explains). The newcomer
  /// is another measurement and nothing of it may be merged.
  std::optional<std::string> conflict;

  [[nodiscard]] bool changes_nothing() const { return added.empty() && enriched.empty(); }
};
[[nodiscard]] MetricMerge merge_metrics(const std::vector<Metric>& stored, const std::vector<Metric>& newcomer);

/// How far a value may be from one printed with the digits these metrics have: half of the last decimal. Tools print
/// all values of a table with the same number of decimals, so trailing zeros that a number cannot hold come from the
/// others.
[[nodiscard]] double printed_tolerance(const std::vector<Metric>& metrics);

/// A later state of the same run: pending, running, then failed or cancelled, then completed.
[[nodiscard]] bool is_later_status(RunStatus stored, RunStatus newcomer);

/// The run came from a damaged file.
[[nodiscard]] bool is_partial(const Json& provenance);

/// Keys of the stored document win; `partial` stays only when both are partial, because together they may be whole.
[[nodiscard]] Json merge_provenance(const Json& stored, const Json& newcomer);

}  // namespace llmbench::service
