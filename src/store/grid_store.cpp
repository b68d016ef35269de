#include "llmbench/store/grid_store.hpp"

#include "store/run_rows.hpp"

#include <string>

namespace llmbench::store {
namespace {

/// Every run when $1 is NULL: the value is known when the statement is planned, so the other branch costs nothing.
constexpr auto kListGridRunsSql = join_sql("SELECT", kRunColumns, kRunTables, R"sql(
WHERE ($1::uuid[] IS NULL OR r.id = ANY ($1::uuid[])) AND r.status = 'completed' AND r.voided_at IS NULL
)sql");
constexpr db::Statement kListGridRuns{"list_grid_runs", kListGridRunsSql.data()};

constexpr db::Statement kListRunIdsOf{"list_run_ids_of", R"sql(
SELECT id
FROM test_runs
WHERE model_variant_id = ANY ($1::uuid[]) OR hardware_profile_id = ANY ($2::uuid[]) OR artifact_id = ANY ($3::uuid[])
ORDER BY id
)sql"};

constexpr db::Statement kListVariantIdsOf{"list_variant_ids_of", R"sql(
SELECT DISTINCT model_variant_id
FROM test_runs
WHERE id = ANY ($1::uuid[])
ORDER BY model_variant_id
)sql"};

constexpr db::Statement kListGridVariants{"list_grid_variants", R"sql(
SELECT v.id, v.model_name, v.quantization, v.lora_adapter, v.created_at, v.updated_at,
       (SELECT count(*) FROM model_artifacts AS a WHERE a.model_variant_id = v.id) AS artifacts,
       runs.test_runs, runs.voided_runs
FROM model_variants AS v
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE r.voided_at IS NULL) AS test_runs,
         count(*) FILTER (WHERE r.voided_at IS NOT NULL) AS voided_runs
  FROM test_runs AS r
  WHERE r.model_variant_id = v.id
) AS runs
WHERE $1::uuid[] IS NULL OR v.id = ANY ($1::uuid[])
)sql"};

/// One statement, so the entries and the xmin to ask for next time are of one snapshot; the xmin comes also when there
/// are no entries.
constexpr db::Statement kReadChanges{"read_changes", R"sql(
SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS snapshot_xmin, c.change_id, c.entity, c.entity_id
FROM (SELECT 1) AS always
LEFT JOIN change_log AS c ON c.xid >= $1::xid8
ORDER BY c.change_id
)sql"};

constexpr db::Statement kCurrentSnapshotXmin{"current_snapshot_xmin", R"sql(
SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS snapshot_xmin
)sql"};

constexpr db::Statement kDeleteOldChanges{"delete_old_changes", R"sql(
DELETE FROM change_log WHERE changed_at < now() - interval '1 day'
)sql"};

/// A restore into another cluster changes the first two, one into the same cluster the last two.
constexpr db::Statement kDatabaseIdentity{"database_identity", R"sql(
SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
                 (SELECT timeline_id FROM pg_control_checkpoint()),
                 (SELECT oid FROM pg_database WHERE datname = current_database()),
                 'change_log'::regclass::oid) AS identity
)sql"};

constexpr std::size_t kBatchRows = 20'000;

std::uint64_t xid_from(const std::string& text) {
  return std::stoull(text);
}

GridRun grid_run_from(const db::Row& row) {
  GridRun run;
  read_measured_run(row, run);
  run.run_id = row.get<Uuid>("id");
  run.hardware_id = row.get<Uuid>("hardware_profile_id");
  run.publisher = row.find<std::string>("publisher").value_or("");
  run.gpu_model = row.find<std::string>("gpu_model");
  run.gpu_count = row.get<int>("gpu_count");
  run.gpu_memory_gb = row.find<double>("gpu_memory_gb");
  run.cpu_model = row.find<std::string>("cpu_model");
  run.cpu_arch = row.find<std::string>("cpu_arch");
  run.ram_gb = row.find<double>("ram_gb");
  run.machine_name = row.find<std::string>("machine_name");
  run.platform = row.get<std::string>("platform");
  run.category = known(parse_hardware_category(row.get<std::string_view>("category")), "category");
  return run;
}

GridVariant grid_variant_from(const db::Row& row) {
  GridVariant variant;
  variant.id = row.get<Uuid>("id");
  variant.variant = {row.get<std::string>("model_name"), row.get<std::string>("quantization"),
                     row.get<std::string>("lora_adapter")};
  variant.created_at = row.get<TimePoint>("created_at");
  variant.updated_at = row.get<TimePoint>("updated_at");
  variant.artifacts = row.get<int>("artifacts");
  variant.test_runs = row.get<int>("test_runs");
  variant.voided_runs = row.get<int>("voided_runs");
  return variant;
}

}  // namespace

void for_each_grid_run(db::Transaction& tx, const std::function<void(GridRun&&)>& on_run) {
  tx.run_cursor(kListGridRuns, db::Params{}.add(std::nullopt), kBatchRows, [&](const db::Result& rows) {
    for (const db::Row row : rows) on_run(grid_run_from(row));
  });
}

std::vector<GridRun> list_grid_runs(db::Transaction& tx, const std::vector<Uuid>& run_ids) {
  std::vector<GridRun> runs;
  const db::Result rows = tx.run(kListGridRuns, db::Params{}.add(run_ids));
  runs.reserve(rows.size());
  for (const db::Row row : rows) runs.push_back(grid_run_from(row));
  return runs;
}

std::vector<Uuid> list_run_ids_of(db::Transaction& tx, const std::vector<Uuid>& variant_ids,
                                  const std::vector<Uuid>& hardware_ids, const std::vector<Uuid>& artifact_ids) {
  std::vector<Uuid> ids;
  const db::Result rows = tx.run(kListRunIdsOf, db::Params{}.add(variant_ids).add(hardware_ids).add(artifact_ids));
  ids.reserve(rows.size());
  for (const db::Row row : rows) ids.push_back(row.get<Uuid>("id"));
  return ids;
}

std::vector<Uuid> list_variant_ids_of(db::Transaction& tx, const std::vector<Uuid>& run_ids) {
  std::vector<Uuid> ids;
  for (const db::Row row : tx.run(kListVariantIdsOf, db::Params{}.add(run_ids))) {
    ids.push_back(row.get<Uuid>("model_variant_id"));
  }
  return ids;
}

void for_each_grid_variant(db::Transaction& tx, const std::function<void(GridVariant&&)>& on_variant) {
  tx.run_cursor(kListGridVariants, db::Params{}.add(std::nullopt), kBatchRows, [&](const db::Result& rows) {
    for (const db::Row row : rows) on_variant(grid_variant_from(row));
  });
}

std::vector<GridVariant> list_grid_variants(db::Transaction& tx, const std::vector<Uuid>& variant_ids) {
  std::vector<GridVariant> variants;
  for (const db::Row row : tx.run(kListGridVariants, db::Params{}.add(variant_ids))) {
    variants.push_back(grid_variant_from(row));
  }
  return variants;
}

ChangeBatch read_changes(db::Transaction& tx, std::uint64_t since_xmin) {
  ChangeBatch batch;
  const db::Result rows = tx.run(kReadChanges, db::Params{}.add(std::to_string(since_xmin)));
  batch.snapshot_xmin = xid_from(rows[0].get<std::string>("snapshot_xmin"));
  for (const db::Row row : rows) {
    if (row.is_null("change_id")) continue;
    batch.changes.push_back(
        {row.get<std::int64_t>("change_id"), row.get<std::string>("entity"), row.get<Uuid>("entity_id")});
  }
  return batch;
}

std::uint64_t current_snapshot_xmin(db::Transaction& tx) {
  return xid_from(tx.run(kCurrentSnapshotXmin)[0].get<std::string>("snapshot_xmin"));
}

int delete_old_changes(db::Transaction& tx) {
  return static_cast<int>(tx.run(kDeleteOldChanges).affected_rows());
}

std::string database_identity(db::Transaction& tx) {
  return tx.run(kDatabaseIdentity)[0].get<std::string>("identity");
}

}  // namespace llmbench::store
