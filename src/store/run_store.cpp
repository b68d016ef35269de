#include "llmbench/store/run_store.hpp"

#include "store/headline_columns.hpp"
#include "store/run_fields.hpp"
#include "store/run_rows.hpp"

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

constexpr db::Statement kEndSampleOfRun{"end_sample_of_run", R"sql(
UPDATE test_runs SET tags = array_remove(tags, 'sample') WHERE id = $1 AND 'sample' = ANY (tags)
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

constexpr db::Statement kFindStoredIdentities{"find_stored_identities", R"sql(
SELECT id, content_id FROM test_runs WHERE id = ANY ($1::uuid[]) OR content_id = ANY ($1::uuid[]) ORDER BY id
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

constexpr db::Statement kFindTimedRunWithValues{"find_timed_run_with_values", R"sql(
SELECT r.id
FROM test_runs AS r
JOIN hardware_profiles AS h ON h.id = r.hardware_profile_id
WHERE r.model_variant_id = $1 AND r.backend = $2 AND r.backend_version = $3 AND r.status = $4
  AND r.settings_summary = $5 AND r.user_settings = $6::jsonb
  AND ($7::text IS NULL OR (h.gpu_model = $7 AND h.gpu_count = $8))
  AND r.timestamp IS NOT NULL AND r.voided_at IS NULL
  AND NOT EXISTS (
    SELECT 1
    FROM unnest($9::text[], $10::double precision[]) AS printed (metric_name, value)
    LEFT JOIN performance_metrics AS m ON m.test_run_id = r.id AND m.metric_name = printed.metric_name
    WHERE m.value IS NULL OR abs(m.value - printed.value) > $11)
ORDER BY r.timestamp, r.id
LIMIT 1
)sql"};

db::Params& add_values(db::Params& params, const std::vector<Metric>& metrics) {
  std::vector<std::string> names;
  std::vector<double> values;
  for (const Metric& metric : metrics) {
    names.push_back(metric.name);
    values.push_back(metric.value);
  }
  return params.add(names).add(values);
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
  return tx.run(kEndSampleOfRun, db::Params{}.add(run_id)).affected_rows() > 0;
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

std::unordered_set<Uuid> find_stored_identities(db::Transaction& tx, const std::vector<Uuid>& ids) {
  std::unordered_set<Uuid> stored;
  for (const db::Row row : tx.run(kFindStoredIdentities, db::Params{}.add(ids))) {
    stored.insert(row.get<Uuid>("id"));
    stored.insert(row.get<Uuid>("content_id"));
  }
  return stored;
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
  db::Params params;
  params.add(configuration_id).add(to_string(status));
  add_values(params, metrics).add(tolerance);
  const db::Result rows = tx.run(kFindRunWithValues, params);
  return rows.empty() ? std::nullopt : std::optional(rows[0].get<Uuid>("id"));
}

std::optional<Uuid> find_timed_run_with_values(db::Transaction& tx, const PreparedRun& table,
                                               const std::vector<Metric>& metrics, double tolerance) {
  const ExperimentRun& run = table.run;
  if (!run.backend_version) return std::nullopt;
  db::Params params;
  params.add(table.variant_id).add(run.backend).add(run.backend_version).add(to_string(run.status));
  params.add(table.settings_summary).add(document_text(run.user_settings));
  params.add(table.hardware.gpu_model).add(table.hardware.gpu_count);
  add_values(params, metrics).add(tolerance);
  const db::Result rows = tx.run(kFindTimedRunWithValues, params);
  return rows.empty() ? std::nullopt : std::optional(rows[0].get<Uuid>("id"));
}

}  // namespace llmbench::store
