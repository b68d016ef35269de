#include "llmbench/store/legacy_records.hpp"

#include "llmbench/db/columns.hpp"
#include "llmbench/store/legacy_store.hpp"

#include <array>

namespace llmbench::store {
namespace {

constexpr const char* kCreateRecords = R"sql(
CREATE TABLE legacy.migration (
  separated_at     timestamptz NOT NULL DEFAULT now(),
  version          text NOT NULL DEFAULT '',
  reader_had_usage boolean NOT NULL
);
COMMENT ON TABLE legacy.migration IS 'When and by which version the older system was taken over; one row.';
CREATE TABLE legacy.row_fates (
  table_name text NOT NULL,
  row_id     uuid NOT NULL,
  fate       text NOT NULL CHECK (fate IN ('copied', 'merged', 'history', 'legacy')),
  target     uuid,
  reason     text,
  PRIMARY KEY (table_name, row_id)
);
COMMENT ON TABLE legacy.row_fates IS 'What became of a row. Runs and metrics without one were copied and are found under their id.';
INSERT INTO legacy.migration (reader_had_usage)
SELECT EXISTS (
  SELECT 1
  FROM pg_namespace AS n
  CROSS JOIN LATERAL aclexplode(n.nspacl) AS granted
  JOIN pg_roles AS r ON r.oid = granted.grantee
  WHERE n.nspname = 'public' AND r.rolname = 'llm_benchmark_reader' AND granted.privilege_type = 'USAGE'))sql";

constexpr db::Statement kFinish{"finish_migration_records", R"sql(
UPDATE legacy.migration SET separated_at = $1, version = $2
)sql"};

constexpr db::Statement kInsertFates{"insert_row_fates", R"sql(
INSERT INTO legacy.row_fates (table_name, row_id, fate, target, reason)
SELECT table_name, row_id, fate, target, nullif(reason, '')
FROM unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::text[])
  AS f (table_name, row_id, fate, target, reason)
)sql"};

constexpr db::Statement kCountFates{"count_row_fates", R"sql(
SELECT count(*) FILTER (WHERE fate = 'copied') AS copied, count(*) FILTER (WHERE fate = 'merged') AS merged,
       count(*) FILTER (WHERE fate = 'history') AS history, count(*) FILTER (WHERE fate = 'legacy') AS legacy
FROM legacy.row_fates
WHERE table_name = $1
)sql"};

constexpr db::Statement kListGroups{"list_row_fate_groups", R"sql(
SELECT table_name, fate, reason, count(*) AS rows, (array_agg(row_id ORDER BY row_id))[1:5] AS examples
FROM legacy.row_fates
WHERE reason IS NOT NULL
GROUP BY table_name, fate, reason
ORDER BY table_name, fate, reason
)sql"};

// Foreign keys are checked and indexes are built once at the end instead of row by row. What makes them again is read
// from the catalogue, so that it is what the migrations made.
constexpr const char* kStopChecks = R"sql(
CREATE TABLE legacy.held_back AS
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS remove,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS make
FROM pg_constraint
WHERE contype = 'f' AND conrelid IN ('test_runs'::regclass, 'performance_metrics'::regclass, 'score_uploads'::regclass,
                                     'score_parts'::regclass)
UNION ALL
SELECT format('DROP INDEX %s', indexrelid::regclass),
       pg_get_indexdef(indexrelid) || coalesce(
         format('; COMMENT ON INDEX %s IS %L', indexrelid::regclass, obj_description(indexrelid, 'pg_class')), '')
FROM pg_index
WHERE indrelid IN ('test_runs'::regclass, 'score_uploads'::regclass) AND NOT indisunique;
DO $$
DECLARE
  statement text;
BEGIN
  FOR statement IN SELECT remove FROM legacy.held_back LOOP
    EXECUTE statement;
  END LOOP;
END $$)sql";

constexpr const char* kResumeChecks = R"sql(
DO $$
DECLARE
  statement text;
BEGIN
  FOR statement IN SELECT make FROM legacy.held_back LOOP
    EXECUTE statement;
  END LOOP;
END $$;
DROP TABLE legacy.held_back)sql";

constexpr const char* kStopFeed = R"sql(
ALTER TABLE hardware_profiles DISABLE TRIGGER USER;
ALTER TABLE model_variants DISABLE TRIGGER USER;
ALTER TABLE test_runs DISABLE TRIGGER USER;
ALTER TABLE performance_metrics DISABLE TRIGGER USER;
ALTER TABLE score_uploads DISABLE TRIGGER USER;
ALTER TABLE score_parts DISABLE TRIGGER USER)sql";

constexpr const char* kResumeFeed = R"sql(
ALTER TABLE hardware_profiles ENABLE TRIGGER USER;
ALTER TABLE model_variants ENABLE TRIGGER USER;
ALTER TABLE test_runs ENABLE TRIGGER USER;
ALTER TABLE performance_metrics ENABLE TRIGGER USER;
ALTER TABLE score_uploads ENABLE TRIGGER USER;
ALTER TABLE score_parts ENABLE TRIGGER USER;
INSERT INTO change_log (entity, entity_id) VALUES ('reload', '00000000-0000-0000-0000-000000000000'))sql";

// What scores and the verification join by. Statistics of all columns come from autovacuum after the commit.
constexpr const char* kAnalyze =
    "ANALYZE hardware_profiles, model_variants, test_runs (id, model_variant_id, hardware_profile_id), "
    "performance_metrics, score_uploads (id, model_variant_id, benchmark), score_parts, legacy.row_fates";

constexpr db::Statement kDateVariants{"date_copied_variants", R"sql(
UPDATE model_variants AS v
SET created_at = coalesce(least(runs.first, scores.first), v.created_at),
    updated_at = coalesce(scores.last, runs.first, v.updated_at)
FROM model_variants AS named
LEFT JOIN (
  SELECT model_variant_id, min(created_at) AS first FROM test_runs GROUP BY model_variant_id
) AS runs ON runs.model_variant_id = named.id
LEFT JOIN (
  SELECT model_variant_id, min(received_at) AS first, max(received_at) AS last FROM score_uploads
  GROUP BY model_variant_id
) AS scores ON scores.model_variant_id = named.id
WHERE v.id = named.id
)sql"};

constexpr db::Statement kDateMachines{"date_copied_machines", R"sql(
UPDATE hardware_profiles AS h
SET created_at = older.first
FROM (
  SELECT f.target, min((to_jsonb(row) ->> 'created_at')::timestamptz) AS first
  FROM legacy.row_fates AS f
  JOIN legacy.hardware_profiles AS row ON row.id = f.row_id
  WHERE f.table_name = 'hardware_profiles'
    AND (to_jsonb(row) ->> 'created_at')::timestamptz BETWEEN '1970-01-01 00:00+00' AND '9999-12-31 23:59:59+00'
  GROUP BY f.target
) AS older
WHERE h.id = older.target AND older.first IS NOT NULL
)sql"};

constexpr db::Statement kArchiveRepeated{"archive_repeated_metrics", R"sql(
INSERT INTO audit_log (action, entity, entity_id, details, removed)
SELECT 'migration', 'run', m.test_run_id,
       '{"reason": "the older system had several values of one metric; the newest is kept"}',
       jsonb_build_object('performance_metrics', jsonb_agg(to_jsonb(m) ORDER BY m.metric_name, m.id))
FROM legacy.performance_metrics AS m
WHERE m.id = ANY ($1::uuid[])
GROUP BY m.test_run_id
ORDER BY m.test_run_id
)sql"};

}  // namespace

std::string_view to_string(RowFate fate) {
  static constexpr std::array<std::string_view, 4> kNames{"copied", "merged", "history", "legacy"};
  return kNames.at(static_cast<std::size_t>(fate));
}

void insert_fates(db::Transaction& tx, const std::vector<FateOfRow>& fates) {
  if (fates.empty()) return;
  std::vector<db::Params> rows;
  rows.reserve(fates.size());
  for (const FateOfRow& fate : fates) {
    db::Params params;
    params.add(fate.table).add(fate.row_id).add(to_string(fate.fate)).add(fate.target).add(fate.reason);
    rows.push_back(std::move(params));
  }
  tx.run(kInsertFates, db::columns_of(rows));
}

std::vector<TableAccount> list_table_accounts(db::Transaction& tx) {
  std::vector<TableAccount> accounts;
  for (const std::string& table : list_legacy_tables(tx)) {
    const db::Row row = tx.run(kCountFates, db::Params{}.add(table))[0];
    TableAccount account;
    account.table = table;
    account.rows = count_legacy_rows(tx, table);
    account.copied = row.get<std::int64_t>("copied");
    account.merged = row.get<std::int64_t>("merged");
    account.history = row.get<std::int64_t>("history");
    account.legacy = row.get<std::int64_t>("legacy");
    if (table == "test_runs" || table == "performance_metrics") {
      account.copied = account.rows - account.merged - account.history - account.legacy;
    }
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::vector<FateGroup> list_fate_groups(db::Transaction& tx) {
  std::vector<FateGroup> groups;
  for (const db::Row row : tx.run(kListGroups)) {
    groups.push_back({row.get<std::string>("table_name"), row.get<std::string>("fate"), row.get<std::string>("reason"),
                      row.get<std::int64_t>("rows"), row.get<std::vector<Uuid>>("examples")});
  }
  return groups;
}

void create_migration_records(db::Transaction& tx) {
  tx.run_script("create_migration_records", kCreateRecords);
}

void finish_migration_records(db::Transaction& tx, TimePoint separated_at, const std::string& version) {
  tx.run(kFinish, db::Params{}.add(separated_at).add(version));
}

void begin_bulk_copy(db::Transaction& tx) {
  tx.run_script("stop_change_feed", kStopFeed);
  tx.run_script("stop_checks", kStopChecks);
}

void end_bulk_copy(db::Transaction& tx) {
  tx.run_script("resume_checks", kResumeChecks);
  tx.run_script("resume_change_feed", kResumeFeed);
}

void analyze_copied_tables(db::Transaction& tx) {
  tx.run_script("analyze_copied_tables", kAnalyze);
}

void date_variants_and_machines(db::Transaction& tx) {
  tx.run(kDateVariants);
  tx.run(kDateMachines);
}

void archive_repeated_metrics(db::Transaction& tx, const std::vector<Uuid>& metric_ids) {
  if (!metric_ids.empty()) tx.run(kArchiveRepeated, db::Params{}.add(metric_ids));
}

}  // namespace llmbench::store
