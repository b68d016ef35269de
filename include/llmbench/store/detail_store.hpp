#pragma once
// Everything stored about one run. Called by detail_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/hardware.hpp"
#include "llmbench/store/measured_run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

/// A row of test_runs with the rows it points to. Its metrics: store/run_store.hpp.
struct RunRecord : MeasuredRun {
  Uuid id;
  Uuid content_id;
  std::optional<Artifact> artifact;
  std::optional<bool> artifact_imatrix;  ///< quantized with an importance matrix; nullopt = unknown
  HardwareProfile hardware;
  RunStatus status = RunStatus::completed;
  std::optional<std::string> error;
  Json settings = Json::object();
  Json user_settings = Json::object();
  Json provenance = Json::object();
  std::string notes;
  std::optional<std::string> uploaded_by;
  std::optional<TimePoint> voided_at;
  std::optional<std::string> void_reason;
};
[[nodiscard]] std::optional<RunRecord> find_run_record(db::Transaction& tx, const Uuid& run_id);

/// In the order of their ids; ids without a run are left out.
[[nodiscard]] std::vector<RunRecord> list_run_records(db::Transaction& tx, const std::vector<Uuid>& run_ids);

/// One of the runs a configuration is the union of.
struct ConfigurationRun {
  Uuid id;
  RunStatus status = RunStatus::completed;
  std::optional<TimePoint> timestamp;
  TimePoint created_at{};
  std::optional<double> tokens_per_second;
  std::optional<double> prompt_tokens_per_second;
  std::optional<double> memory_gb;
  std::vector<std::string> tags;
  bool voided = false;
};
/// Newest first, at most `limit`.
[[nodiscard]] std::vector<ConfigurationRun> list_configuration_runs(db::Transaction& tx, const Uuid& configuration_id,
                                                                    int limit);

}  // namespace llmbench::store
