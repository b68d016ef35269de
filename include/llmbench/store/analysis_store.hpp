#pragma once
// The runs of a model on a GPU with the latencies a server sees. Called by analysis_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

/// Unknown figures are nullopt; latencies are 95th percentiles in milliseconds.
struct AnalysedRun {
  Uuid id;
  Uuid variant_id;
  Uuid configuration_id;
  std::string backend;
  std::optional<Load> load;
  std::optional<int> concurrent_requests;
  std::optional<int> gpu_power_limit_watts;
  std::optional<double> tokens_per_second;
  int speed_tokens = 0;  ///< of the test behind the speed, 0 = not known
  int speed_depth = 0;
  std::optional<double> gpu_power_watts;
  std::optional<double> ttft_ms;
  std::optional<double> tpot_ms;
  std::optional<double> itl_ms;
  bool partial = false;
  bool sample = false;
};
/// Completed runs that are not voided, newest first.
[[nodiscard]] std::vector<AnalysedRun> list_analysed_runs(db::Transaction& tx, const std::vector<Uuid>& variant_ids,
                                                          const std::vector<Uuid>& hardware_ids);

}  // namespace llmbench::store
