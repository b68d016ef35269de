#pragma once
// A run with the names it points to, as the stores of the grid and of one run select and read it.

#include "llmbench/db/statement.hpp"
#include "llmbench/domain/hardware.hpp"
#include "llmbench/store/measured_run.hpp"
#include "llmbench/util/error.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>

namespace llmbench::store {

/// The columns read_measured_run needs, and those of machine and artifact both stores want.
inline constexpr char kRunColumns[] = R"sql(
       r.id, r.configuration_id, r.series_id, r.model_variant_id, r.artifact_id, r.hardware_profile_id,
       v.model_name, v.quantization, v.lora_adapter,
       r.backend, r.backend_version, r.flavour, r.workload, r.load, r.timestamp, r.created_at,
       r.concurrent_requests, r.concurrency_source, r.max_context_length, r.load_pattern, r.dataset_name,
       r.gpu_power_limit_watts, r.settings_summary, r.kv_type, r.flash_attention, r.tags, r.has_samples,
       r.tokens_per_second, r.speed_tokens, r.speed_depth, r.speed_cv,
       r.prompt_tokens_per_second, r.prompt_speed_tokens, r.prompt_speed_depth, r.prompt_speed_cv,
       r.prompt_gpu_assisted, r.tokens_per_second_per_request, r.total_tokens_per_second,
       r.memory_gb, r.memory_source, r.memory_place, r.memory_context_tokens,
       r.time_to_first_token_ms, r.loading_time_seconds, r.gpu_power_watts,
       r.model_size_gb, r.n_params, r.bits_per_weight, r.unstable, r.partial,
       r.point_kinds, r.point_tokens, r.point_depths, r.point_speeds, r.point_cvs, r.point_gpu_assisted,
       a.publisher,
       h.gpu_model, h.gpu_count, h.gpu_memory_gb, h.cpu_model, h.cpu_arch, h.ram_gb, h.machine_name, h.platform,
       h.category
)sql";

inline constexpr char kRunTables[] = R"sql(
FROM test_runs AS r
JOIN model_variants AS v ON v.id = r.model_variant_id
JOIN hardware_profiles AS h ON h.id = r.hardware_profile_id
LEFT JOIN model_artifacts AS a ON a.id = r.artifact_id
)sql";

/// Literals as one text: a statement is a constant.
template <std::size_t... Sizes>
[[nodiscard]] constexpr auto join_sql(const char (&... parts)[Sizes]) {
  std::array<char, (Sizes + ...) - sizeof...(Sizes) + 1> text{};
  auto end = text.begin();
  ((end = std::copy_n(parts, Sizes - 1, end)), ...);
  return text;
}

/// The columns of test_runs and model_variants; those of machine and artifact are the caller's.
void read_measured_run(const db::Row& row, MeasuredRun& run);

/// A row of performance_metrics with all its columns.
[[nodiscard]] Metric read_metric(const db::Row& row);
/// All columns of hardware_profiles but created_at; the id is called hardware_profile_id.
[[nodiscard]] HardwareProfile read_hardware(const db::Row& row);

/// What a CHECK of the schema promises.
template <typename T>
[[nodiscard]] T known(std::optional<T> value, const char* column) {
  if (!value) throw Error{ErrorCode::internal, std::string("the database holds an unknown value in column ") + column};
  return *value;
}

}  // namespace llmbench::store
