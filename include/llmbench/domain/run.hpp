#pragma once
// A test run as a client describes it: one configuration measured once on one machine.

#include "llmbench/domain/hardware.hpp"
#include "llmbench/domain/score.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"
#include "llmbench/util/uuid.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench {

/// One named number of a run. `value` is what the tool prints (the mean of the samples); samples in order of
/// measurement.
struct Metric {
  std::string name;
  double value = 0;
  std::string unit;
  std::optional<TimePoint> measured_at;
  Json context = Json::object();  ///< `test`, `n_depth`, `from` (copied by a reader), `estimated`, `reserved`, raw
                                  ///< fields of the tool
  std::optional<std::int64_t> n;
  std::optional<double> stddev;
  std::vector<double> samples;

  bool operator==(const Metric&) const = default;
};

enum class Workload { inference, training };
enum class Load { single, concurrent, offline };
enum class RunStatus { pending, running, completed, failed, cancelled };

[[nodiscard]] std::string_view to_string(Workload workload);
[[nodiscard]] std::string_view to_string(Load load);
[[nodiscard]] std::string_view to_string(RunStatus status);
[[nodiscard]] std::optional<Workload> parse_workload(std::string_view text);
[[nodiscard]] std::optional<Load> parse_load(std::string_view text);
[[nodiscard]] std::optional<RunStatus> parse_run_status(std::string_view text);
/// Every word the parse_ functions know.
[[nodiscard]] std::vector<std::string> workload_names();
[[nodiscard]] std::vector<std::string> load_names();
[[nodiscard]] std::vector<std::string> run_status_names();

/// The file of a variant: two publishers or builds under one name differ here.
struct Artifact {
  std::optional<std::int64_t> size_bytes;
  std::optional<std::int64_t> n_params;
  std::string publisher;  ///< "" = unknown
  std::optional<std::string> sha256;

  bool operator==(const Artifact&) const = default;
};
/// From (variant, size_bytes, n_params, publisher).
[[nodiscard]] Uuid artifact_id(const Uuid& variant_id, const Artifact& artifact);

/// ExperimentRun of the API, names as sent (not yet normalised).
struct ExperimentRun {
  std::optional<Uuid> id;  ///< of the client's own system
  std::string model_name;
  std::string quantization;
  std::string lora_adapter;  ///< "" = base
  std::string backend;
  std::optional<std::string> backend_version;  ///< nullopt = unknown
  HardwareConfig hardware;
  std::vector<Metric> metrics;
  std::vector<ScoreUpload> benchmark_scores;
  std::optional<TimePoint> timestamp;  ///< when measured; nullopt = unknown, never "now"
  std::string notes;
  std::vector<std::string> tags;
  RunStatus status = RunStatus::completed;
  std::string error;  ///< why a failed run failed
  std::optional<int> concurrent_requests;
  std::optional<std::string> concurrency_source;  ///< stated | derived | unknown
  std::optional<int> max_context_length;
  std::optional<std::string> load_pattern;
  std::optional<std::string> dataset_name;
  std::optional<int> gpu_power_limit_watts;
  Workload workload = Workload::inference;
  std::optional<Load> load;
  Json settings = Json::object();       ///< the tool's settings, whole
  Json user_settings = Json::object();  ///< --set NAME=VALUE
  std::optional<Artifact> artifact;
  Json provenance = Json::object();  ///< `fingerprint`, `source`, `unknown_fields`, ...
};

/// The stated load, else concurrent when concurrent_requests > 1, single when it is 1; nullopt = unknown.
[[nodiscard]] std::optional<Load> effective_load(const ExperimentRun& run);

}  // namespace llmbench
