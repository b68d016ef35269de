#include "llmbench/store/run_store.hpp"

#include "store/headline_columns.hpp"
#include "store/run_rows.hpp"

#include "llmbench/domain/settings.hpp"
#include "llmbench/util/error.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace llmbench::store {
namespace {

constexpr db::Statement kLimitUploadWaits{"limit_upload_waits", R"sql(
SELECT set_config('lock_timeout', '10s', true), set_config('statement_timeout', '20s', true)
)sql"};

/// unnest keeps the order of its array.
constexpr db::Statement kLockIdentities{"lock_run_identities", R"sql(
SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS locked (key)
)sql"};

constexpr db::Statement kInsertVariant{"insert_variant", R"sql(
INSERT INTO model_variants (id, model_name, quantization, lora_adapter, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $5)
ON CONFLICT DO NOTHING
)sql"};

constexpr db::Statement kInsertArtifact{"insert_artifact", R"sql(
INSERT INTO model_artifacts (id, model_variant_id, size_bytes, n_params, publisher, sha256, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
)sql"};

constexpr db::Statement kAddChecksum{"add_artifact_checksum", R"sql(
UPDATE model_artifacts SET sha256 = $2 WHERE id = $1 AND sha256 IS NULL
)sql"};

constexpr db::Statement kCountArtifacts{"count_artifacts", R"sql(
SELECT count(*) AS artifacts FROM model_artifacts WHERE model_variant_id = $1
)sql"};

constexpr db::Statement kInsertHardware{"insert_hardware", R"sql(
INSERT INTO hardware_profiles (id, gpu_model, gpu_count, gpu_memory_gb, cpu_model, cpu_arch, ram_gb, ram_type,
                               virtualization_type, optimizations, machine_name, platform, category, raw_gpu_model,
                               raw_cpu_model, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text[], $11, $12, $13, $14, $15, $16)
ON CONFLICT DO NOTHING
)sql"};

constexpr db::Statement kInsertRun{"insert_run", R"sql(
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
VALUES (
  $1, $2, $3, $4, $5, $6, $7,
  $8, $9, $10, $11, $12, $13, $14, $15, $16,
  $17, $18, $19, $20, $21, $22,
  $23::jsonb, $24::jsonb, $25, $26, $27, $28::jsonb, $29, $30::text[], $31,
  $32, $33, $34, $35,
  $36, $37, $38, $39, $40,
  $41, $42,
  $43, $44, $45, $46,
  $47, $48, $49, $50, $51, $52,
  $53, $54,
  $55::text[], $56::integer[], $57::integer[], $58::double precision[], $59::double precision[], $60::boolean[],
  $61)
ON CONFLICT DO NOTHING
)sql"};

constexpr db::Statement kUpdateExtendedRun{"update_extended_run", R"sql(
UPDATE test_runs
SET status = $2, error = $3, provenance = $4::jsonb, notes = $5, has_samples = $6,
    tokens_per_second = $7, speed_tokens = $8, speed_depth = $9, speed_cv = $10,
    prompt_tokens_per_second = $11, prompt_speed_tokens = $12, prompt_speed_depth = $13, prompt_speed_cv = $14,
    prompt_gpu_assisted = $15, tokens_per_second_per_request = $16, total_tokens_per_second = $17,
    memory_gb = $18, memory_source = $19, memory_place = $20, memory_context_tokens = $21,
    time_to_first_token_ms = $22, loading_time_seconds = $23, gpu_power_watts = $24,
    model_size_gb = coalesce($25, model_size_gb), n_params = coalesce($26, n_params),
    bits_per_weight = coalesce($27, bits_per_weight), unstable = $28, partial = $29,
    point_kinds = $30::text[], point_tokens = $31::integer[], point_depths = $32::integer[],
    point_speeds = $33::double precision[], point_cvs = $34::double precision[], point_gpu_assisted = $35::boolean[]
WHERE id = $1
)sql"};

constexpr db::Statement kUpdateNotes{"update_notes", R"sql(
UPDATE test_runs SET notes = $2 WHERE id = $1
)sql"};

/// Arrays inside unnest travel as texts and are cast here.
constexpr db::Statement kEndSample{"end_sample_of_run", R"sql(
UPDATE test_runs SET tags = array_remove(tags, 'sample') WHERE id = $1 AND 'sample' = ANY (tags)
)sql"};

constexpr db::Statement kUpsertMetrics{"upsert_metrics", R"sql(
INSERT INTO performance_metrics (test_run_id, metric_name, value, unit, n, stddev, samples, context, measured_at)
SELECT $1, m.metric_name, m.value, m.unit, m.n, m.stddev, m.samples::double precision[], m.context::jsonb, m.measured_at
FROM unnest($2::text[], $3::double precision[], $4::text[], $5::bigint[], $6::double precision[], $7::text[],
            $8::text[], $9::timestamptz[])
  AS m (metric_name, value, unit, n, stddev, samples, context, measured_at)
ORDER BY m.metric_name
ON CONFLICT (test_run_id, metric_name) DO UPDATE
SET value = excluded.value, unit = excluded.unit, n = excluded.n, stddev = excluded.stddev,
    samples = excluded.samples, context = excluded.context, measured_at = excluded.measured_at
)sql"};

constexpr db::Statement kDeleteMetrics{"delete_metrics", R"sql(
DELETE FROM performance_metrics WHERE test_run_id = $1 AND metric_name = ANY ($2::text[])
)sql"};

constexpr db::Statement kFindRunsForUpdate{"find_runs_for_update", R"sql(
SELECT id, content_id, model_variant_id, status, voided_at IS NOT NULL AS voided, notes, tags, provenance
FROM test_runs
WHERE id = $1 OR content_id = $2
ORDER BY id
FOR UPDATE
)sql"};

constexpr db::Statement kListMetrics{"list_metrics", R"sql(
SELECT metric_name, value, unit, n, stddev, samples, context, measured_at
FROM performance_metrics
WHERE test_run_id = $1
ORDER BY metric_name COLLATE "C"
)sql"};

constexpr db::Statement kFindRunWithValues{"find_run_with_values", R"sql(
SELECT r.id
FROM test_runs AS r
WHERE r.configuration_id = $1 AND r.status = $2 AND r.voided_at IS NULL
  AND NOT EXISTS (
    SELECT 1
    FROM unnest($3::text[], $4::double precision[]) AS printed (metric_name, value)
    LEFT JOIN performance_metrics AS m ON m.test_run_id = r.id AND m.metric_name = printed.metric_name
    WHERE m.value IS NULL OR abs(m.value - printed.value) > $5)
ORDER BY coalesce(r.timestamp, r.created_at), r.id
LIMIT 1
)sql"};

bool any_samples(const std::vector<Metric>& metrics) {
  return std::ranges::any_of(metrics, [](const Metric& metric) { return !metric.samples.empty(); });
}

/// A document nobody filled is an empty one.
std::string document_text(const Json& document) {
  return document.is_null() ? "{}" : dump_json(document);
}

std::optional<std::string> text_or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

void limit_upload_waits(db::Transaction& tx) {
  tx.run(kLimitUploadWaits);
}

void lock_run_identities(db::Transaction& tx, const std::vector<Uuid>& ids) {
  std::vector<std::int64_t> keys;
  for (const Uuid& id : ids) {
    std::int64_t key = 0;  // ids are hashes or random: eight bytes of one are as good as any mixing
    std::memcpy(&key, id.bytes.data() + sizeof(key), sizeof(key));
    keys.push_back(key);
  }
  std::ranges::sort(keys);
  tx.run(kLockIdentities, db::Params{}.add(keys));
}

void insert_variant(db::Transaction& tx, const Uuid& id, const ModelVariant& variant, TimePoint created_at) {
  db::Params params;
  params.add(id).add(variant.model_name).add(variant.quantization).add(variant.lora_adapter).add(created_at);
  tx.run(kInsertVariant, params);
}

int insert_artifact(db::Transaction& tx, const Uuid& id, const Uuid& variant_id, const Artifact& artifact,
                    TimePoint created_at) {
  db::Params params;
  params.add(id).add(variant_id).add(artifact.size_bytes).add(artifact.n_params);
  params.add(artifact.publisher).add(artifact.sha256).add(created_at);
  const bool is_new = tx.run(kInsertArtifact, params).affected_rows() > 0;
  if (!is_new && artifact.sha256) tx.run(kAddChecksum, db::Params{}.add(id).add(*artifact.sha256));
  return tx.run(kCountArtifacts, db::Params{}.add(variant_id))[0].get<int>("artifacts");
}

void insert_hardware(db::Transaction& tx, const HardwareProfile& hardware, TimePoint created_at) {
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
  tx.run(kInsertHardware, params);
}

bool insert_run(db::Transaction& tx, const Uuid& id, const PreparedRun& prepared, TimePoint created_at,
                const std::optional<std::string>& uploaded_by) {
  const ExperimentRun& run = prepared.run;
  db::Params params;
  params.add(id).add(prepared.content_id).add(prepared.variant_id).add(prepared.artifact_id);
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
  return tx.run(kInsertRun, params).affected_rows() > 0;
}

void update_extended_run(db::Transaction& tx, const Uuid& run_id, const PreparedRun& prepared) {
  const ExperimentRun& run = prepared.run;
  db::Params params;
  params.add(run_id).add(to_string(run.status)).add(text_or_null(run.error)).add(document_text(run.provenance));
  params.add(run.notes).add(any_samples(run.metrics));
  add_headline_params(params, prepared.headline);
  tx.run(kUpdateExtendedRun, params);
}

void update_notes(db::Transaction& tx, const Uuid& run_id, const std::string& notes) {
  tx.run(kUpdateNotes, db::Params{}.add(run_id).add(notes));
}

bool end_sample(db::Transaction& tx, const Uuid& run_id) {
  return tx.run(kEndSample, db::Params{}.add(run_id)).affected_rows() > 0;
}

void upsert_metrics(db::Transaction& tx, const Uuid& run_id, const std::vector<Metric>& metrics) {
  if (metrics.empty()) return;
  std::vector<std::string> names;
  std::vector<double> values;
  std::vector<std::string> units;
  std::vector<std::optional<std::int64_t>> counts;
  std::vector<std::optional<double>> deviations;
  std::vector<std::string> samples;
  std::vector<std::string> contexts;
  std::vector<std::optional<TimePoint>> times;
  for (const Metric& metric : metrics) {
    names.push_back(metric.name);
    values.push_back(metric.value);
    units.push_back(metric.unit);
    counts.push_back(metric.n);
    deviations.push_back(metric.stddev);
    samples.push_back(db::array_literal(metric.samples));
    contexts.push_back(document_text(metric.context));
    times.push_back(metric.measured_at);
  }
  db::Params params;
  params.add(run_id).add(names).add(values).add(units).add(counts).add(deviations);
  params.add(samples).add(contexts).add(times);
  tx.run(kUpsertMetrics, params);
}

void delete_metrics(db::Transaction& tx, const Uuid& run_id, const std::vector<std::string>& names) {
  if (!names.empty()) tx.run(kDeleteMetrics, db::Params{}.add(run_id).add(names));
}

std::vector<StoredRun> find_runs_for_update(db::Transaction& tx, const std::optional<Uuid>& id,
                                            const Uuid& content_id) {
  std::vector<StoredRun> runs;
  for (const db::Row row : tx.run(kFindRunsForUpdate, db::Params{}.add(id).add(content_id))) {
    StoredRun run;
    run.id = row.get<Uuid>("id");
    run.content_id = row.get<Uuid>("content_id");
    run.model_variant_id = row.get<Uuid>("model_variant_id");
    run.status = known(parse_run_status(row.get<std::string_view>("status")), "status");
    run.voided = row.get<bool>("voided");
    run.notes = row.get<std::string>("notes");
    run.tags = row.get<std::vector<std::string>>("tags");
    run.provenance = parse_json(row.get<std::string_view>("provenance"));
    runs.push_back(std::move(run));
  }
  return runs;
}

std::vector<Metric> list_metrics(db::Transaction& tx, const Uuid& run_id) {
  std::vector<Metric> metrics;
  for (const db::Row row : tx.run(kListMetrics, db::Params{}.add(run_id))) {
    metrics.push_back(read_metric(row));
  }
  return metrics;
}

std::optional<Uuid> find_run_with_values(db::Transaction& tx, const Uuid& configuration_id, RunStatus status,
                                         const std::vector<Metric>& metrics, double tolerance) {
  std::vector<std::string> names;
  std::vector<double> values;
  for (const Metric& metric : metrics) {
    names.push_back(metric.name);
    values.push_back(metric.value);
  }
  db::Params params;
  params.add(configuration_id).add(to_string(status)).add(names).add(values).add(tolerance);
  const db::Result rows = tx.run(kFindRunWithValues, params);
  return rows.empty() ? std::nullopt : std::optional(rows[0].get<Uuid>("id"));
}

}  // namespace llmbench::store
