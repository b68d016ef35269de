#pragma once
// Everything stored about one run. Called by detail_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/hardware.hpp"
#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/model_variant.hpp"
#include "llmbench/domain/run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

/// A row of test_runs with the rows it points to. Its metrics: store/run_store.hpp.
struct RunRecord {
  Uuid id;
  Uuid content_id;
  Uuid variant_id;
  std::optional<Uuid> artifact_id;
  Uuid configuration_id;
  Uuid series_id;
  ModelVariant variant;
  std::optional<Artifact> artifact;
  HardwareProfile hardware;
  std::string backend;
  std::optional<std::string> backend_version;
  std::string flavour;
  Workload workload = Workload::inference;
  std::optional<Load> load;
  RunStatus status = RunStatus::completed;
  std::optional<std::string> error;
  std::optional<TimePoint> timestamp;
  TimePoint created_at{};
  std::optional<int> concurrent_requests;
  std::string concurrency_source;
  std::optional<int> max_context_length;
  std::optional<std::string> load_pattern;
  std::optional<std::string> dataset_name;
  std::optional<int> gpu_power_limit_watts;
  Json settings = Json::object();
  Json user_settings = Json::object();
  std::string settings_summary;
  std::optional<std::string> kv_type;
  std::optional<bool> flash_attention;
  Json provenance = Json::object();
  std::string notes;
  std::vector<std::string> tags;
  std::optional<std::string> uploaded_by;
  std::optional<TimePoint> voided_at;
  std::optional<std::string> void_reason;
  bool has_samples = false;
  Headline headline;
};
[[nodiscard]] std::optional<RunRecord> find_run_record(db::Transaction& tx, const Uuid& run_id);

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
