#include "llmbench/store/run_insert_store.hpp"

#include "store/headline_columns.hpp"
#include "store/run_fields.hpp"

#include "llmbench/db/columns.hpp"
#include "llmbench/domain/settings.hpp"

#include <algorithm>

namespace llmbench::store {
namespace {

constexpr db::Statement kInsertVariants{"insert_variants", R"sql(
INSERT INTO model_variants (id, model_name, quantization, lora_adapter, created_at, updated_at)
SELECT id, model_name, quantization, lora_adapter, $5, $5
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS v (id, model_name, quantization, lora_adapter)
ORDER BY id
ON CONFLICT DO NOTHING
)sql"};

constexpr db::Statement kInsertArtifacts{"insert_artifacts", R"sql(
INSERT INTO model_artifacts (id, model_variant_id, size_bytes, n_params, publisher, sha256, created_at)
SELECT id, model_variant_id, size_bytes, n_params, publisher, sha256, $7
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])
  AS a (id, model_variant_id, size_bytes, n_params, publisher, sha256)
ORDER BY id
ON CONFLICT DO NOTHING
)sql"};

constexpr db::Statement kAddChecksums{"add_artifact_checksums", R"sql(
UPDATE model_artifacts AS a
SET sha256 = known.sha256
FROM unnest($1::uuid[], $2::text[]) AS known (id, sha256)
WHERE a.id = known.id AND a.sha256 IS NULL
)sql"};

constexpr db::Statement kCountArtifacts{"count_artifacts", R"sql(
SELECT count(*) AS artifacts FROM model_artifacts WHERE model_variant_id = $1
)sql"};

// Arrays inside unnest travel as texts and are cast here.
constexpr db::Statement kInsertHardware{"insert_hardware", R"sql(
INSERT INTO hardware_profiles (id, gpu_model, gpu_count, gpu_memory_gb, cpu_model, cpu_arch, ram_gb, ram_type,
                               virtualization_type, optimizations, machine_name, platform, category, raw_gpu_model,
                               raw_cpu_model, created_at)
SELECT id, gpu_model, gpu_count, gpu_memory_gb, cpu_model, cpu_arch, ram_gb, ram_type,
       virtualization_type, optimizations::text[], machine_name, platform, category, raw_gpu_model,
       raw_cpu_model, created_at
FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::double precision[], $5::text[], $6::text[],
            $7::double precision[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
            $14::text[], $15::text[], $16::timestamptz[])
  AS h (id, gpu_model, gpu_count, gpu_memory_gb, cpu_model, cpu_arch, ram_gb, ram_type,
        virtualization_type, optimizations, machine_name, platform, category, raw_gpu_model, raw_cpu_model, created_at)
ORDER BY id
ON CONFLICT DO NOTHING
)sql"};

constexpr db::Statement kInsertRuns{"insert_runs", R"sql(
INSERT INTO test_runs (
  id, content_id, model_variant_id, artifact_id, hardware_profile_id, configuration_id, series_id,
  backend, backend_version, flavour, workload, load, status, error, timestamp, created_at,
  concurrent_requests, concurrency_source, max_context_length, load_pattern, dataset_name, gpu_power_limit_watts,
  settings, user_settings, settings_summary, kv_type, flash_attention, provenance, notes, tags, has_samples,
  tokens_per_second, speed_tokens, speed_depth, speed_cv,
  prompt_tokens_per_second, prompt_speed_tokens, prompt_speed_depth, prompt_speed_cv, prompt_gpu_assisted,
  tokens_per_second_per_request, total_tokens_per_second,
  memory_gb, memory_source, memory_place, memory_context_tokens,
  time_to_first_token_ms, loading_time_seconds, gpu_power_watts, model_size_gb, n_params, bits_per_weight,
  unstable, partial,
  point_kinds, point_tokens, point_depths, point_speeds, point_cvs, point_gpu_assisted, uploaded_by)
SELECT
  id, content_id, model_variant_id, artifact_id, hardware_profile_id, configuration_id, series_id,
  backend, backend_version, flavour, workload, load, status, error, "timestamp", created_at,
  concurrent_requests, concurrency_source, max_context_length, load_pattern, dataset_name, gpu_power_limit_watts,
  settings, user_settings, settings_summary, kv_type, flash_attention, provenance, notes, tags::text[], has_samples,
  tokens_per_second, speed_tokens, speed_depth, speed_cv,
  prompt_tokens_per_second, prompt_speed_tokens, prompt_speed_depth, prompt_speed_cv, prompt_gpu_assisted,
  tokens_per_second_per_request, total_tokens_per_second,
  memory_gb, memory_source, memory_place, memory_context_tokens,
  time_to_first_token_ms, loading_time_seconds, gpu_power_watts, model_size_gb, n_params, bits_per_weight,
  unstable, partial,
  point_kinds::text[], point_tokens::integer[], point_depths::integer[], point_speeds::double precision[],
  point_cvs::double precision[], point_gpu_assisted::boolean[], uploaded_by
FROM unnest(
  $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[],
  $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::timestamptz[],
  $16::timestamptz[],
  $17::integer[], $18::text[], $19::integer[], $20::text[], $21::text[], $22::integer[],
  $23::jsonb[], $24::jsonb[], $25::text[], $26::text[], $27::boolean[], $28::jsonb[], $29::text[], $30::text[],
  $31::boolean[],
  $32::double precision[], $33::integer[], $34::integer[], $35::double precision[],
  $36::double precision[], $37::integer[], $38::integer[], $39::double precision[], $40::boolean[],
  $41::double precision[], $42::double precision[],
  $43::double precision[], $44::text[], $45::text[], $46::integer[],
  $47::double precision[], $48::double precision[], $49::double precision[], $50::double precision[], $51::bigint[],
  $52::double precision[],
  $53::boolean[], $54::boolean[],
  $55::text[], $56::text[], $57::text[], $58::text[], $59::text[], $60::text[], $61::text[])
AS r (
  id, content_id, model_variant_id, artifact_id, hardware_profile_id, configuration_id, series_id,
  backend, backend_version, flavour, workload, load, status, error, "timestamp", created_at,
  concurrent_requests, concurrency_source, max_context_length, load_pattern, dataset_name, gpu_power_limit_watts,
  settings, user_settings, settings_summary, kv_type, flash_attention, provenance, notes, tags, has_samples,
  tokens_per_second, speed_tokens, speed_depth, speed_cv,
  prompt_tokens_per_second, prompt_speed_tokens, prompt_speed_depth, prompt_speed_cv, prompt_gpu_assisted,
  tokens_per_second_per_request, total_tokens_per_second,
  memory_gb, memory_source, memory_place, memory_context_tokens,
  time_to_first_token_ms, loading_time_seconds, gpu_power_watts, model_size_gb, n_params, bits_per_weight,
  unstable, partial,
  point_kinds, point_tokens, point_depths, point_speeds, point_cvs, point_gpu_assisted, uploaded_by)
ORDER BY id
ON CONFLICT DO NOTHING
)sql"};

constexpr db::Statement kUpsertMetrics{"upsert_metrics", R"sql(
INSERT INTO performance_metrics (test_run_id, metric_name, value, unit, n, stddev, samples, context, measured_at)
SELECT m.test_run_id, m.metric_name, m.value, m.unit, m.n, m.stddev, m.samples::double precision[], m.context,
       m.measured_at
FROM unnest($1::uuid[], $2::text[], $3::double precision[], $4::text[], $5::bigint[], $6::double precision[],
            $7::text[], $8::jsonb[], $9::timestamptz[])
  AS m (test_run_id, metric_name, value, unit, n, stddev, samples, context, measured_at)
ORDER BY m.test_run_id, m.metric_name
ON CONFLICT (test_run_id, metric_name) DO UPDATE
SET value = excluded.value, unit = excluded.unit, n = excluded.n, stddev = excluded.stddev,
    samples = excluded.samples, context = excluded.context, measured_at = excluded.measured_at
)sql"};

/// The columns of test_runs in the order of the statement.
db::Params row_of(const NewRun& row, TimePoint created_at, const std::optional<std::string>& uploaded_by) {
  const PreparedRun& prepared = *row.prepared;
  const ExperimentRun& run = prepared.run;
  db::Params params;
  params.add(row.id).add(prepared.content_id).add(prepared.variant_id).add(prepared.artifact_id);
  params.add(prepared.hardware.id).add(prepared.configuration_id).add(prepared.series_id);
  params.add(run.backend).add(run.backend_version).add(prepared.flavour).add(to_string(run.workload));
  if (prepared.load) {
    params.add(to_string(*prepared.load));
  } else {
    params.add(std::nullopt);
  }
  params.add(to_string(run.status)).add(text_or_null(run.error)).add(run.timestamp).add(created_at);
  params.add(run.concurrent_requests).add(prepared.concurrency_source).add(run.max_context_length);
  params.add(run.load_pattern).add(run.dataset_name).add(run.gpu_power_limit_watts);
  params.add(document_text(run.settings)).add(document_text(run.user_settings)).add(prepared.settings_summary);
  params.add(kv_type(run.settings, run.backend)).add(flash_attention(run.settings)).add(document_text(run.provenance));
  params.add(run.notes).add(run.tags).add(any_samples(run.metrics));
  add_headline_params(params, prepared.headline);
  params.add(uploaded_by);
  return params;
}

db::Params row_of(const HardwareProfile& hardware, TimePoint created_at) {
  db::Params params;
  params.add(hardware.id)
      .add(hardware.gpu_model)
      .add(hardware.gpu_count)
      .add(hardware.gpu_memory_gb)
      .add(hardware.cpu_model)
      .add(hardware.cpu_arch)
      .add(hardware.ram_gb)
      .add(hardware.ram_type)
      .add(hardware.virtualization_type)
      .add(hardware.optimizations)
      .add(hardware.machine_name)
      .add(hardware.platform)
      .add(to_string(hardware.category))
      .add(hardware.raw_gpu_model)
      .add(hardware.raw_cpu_model)
      .add(created_at);
  return params;
}

}  // namespace

void insert_variants(db::Transaction& tx, const std::map<Uuid, ModelVariant>& variants, TimePoint created_at) {
  if (variants.empty()) return;
  std::vector<db::Params> rows;
  for (const auto& [id, variant] : variants) {
    rows.push_back(db::Params{}.add(id).add(variant.model_name).add(variant.quantization).add(variant.lora_adapter));
  }
  tx.run(kInsertVariants, db::columns_of(rows).add(created_at));
}

void insert_artifacts(db::Transaction& tx, const std::map<Uuid, NewArtifact>& artifacts, TimePoint created_at) {
  if (artifacts.empty()) return;
  std::vector<db::Params> rows;
  std::vector<db::Params> checksums;
  for (const auto& [id, row] : artifacts) {
    const Artifact& artifact = row.artifact;
    db::Params params;
    params.add(id).add(row.variant_id).add(artifact.size_bytes).add(artifact.n_params);
    params.add(artifact.publisher).add(artifact.sha256);
    rows.push_back(std::move(params));
    if (artifact.sha256) checksums.push_back(db::Params{}.add(id).add(*artifact.sha256));
  }
  const std::size_t inserted = tx.run(kInsertArtifacts, db::columns_of(rows).add(created_at)).affected_rows();
  if (inserted < rows.size() && !checksums.empty()) tx.run(kAddChecksums, db::columns_of(checksums));
}

int count_artifacts(db::Transaction& tx, const Uuid& variant_id) {
  return tx.run(kCountArtifacts, db::Params{}.add(variant_id))[0].get<int>("artifacts");
}

void insert_hardware(db::Transaction& tx, const std::map<Uuid, HardwareProfile>& hardware, TimePoint created_at) {
  if (hardware.empty()) return;
  std::vector<db::Params> rows;
  for (const auto& [id, profile] : hardware) rows.push_back(row_of(profile, created_at));
  tx.run(kInsertHardware, db::columns_of(rows));
}

std::size_t insert_runs(db::Transaction& tx, const std::vector<NewRun>& runs, TimePoint created_at,
                        const std::optional<std::string>& uploaded_by) {
  if (runs.empty()) return 0;
  std::vector<db::Params> rows;
  for (const NewRun& run : runs) rows.push_back(row_of(run, run.created_at.value_or(created_at), uploaded_by));
  return tx.run(kInsertRuns, db::columns_of(rows)).affected_rows();
}

void upsert_metrics(db::Transaction& tx, const std::vector<MetricsOfRun>& runs) {
  std::vector<db::Params> rows;
  for (const MetricsOfRun& run : runs) {
    for (const Metric& metric : run.metrics) {
      db::Params params;
      params.add(run.run_id).add(metric.name).add(metric.value).add(metric.unit).add(metric.n).add(metric.stddev);
      params.add(metric.samples).add(document_text(metric.context)).add(metric.measured_at);
      rows.push_back(std::move(params));
    }
  }
  if (!rows.empty()) tx.run(kUpsertMetrics, db::columns_of(rows));
}

}  // namespace llmbench::store
