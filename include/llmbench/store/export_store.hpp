#pragma once
// Metrics of many runs at once, for exports. Called by export_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/model_variant.hpp"
#include "llmbench/domain/run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

/// A metric with what tells its run from others.
struct ExportedMetric {
  Uuid run_id;
  ModelVariant variant;
  std::string platform;
  std::string backend;
  std::optional<std::string> backend_version;
  std::optional<TimePoint> timestamp;  ///< of the run
  Metric metric;
};
/// In the order of run and name.
[[nodiscard]] std::vector<ExportedMetric> list_exported_metrics(db::Transaction& tx, const std::vector<Uuid>& run_ids);

struct RunMetric {
  Uuid run_id;
  Metric metric;
};
/// The same without the names.
[[nodiscard]] std::vector<RunMetric> list_metrics_of(db::Transaction& tx, const std::vector<Uuid>& run_ids);

}  // namespace llmbench::store
