#pragma once
// What the grid and the page of one run both read of a run.

#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/model_variant.hpp"
#include "llmbench/domain/run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

/// Names resolved, memory and sizes GiB, times UTC.
struct MeasuredRun {
  Uuid configuration_id;
  Uuid series_id;
  Uuid variant_id;
  std::optional<Uuid> artifact_id;
  ModelVariant variant;
  std::string backend;
  std::optional<std::string> backend_version;
  std::string flavour;
  Workload workload = Workload::inference;
  std::optional<Load> load;
  std::optional<TimePoint> timestamp;
  TimePoint created_at{};
  std::optional<int> concurrent_requests;
  std::string concurrency_source;
  std::optional<int> max_context_length;
  std::optional<std::string> load_pattern;
  std::optional<std::string> dataset_name;
  std::optional<int> gpu_power_limit_watts;
  std::string settings_summary;
  std::optional<std::string> kv_type;  ///< "f16", "q8_0", "k/v" when they differ
  std::optional<bool> flash_attention;
  std::vector<std::string> tags;
  Headline headline;  ///< with its points
  bool has_samples = false;
};

}  // namespace llmbench::store
