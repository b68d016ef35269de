#include "llmbench/store/archive_store.hpp"

#include "llmbench/util/error.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kArchiveRuns{"archive_runs", R"sql(
INSERT INTO audit_log (action, entity, entity_id, actor, details, part_of, removed)
SELECT $2, 'run', r.id, $3, $4::jsonb, $5,
       jsonb_build_object(
         'test_runs', jsonb_build_array(to_jsonb(r)),
         'performance_metrics', coalesce(
           (SELECT jsonb_agg(to_jsonb(m) ORDER BY m.metric_name)
            FROM performance_metrics AS m WHERE m.test_run_id = r.id), '[]'),
         'model_variants', jsonb_build_array(to_jsonb(v)),
         'hardware_profiles', jsonb_build_array(to_jsonb(h)),
         'model_artifacts', CASE WHEN a.id IS NULL THEN '[]' ELSE jsonb_build_array(to_jsonb(a)) END)
FROM test_runs AS r
JOIN model_variants AS v ON v.id = r.model_variant_id
JOIN hardware_profiles AS h ON h.id = r.hardware_profile_id
LEFT JOIN model_artifacts AS a ON a.id = r.artifact_id
WHERE r.id = ANY ($1::uuid[])
ORDER BY r.id
RETURNING id, entity_id
)sql"};

// Their metrics first: the foreign key would delete them run by run.
constexpr db::Statement kDeleteMetricsOfRuns{"delete_metrics_of_runs", R"sql(
DELETE FROM performance_metrics WHERE test_run_id = ANY ($1::uuid[])
)sql"};

constexpr db::Statement kDeleteRuns{"delete_runs", R"sql(
DELETE FROM test_runs WHERE id = ANY ($1::uuid[])
)sql"};

constexpr db::Statement kArchiveScores{"archive_score_uploads", R"sql(
INSERT INTO audit_log (action, entity, entity_id, actor, details, part_of, removed)
SELECT $3, 'scores', v.id, $4, $5::jsonb, $6,
       jsonb_build_object(
         'model_variants', jsonb_build_array(to_jsonb(v)),
         'score_uploads', coalesce(
           (SELECT jsonb_agg(to_jsonb(u) ORDER BY u.id)
            FROM score_uploads AS u
            WHERE u.model_variant_id = v.id AND u.id = ANY ($2::uuid[]) AND u.deleted_at IS NULL), '[]'))
FROM model_variants AS v
WHERE v.id = $1
RETURNING id
)sql"};

// Containment, so that columns of later migrations make no difference.
constexpr db::Statement kListRemovedRuns{"list_removed_runs", R"sql(
SELECT gone.audit_id, gone.run_id, gone.content_id,
       by_id.id AS id_holder, by_id.content_id AS id_content, by_content.id AS content_holder,
       coalesce(by_id.content_id = gone.content_id AND (by_id.voided_at IS NOT NULL) = gone.voided
                AND (SELECT coalesce(jsonb_agg(to_jsonb(m)), '[]')
                     FROM performance_metrics AS m WHERE m.test_run_id = by_id.id) @> gone.metrics, false) AS is_there
FROM (
  SELECT a.id AS audit_id, (a.removed #>> '{test_runs,0,id}')::uuid AS run_id,
         (a.removed #>> '{test_runs,0,content_id}')::uuid AS content_id,
         a.removed #>> '{test_runs,0,voided_at}' IS NOT NULL AS voided,
         a.removed -> 'performance_metrics' AS metrics
  FROM audit_log AS a
  WHERE (a.id = $1 OR a.part_of = $1) AND a.id > $2 AND a.entity = 'run' AND a.removed ? 'test_runs'
  ORDER BY a.id
  LIMIT $3
) AS gone
LEFT JOIN test_runs AS by_id ON by_id.id = gone.run_id
LEFT JOIN test_runs AS by_content ON by_content.content_id = gone.content_id
ORDER BY gone.audit_id
)sql"};

constexpr db::Statement kRestoreRows{"restore_rows", R"sql(
SELECT restore_rows($2::text::regclass, jsonb_agg(item)) AS restored
FROM audit_log, jsonb_array_elements(removed -> $2::text) AS item
WHERE id = ANY ($1::bigint[])
)sql"};

constexpr db::Statement kListRemovedScores{"list_removed_scores", R"sql(
SELECT a.id, a.entity_id,
       ARRAY(SELECT (item ->> 'id')::uuid FROM jsonb_array_elements(a.removed -> 'score_uploads') AS item ORDER BY 1)
         AS upload_ids
FROM audit_log AS a
WHERE (a.id = $1 OR a.part_of = $1) AND a.entity = 'scores' AND a.removed ? 'score_uploads'
ORDER BY a.entity_id
)sql"};

int restore_rows(db::Transaction& tx, const std::vector<std::int64_t>& audit_ids, const char* table) {
  return tx.run(kRestoreRows, db::Params{}.add(audit_ids).add(table))[0].find<int>("restored").value_or(0);
}

}  // namespace

std::vector<ArchivedRun> archive_runs(db::Transaction& tx, const std::vector<Uuid>& run_ids, const ArchiveNote& note) {
  std::vector<ArchivedRun> archived;
  if (run_ids.empty()) return archived;
  db::Params params;
  params.add(run_ids).add(note.action).add(note.actor).add(dump_json(note.details)).add(note.part_of);
  for (const db::Row row : tx.run(kArchiveRuns, params)) {
    archived.push_back({row.get<std::int64_t>("id"), row.get<Uuid>("entity_id")});
  }
  tx.run(kDeleteMetricsOfRuns, db::Params{}.add(run_ids));
  tx.run(kDeleteRuns, db::Params{}.add(run_ids));
  return archived;
}

std::int64_t archive_run(db::Transaction& tx, const Uuid& run_id, const std::string& action, const Json& details,
                         const std::optional<std::string>& actor) {
  const auto archived = archive_runs(tx, {run_id}, {action, details, actor, std::nullopt});
  if (archived.empty()) throw Error{ErrorCode::not_found, "there is no run with id " + to_string(run_id)};
  return archived.front().audit_id;
}

std::int64_t archive_score_uploads(db::Transaction& tx, const Uuid& variant_id, const std::vector<Uuid>& upload_ids,
                                   const ArchiveNote& note) {
  db::Params params;
  params.add(variant_id).add(upload_ids).add(note.action).add(note.actor).add(dump_json(note.details));
  params.add(note.part_of);
  return tx.run(kArchiveScores, params)[0].get<std::int64_t>("id");
}

std::vector<RemovedRun> list_removed_runs(db::Transaction& tx, std::int64_t audit_id, std::int64_t after, int limit) {
  std::vector<RemovedRun> runs;
  for (const db::Row row : tx.run(kListRemovedRuns, db::Params{}.add(audit_id).add(after).add(limit))) {
    RemovedRun run;
    run.audit_id = row.get<std::int64_t>("audit_id");
    run.run_id = row.get<Uuid>("run_id");
    run.content_id = row.get<Uuid>("content_id");
    run.is_there = row.get<bool>("is_there");
    run.id_holder = row.find<Uuid>("id_holder");
    run.id_content = row.find<Uuid>("id_content");
    run.content_holder = row.find<Uuid>("content_holder");
    runs.push_back(run);
  }
  return runs;
}

int restore_runs(db::Transaction& tx, const std::vector<std::int64_t>& audit_ids) {
  if (audit_ids.empty()) return 0;
  for (const char* parent : {"model_variants", "hardware_profiles", "model_artifacts"}) {
    restore_rows(tx, audit_ids, parent);
  }
  const int restored = restore_rows(tx, audit_ids, "test_runs");
  restore_rows(tx, audit_ids, "performance_metrics");
  return restored;
}

std::vector<RemovedScores> list_removed_scores(db::Transaction& tx, std::int64_t audit_id) {
  std::vector<RemovedScores> scores;
  for (const db::Row row : tx.run(kListRemovedScores, db::Params{}.add(audit_id))) {
    scores.push_back(
        {row.get<std::int64_t>("id"), row.get<Uuid>("entity_id"), row.get<std::vector<Uuid>>("upload_ids")});
  }
  return scores;
}

int restore_score_rows(db::Transaction& tx, std::int64_t audit_id) {
  restore_rows(tx, {audit_id}, "model_variants");
  return restore_rows(tx, {audit_id}, "score_uploads");
}

int restore_alias_row(db::Transaction& tx, std::int64_t audit_id) {
  return restore_rows(tx, {audit_id}, "name_aliases");
}

}  // namespace llmbench::store
