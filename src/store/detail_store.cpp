#include "llmbench/store/detail_store.hpp"

#include "store/headline_columns.hpp"

#include "llmbench/util/error.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kFindRunRecord{"find_run_record", R"sql(
SELECT r.id, r.content_id, r.model_variant_id, r.artifact_id, r.hardware_profile_id, r.configuration_id, r.series_id,
       v.model_name, v.quantization, v.lora_adapter,
       a.size_bytes, a.n_params AS artifact_n_params, a.publisher, a.sha256,
       h.gpu_model, h.gpu_count, h.gpu_memory_gb, h.cpu_model, h.cpu_arch, h.ram_gb, h.ram_type, h.virtualization_type,
       h.optimizations, h.machine_name, h.platform, h.category, h.raw_gpu_model, h.raw_cpu_model,
       r.backend, r.backend_version, r.flavour, r.workload, r.load, r.status, r.error, r.timestamp, r.created_at,
       r.concurrent_requests, r.concurrency_source, r.max_context_length, r.load_pattern, r.dataset_name,
       r.gpu_power_limit_watts, r.settings, r.user_settings, r.settings_summary, r.kv_type, r.flash_attention,
       r.provenance, r.notes, r.tags, r.uploaded_by, r.voided_at, r.void_reason, r.has_samples,
       r.tokens_per_second, r.speed_tokens, r.speed_depth, r.speed_cv,
       r.prompt_tokens_per_second, r.prompt_speed_tokens, r.prompt_speed_depth, r.prompt_speed_cv,
       r.prompt_gpu_assisted, r.tokens_per_second_per_request, r.total_tokens_per_second,
       r.memory_gb, r.memory_source, r.memory_place, r.memory_context_tokens,
       r.time_to_first_token_ms, r.loading_time_seconds, r.gpu_power_watts,
       r.model_size_gb, r.n_params, r.bits_per_weight, r.unstable, r.partial,
       r.point_kinds, r.point_tokens, r.point_depths, r.point_speeds,
       array_replace(r.point_cvs, NULL, -1) AS point_cvs, r.point_gpu_assisted::integer[] AS point_gpu_assisted
FROM test_runs AS r
JOIN model_variants AS v ON v.id = r.model_variant_id
JOIN hardware_profiles AS h ON h.id = r.hardware_profile_id
LEFT JOIN model_artifacts AS a ON a.id = r.artifact_id
WHERE r.id = $1
)sql"};

constexpr db::Statement kListConfigurationRuns{"list_configuration_runs", R"sql(
SELECT id, status, timestamp, created_at, tokens_per_second, prompt_tokens_per_second, memory_gb, tags,
       voided_at IS NOT NULL AS voided
FROM test_runs
WHERE configuration_id = $1
ORDER BY coalesce(timestamp, created_at) DESC, id DESC
LIMIT $2
)sql"};

template <typename T>
T known(std::optional<T> value, const char* column) {
  if (!value) throw Error{ErrorCode::internal, std::string("the database holds an unknown value in column ") + column};
  return *value;
}

HardwareProfile hardware_from(const db::Row& row) {
  HardwareProfile hardware;
  hardware.id = row.get<Uuid>("hardware_profile_id");
  hardware.gpu_model = row.find<std::string>("gpu_model");
  hardware.gpu_count = row.get<int>("gpu_count");
  hardware.gpu_memory_gb = row.find<double>("gpu_memory_gb");
  hardware.cpu_model = row.find<std::string>("cpu_model");
  hardware.cpu_arch = row.find<std::string>("cpu_arch");
  hardware.ram_gb = row.find<double>("ram_gb");
  hardware.ram_type = row.find<std::string>("ram_type");
  hardware.virtualization_type = row.find<std::string>("virtualization_type");
  hardware.optimizations = row.get<std::vector<std::string>>("optimizations");
  hardware.machine_name = row.find<std::string>("machine_name");
  hardware.platform = row.get<std::string>("platform");
  hardware.category = known(parse_hardware_category(row.get<std::string_view>("category")), "category");
  hardware.raw_gpu_model = row.get<std::string>("raw_gpu_model");
  hardware.raw_cpu_model = row.get<std::string>("raw_cpu_model");
  return hardware;
}

void read_conditions(const db::Row& row, RunRecord& run) {
  run.backend = row.get<std::string>("backend");
  run.backend_version = row.find<std::string>("backend_version");
  run.flavour = row.get<std::string>("flavour");
  run.workload = known(parse_workload(row.get<std::string_view>("workload")), "workload");
  if (!row.is_null("load")) run.load = known(parse_load(row.get<std::string_view>("load")), "load");
  run.status = known(parse_run_status(row.get<std::string_view>("status")), "status");
  run.error = row.find<std::string>("error");
  run.timestamp = row.find<TimePoint>("timestamp");
  run.created_at = row.get<TimePoint>("created_at");
  run.concurrent_requests = row.find<int>("concurrent_requests");
  run.concurrency_source = row.get<std::string>("concurrency_source");
  run.max_context_length = row.find<int>("max_context_length");
  run.load_pattern = row.find<std::string>("load_pattern");
  run.dataset_name = row.find<std::string>("dataset_name");
  run.gpu_power_limit_watts = row.find<int>("gpu_power_limit_watts");
  run.settings = parse_json(row.get<std::string_view>("settings"));
  run.user_settings = parse_json(row.get<std::string_view>("user_settings"));
  run.settings_summary = row.get<std::string>("settings_summary");
  run.kv_type = row.find<std::string>("kv_type");
  run.flash_attention = row.find<bool>("flash_attention");
}

RunRecord run_record_from(const db::Row& row) {
  RunRecord run;
  run.id = row.get<Uuid>("id");
  run.content_id = row.get<Uuid>("content_id");
  run.variant_id = row.get<Uuid>("model_variant_id");
  run.artifact_id = row.find<Uuid>("artifact_id");
  run.configuration_id = row.get<Uuid>("configuration_id");
  run.series_id = row.get<Uuid>("series_id");
  run.variant = {row.get<std::string>("model_name"), row.get<std::string>("quantization"),
                 row.get<std::string>("lora_adapter")};
  if (run.artifact_id) {
    run.artifact = Artifact{row.find<std::int64_t>("size_bytes"), row.find<std::int64_t>("artifact_n_params"),
                            row.get<std::string>("publisher"), row.find<std::string>("sha256")};
  }
  run.hardware = hardware_from(row);
  read_conditions(row, run);
  run.provenance = parse_json(row.get<std::string_view>("provenance"));
  run.notes = row.get<std::string>("notes");
  run.tags = row.get<std::vector<std::string>>("tags");
  run.uploaded_by = row.find<std::string>("uploaded_by");
  run.voided_at = row.find<TimePoint>("voided_at");
  run.void_reason = row.find<std::string>("void_reason");
  run.has_samples = row.get<bool>("has_samples");
  run.headline = headline_from_row(row);
  return run;
}

}  // namespace

std::optional<RunRecord> find_run_record(db::Transaction& tx, const Uuid& run_id) {
  const db::Result rows = tx.run(kFindRunRecord, db::Params{}.add(run_id));
  return rows.empty() ? std::nullopt : std::optional(run_record_from(rows[0]));
}

std::vector<ConfigurationRun> list_configuration_runs(db::Transaction& tx, const Uuid& configuration_id, int limit) {
  std::vector<ConfigurationRun> runs;
  for (const db::Row row : tx.run(kListConfigurationRuns, db::Params{}.add(configuration_id).add(limit))) {
    ConfigurationRun run;
    run.id = row.get<Uuid>("id");
    run.status = known(parse_run_status(row.get<std::string_view>("status")), "status");
    run.timestamp = row.find<TimePoint>("timestamp");
    run.created_at = row.get<TimePoint>("created_at");
    run.tokens_per_second = row.find<double>("tokens_per_second");
    run.prompt_tokens_per_second = row.find<double>("prompt_tokens_per_second");
    run.memory_gb = row.find<double>("memory_gb");
    run.tags = row.get<std::vector<std::string>>("tags");
    run.voided = row.get<bool>("voided");
    runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace llmbench::store
