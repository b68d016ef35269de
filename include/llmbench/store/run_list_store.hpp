#pragma once
// Runs of every status, newest first. Called by run_list_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/model_variant.hpp"
#include "llmbench/domain/run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

/// Where a page ends: the time a run is sorted by, and its id.
struct RunMark {
  TimePoint newest{};
  Uuid id;
};

struct ListedRun {
  RunMark mark;  ///< `newest` is the time of the measurement, else when it was stored
  Uuid variant_id;
  Uuid configuration_id;
  ModelVariant variant;
  std::string backend;
  std::optional<std::string> backend_version;
  std::optional<std::string> gpu_model;
  std::optional<std::string> cpu_arch;
  std::string platform;
  std::optional<std::string> machine_name;
  std::optional<TimePoint> timestamp;
  TimePoint created_at{};
  RunStatus status = RunStatus::completed;
  bool voided = false;
  std::vector<std::string> tags;
  std::optional<double> tokens_per_second;
  std::optional<double> prompt_tokens_per_second;
  std::optional<double> memory_gb;  ///< GiB
};

/// Runs after `after` (nullopt = from the newest on), voided ones too; at most `limit`.
[[nodiscard]] std::vector<ListedRun> list_newest_runs(db::Transaction& tx, const std::optional<RunMark>& after,
                                                      int limit);

}  // namespace llmbench::store
