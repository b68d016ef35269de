#include "llmbench/store/merge_store.hpp"

#include "store/ids_of.hpp"
#include "store/run_rows.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kFindVariant{"find_variant", R"sql(
SELECT model_name, quantization, lora_adapter FROM model_variants WHERE id = $1
)sql"};

constexpr db::Statement kListMovableArtifacts{"list_movable_artifacts", R"sql(
SELECT id, size_bytes, n_params, publisher, sha256 FROM model_artifacts WHERE model_variant_id = $1 ORDER BY id
)sql"};

constexpr db::Statement kListMovableRuns{"list_movable_runs", R"sql(
SELECT r.id, r.backend, r.backend_version, r.flavour, r.workload, r.load, r.concurrent_requests, r.load_pattern,
       r.dataset_name, r.gpu_power_limit_watts, r.max_context_length, r.timestamp, r.settings, r.user_settings,
       h.platform, h.cpu_model, h.machine_name,
       a.id AS artifact_id, a.size_bytes, a.n_params, a.publisher, a.sha256
FROM test_runs AS r
JOIN hardware_profiles AS h ON h.id = r.hardware_profile_id
LEFT JOIN model_artifacts AS a ON a.id = r.artifact_id
WHERE r.model_variant_id = $1
ORDER BY r.id
)sql"};

constexpr db::Statement kArchiveVariant{"archive_variant", R"sql(
INSERT INTO audit_log (action, entity, entity_id, actor, details, removed)
SELECT 'merge', 'variant', v.id, $2, $3::jsonb,
       jsonb_build_object(
         'model_variants', jsonb_build_array(to_jsonb(v)),
         'model_artifacts', coalesce(
           (SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM model_artifacts AS a WHERE a.model_variant_id = v.id), '[]'),
         'score_uploads', coalesce(
           (SELECT jsonb_agg(to_jsonb(u) ORDER BY u.id) FROM score_uploads AS u WHERE u.model_variant_id = v.id), '[]'),
         'moved_runs', coalesce(
           (SELECT jsonb_agg(jsonb_build_object('id', r.id, 'model_variant_id', v.id, 'artifact_id', r.artifact_id,
                                                'configuration_id', r.configuration_id, 'series_id', r.series_id)
                             ORDER BY r.id)
            FROM test_runs AS r WHERE r.model_variant_id = v.id), '[]'))
FROM model_variants AS v
WHERE v.id = $1
RETURNING id
)sql"};

constexpr db::Statement kCopyArtifacts{"copy_artifacts", R"sql(
INSERT INTO model_artifacts (id, model_variant_id, size_bytes, n_params, publisher, sha256, imatrix, created_at)
SELECT moved.new_id, $1, a.size_bytes, a.n_params, a.publisher, a.sha256, a.imatrix, a.created_at
FROM unnest($2::uuid[], $3::uuid[]) AS moved (id, new_id)
JOIN model_artifacts AS a ON a.id = moved.id
ORDER BY moved.new_id
ON CONFLICT DO NOTHING
RETURNING id
)sql"};

constexpr db::Statement kAddChecksumsOfMoved{"add_checksums_of_moved_artifacts", R"sql(
UPDATE model_artifacts AS target
SET sha256 = coalesce(target.sha256, a.sha256), imatrix = coalesce(target.imatrix, a.imatrix)
FROM unnest($1::uuid[], $2::uuid[]) AS moved (id, new_id)
JOIN model_artifacts AS a ON a.id = moved.id
WHERE target.id = moved.new_id
  AND ((target.sha256 IS NULL AND a.sha256 IS NOT NULL) OR (target.imatrix IS NULL AND a.imatrix IS NOT NULL))
)sql"};

// xmax is 0 in a row that was inserted, not updated.
constexpr db::Statement kCopyScores{"copy_score_uploads", R"sql(
INSERT INTO score_uploads (id, model_variant_id, benchmark, context_key, context, payload, parts, tags, measured_at,
                           received_at, uploaded_by, deleted_at)
SELECT DISTINCT ON (moved.new_id)
       moved.new_id, $1::uuid, u.benchmark, u.context_key, u.context, u.payload, u.parts, u.tags, u.measured_at,
       u.received_at, u.uploaded_by, u.deleted_at
FROM unnest($2::uuid[], $3::uuid[]) AS moved (id, new_id)
JOIN score_uploads AS u ON u.id = moved.id
ORDER BY moved.new_id, u.deleted_at NULLS FIRST
ON CONFLICT (id) DO UPDATE SET deleted_at = NULL
WHERE score_uploads.deleted_at IS NOT NULL AND EXCLUDED.deleted_at IS NULL
RETURNING id, xmax = 0 AS inserted
)sql"};

constexpr db::Statement kWriteMovedRuns{"write_moved_runs", R"sql(
UPDATE test_runs AS r
SET model_variant_id = moved.variant_id, artifact_id = moved.artifact_id, configuration_id = moved.configuration_id,
    series_id = moved.series_id
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[])
  AS moved (id, variant_id, artifact_id, configuration_id, series_id)
WHERE r.id = moved.id
)sql"};

constexpr db::Statement kDeletePartsOfVariant{"delete_score_parts_of_variant", R"sql(
DELETE FROM score_parts WHERE model_variant_id = $1
)sql"};
constexpr db::Statement kDeleteUploadsOfVariant{"delete_score_uploads_of_variant", R"sql(
DELETE FROM score_uploads WHERE model_variant_id = $1
)sql"};
constexpr db::Statement kDeleteArtifactsOfVariant{"delete_artifacts_of_variant", R"sql(
DELETE FROM model_artifacts WHERE model_variant_id = $1
)sql"};
constexpr db::Statement kDeleteVariant{"delete_variant", R"sql(
DELETE FROM model_variants WHERE id = $1
)sql"};

constexpr db::Statement kRestoreVariantRows{"restore_variant_rows", R"sql(
SELECT restore_rows($2::text::regclass, removed -> $2::text) AS restored FROM audit_log WHERE id = $1
)sql"};

constexpr db::Statement kMoveRunsBack{"move_runs_back", R"sql(
UPDATE test_runs AS r
SET model_variant_id = moved.model_variant_id, artifact_id = moved.artifact_id,
    configuration_id = moved.configuration_id, series_id = moved.series_id
FROM audit_log AS a,
     jsonb_to_recordset(a.removed -> 'moved_runs')
       AS moved (id uuid, model_variant_id uuid, artifact_id uuid, configuration_id uuid, series_id uuid)
WHERE a.id = $1 AND r.id = moved.id AND r.model_variant_id = $2
)sql"};

constexpr db::Statement kListCountedUploads{"list_counted_uploads", R"sql(
SELECT (item ->> 'id')::uuid AS id
FROM audit_log, jsonb_array_elements(removed -> 'score_uploads') AS item
WHERE audit_log.id = $1 AND item ->> 'deleted_at' IS NULL
ORDER BY 1
)sql"};

constexpr db::Statement kDeleteMergedUploads{"delete_merged_score_uploads", R"sql(
DELETE FROM score_uploads WHERE model_variant_id = $1 AND id = ANY ($2::uuid[]) AND deleted_at IS NOT NULL
)sql"};
constexpr db::Statement kDeleteMergedArtifacts{"delete_merged_artifacts", R"sql(
DELETE FROM model_artifacts AS a
WHERE a.model_variant_id = $1 AND a.id = ANY ($2::uuid[])
  AND NOT EXISTS (SELECT 1 FROM test_runs AS r WHERE r.artifact_id = a.id)
)sql"};
constexpr db::Statement kDeleteEmptyVariant{"delete_empty_variant", R"sql(
DELETE FROM model_variants AS v
WHERE v.id = $1 AND NOT EXISTS (SELECT 1 FROM test_runs WHERE model_variant_id = v.id)
  AND NOT EXISTS (SELECT 1 FROM score_uploads WHERE model_variant_id = v.id)
  AND NOT EXISTS (SELECT 1 FROM model_artifacts WHERE model_variant_id = v.id)
)sql"};

Artifact artifact_from(const db::Row& row) {
  return {row.find<std::int64_t>("size_bytes"), row.find<std::int64_t>("n_params"), row.get<std::string>("publisher"),
          row.find<std::string>("sha256")};
}

MovableRun movable_run_from(const db::Row& row) {
  MovableRun movable;
  movable.id = row.get<Uuid>("id");
  PreparedRun& prepared = movable.prepared;
  prepared.flavour = row.get<std::string>("flavour");
  if (const auto load = row.find<std::string_view>("load")) prepared.load = known(parse_load(*load), "load");
  prepared.hardware.platform = row.get<std::string>("platform");
  prepared.hardware.cpu_model = row.find<std::string>("cpu_model");
  prepared.hardware.machine_name = row.find<std::string>("machine_name");
  ExperimentRun& run = prepared.run;
  run.backend = row.get<std::string>("backend");
  run.backend_version = row.find<std::string>("backend_version");
  run.workload = known(parse_workload(row.get<std::string_view>("workload")), "workload");
  run.concurrent_requests = row.find<int>("concurrent_requests");
  run.load_pattern = row.find<std::string>("load_pattern");
  run.dataset_name = row.find<std::string>("dataset_name");
  run.gpu_power_limit_watts = row.find<int>("gpu_power_limit_watts");
  run.max_context_length = row.find<int>("max_context_length");
  run.timestamp = row.find<TimePoint>("timestamp");
  run.settings = parse_json(row.get<std::string_view>("settings"));
  run.user_settings = parse_json(row.get<std::string_view>("user_settings"));
  if (!row.is_null("artifact_id")) run.artifact = artifact_from(row);
  return movable;
}

}  // namespace

std::optional<ModelVariant> find_variant(db::Transaction& tx, const Uuid& variant_id) {
  const db::Result rows = tx.run(kFindVariant, db::Params{}.add(variant_id));
  if (rows.empty()) return std::nullopt;
  return ModelVariant{rows[0].get<std::string>("model_name"), rows[0].get<std::string>("quantization"),
                      rows[0].get<std::string>("lora_adapter")};
}

std::vector<MovableArtifact> list_movable_artifacts(db::Transaction& tx, const Uuid& variant_id) {
  std::vector<MovableArtifact> artifacts;
  for (const db::Row row : tx.run(kListMovableArtifacts, db::Params{}.add(variant_id))) {
    artifacts.push_back({row.get<Uuid>("id"), artifact_from(row)});
  }
  return artifacts;
}

std::vector<MovableRun> list_movable_runs(db::Transaction& tx, const Uuid& variant_id) {
  std::vector<MovableRun> runs;
  for (const db::Row row : tx.run(kListMovableRuns, db::Params{}.add(variant_id)))
    runs.push_back(movable_run_from(row));
  return runs;
}

std::int64_t archive_variant(db::Transaction& tx, const Uuid& variant_id, const Json& details,
                             const std::optional<std::string>& actor) {
  return tx.run(kArchiveVariant, db::Params{}.add(variant_id).add(actor).add(dump_json(details)))[0].get<std::int64_t>(
      "id");
}

std::vector<Uuid> copy_artifacts(db::Transaction& tx, const Uuid& to, const std::vector<Uuid>& ids,
                                 const std::vector<Uuid>& new_ids) {
  if (ids.empty()) return {};
  auto inserted = ids_of(tx.run(kCopyArtifacts, db::Params{}.add(to).add(ids).add(new_ids)));
  tx.run(kAddChecksumsOfMoved, db::Params{}.add(ids).add(new_ids));
  return inserted;
}

CopiedScores copy_score_uploads(db::Transaction& tx, const Uuid& to, const std::vector<Uuid>& ids,
                                const std::vector<Uuid>& new_ids) {
  CopiedScores copied;
  if (ids.empty()) return copied;
  for (const db::Row row : tx.run(kCopyScores, db::Params{}.add(to).add(ids).add(new_ids))) {
    (row.get<bool>("inserted") ? copied.inserted : copied.undeleted).push_back(row.get<Uuid>("id"));
  }
  return copied;
}

void write_moved_runs(db::Transaction& tx, const std::vector<MovableRun>& runs) {
  std::vector<Uuid> ids;
  std::vector<Uuid> variants;
  std::vector<std::optional<Uuid>> artifacts;
  std::vector<Uuid> configurations;
  std::vector<Uuid> series;
  for (const auto& [id, prepared] : runs) {
    ids.push_back(id);
    variants.push_back(prepared.variant_id);
    artifacts.push_back(prepared.artifact_id);
    configurations.push_back(prepared.configuration_id);
    series.push_back(prepared.series_id);
  }
  tx.run(kWriteMovedRuns, db::Params{}.add(ids).add(variants).add(artifacts).add(configurations).add(series));
}

void delete_variant(db::Transaction& tx, const Uuid& variant_id) {
  for (const auto& statement :
       {kDeletePartsOfVariant, kDeleteUploadsOfVariant, kDeleteArtifactsOfVariant, kDeleteVariant}) {
    tx.run(statement, db::Params{}.add(variant_id));
  }
}

int restore_variant(db::Transaction& tx, std::int64_t audit_id, const Uuid& to) {
  for (const char* table : {"model_variants", "model_artifacts"}) {
    tx.run(kRestoreVariantRows, db::Params{}.add(audit_id).add(table));
  }
  return static_cast<int>(tx.run(kMoveRunsBack, db::Params{}.add(audit_id).add(to)).affected_rows());
}

std::vector<Uuid> list_counted_uploads(db::Transaction& tx, std::int64_t audit_id) {
  return ids_of(tx.run(kListCountedUploads, db::Params{}.add(audit_id)));
}

void delete_leftovers(db::Transaction& tx, const Uuid& variant_id, const std::vector<Uuid>& upload_ids,
                      const std::vector<Uuid>& artifact_ids, bool with_variant) {
  tx.run(kDeleteMergedUploads, db::Params{}.add(variant_id).add(upload_ids));
  tx.run(kDeleteMergedArtifacts, db::Params{}.add(variant_id).add(artifact_ids));
  if (with_variant) tx.run(kDeleteEmptyVariant, db::Params{}.add(variant_id));
}

}  // namespace llmbench::store
