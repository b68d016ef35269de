#include "llmbench/store/after_migration_store.hpp"

namespace llmbench::store {
namespace {

// A copied run says in its fingerprint which run of the older system it is. An export of another server says so too,
// but of a run that legacy does not have.
constexpr db::Statement kListRunsAfterMigration{"list_runs_after_migration", R"sql(
SELECT r.id
FROM public.test_runs AS r
LEFT JOIN legacy.test_runs AS older
  ON older.id = r.id AND r.provenance #>> '{fingerprint,older_run_id}' = r.id::text
WHERE older.id IS NULL OR EXISTS (
  SELECT 1 FROM public.audit_log AS a WHERE a.entity = 'run' AND a.entity_id = r.id AND a.action = 'extend')
ORDER BY r.id
)sql"};

// Sets of a variant that was merged into another one since then have new ids: written although legacy has some of them,
// because one too many is better than one too few.
constexpr db::Statement kListScores{"list_scores_after_migration", R"sql(
SELECT u.id, v.model_name, v.quantization, v.lora_adapter, u.benchmark, u.context_key, u.context::text AS context,
       u.payload::text AS payload, u.tags, u.measured_at, u.received_at
FROM public.score_uploads AS u
JOIN public.model_variants AS v ON v.id = u.model_variant_id
WHERE u.deleted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM legacy.row_fates AS f WHERE f.target = u.id)
ORDER BY u.received_at, u.id
)sql"};

}  // namespace

std::vector<Uuid> list_runs_after_migration(db::Transaction& tx) {
  std::vector<Uuid> ids;
  for (const db::Row row : tx.run(kListRunsAfterMigration)) ids.push_back(row.get<Uuid>("id"));
  return ids;
}

std::vector<ScoresAfterMigration> list_scores_after_migration(db::Transaction& tx) {
  std::vector<ScoresAfterMigration> scores;
  for (const db::Row row : tx.run(kListScores)) {
    ScoresAfterMigration after;
    after.variant = {row.get<std::string>("model_name"), row.get<std::string>("quantization"),
                     row.get<std::string>("lora_adapter")};
    after.upload.id = row.get<Uuid>("id");
    after.upload.benchmark = row.get<std::string>("benchmark");
    after.upload.context_key = row.get<std::string>("context_key");
    after.upload.context = parse_json(row.get<std::string_view>("context"));
    after.upload.payload = parse_json(row.get<std::string_view>("payload"));
    after.upload.tags = row.get<std::vector<std::string>>("tags");
    after.upload.measured_at = row.find<TimePoint>("measured_at");
    after.upload.received_at = row.get<TimePoint>("received_at");
    scores.push_back(std::move(after));
  }
  return scores;
}

}  // namespace llmbench::store
