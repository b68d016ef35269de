#include "llmbench/store/run_insert_store.hpp"

#include "store/array_insert.hpp"
#include "store/headline_columns.hpp"
#include "store/run_fields.hpp"

#include "llmbench/db/columns.hpp"
#include "llmbench/domain/settings.hpp"

#include <algorithm>
#include <array>

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

constexpr std::array<ArrayColumn, 16> kHardwareColumns{{{"id", "uuid"},
                                                        {"gpu_model", "text"},
                                                        {"gpu_count", "integer"},
                                                        {"gpu_memory_gb", "double precision"},
                                                        {"cpu_model", "text"},
                                                        {"cpu_arch", "text"},
                                                        {"ram_gb", "double precision"},
                                                        {"ram_type", "text"},
                                                        {"virtualization_type", "text"},
                                                        {"optimizations", "text", "text[]"},
                                                        {"machine_name", "text"},
                                                        {"platform", "text"},
                                                        {"category", "text"},
                                                        {"raw_gpu_model", "text"},
                                                        {"raw_cpu_model", "text"},
                                                        {"created_at", "timestamptz"}}};

/// Those before the headline columns; uploaded_by comes after them.
constexpr std::array<ArrayColumn, 31> kRunColumns{{{"id", "uuid"},
                                                   {"content_id", "uuid"},
                                                   {"model_variant_id", "uuid"},
                                                   {"artifact_id", "uuid"},
                                                   {"hardware_profile_id", "uuid"},
                                                   {"configuration_id", "uuid"},
                                                   {"series_id", "uuid"},
                                                   {"backend", "text"},
                                                   {"backend_version", "text"},
                                                   {"flavour", "text"},
                                                   {"workload", "text"},
                                                   {"load", "text"},
                                                   {"status", "text"},
                                                   {"error", "text"},
                                                   {"timestamp", "timestamptz"},
                                                   {"created_at", "timestamptz"},
                                                   {"concurrent_requests", "integer"},
                                                   {"concurrency_source", "text"},
                                                   {"max_context_length", "integer"},
                                                   {"load_pattern", "text"},
                                                   {"dataset_name", "text"},
                                                   {"gpu_power_limit_watts", "integer"},
                                                   {"settings", "jsonb"},
                                                   {"user_settings", "jsonb"},
                                                   {"settings_summary", "text"},
                                                   {"kv_type", "text"},
                                                   {"flash_attention", "boolean"},
                                                   {"provenance", "jsonb"},
                                                   {"notes", "text"},
                                                   {"tags", "text", "text[]"},
                                                   {"has_samples", "boolean"}}};

std::string insert_runs_sql() {
  std::vector<ArrayColumn> columns{kRunColumns.begin(), kRunColumns.end()};
  columns.insert(columns.end(), kHeadlineColumns.begin(), kHeadlineColumns.end());
  columns.push_back({"uploaded_by", "text"});
  return insert_arrays_sql("test_runs", columns);
}

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

/// The values of a run in the order of insert_runs_sql().
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

/// In the order of kHardwareColumns.
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
  static const std::string kSql = insert_arrays_sql("hardware_profiles", kHardwareColumns);
  tx.run({"insert_hardware", kSql.c_str()}, db::columns_of(rows));
}

std::size_t insert_runs(db::Transaction& tx, const std::vector<NewRun>& runs, TimePoint created_at,
                        const std::optional<std::string>& uploaded_by) {
  if (runs.empty()) return 0;
  std::vector<db::Params> rows;
  for (const NewRun& run : runs) rows.push_back(row_of(run, run.created_at.value_or(created_at), uploaded_by));
  static const std::string kSql = insert_runs_sql();
  return tx.run({"insert_runs", kSql.c_str()}, db::columns_of(rows)).affected_rows();
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
