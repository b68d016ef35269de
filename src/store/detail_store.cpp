#include "llmbench/store/detail_store.hpp"

#include "store/run_rows.hpp"

namespace llmbench::store {
namespace {

constexpr char kRecordColumns[] = R"sql(,
       r.content_id, r.status, r.error, r.settings, r.user_settings, r.provenance, r.notes, r.uploaded_by,
       r.voided_at, r.void_reason,
       a.size_bytes, a.n_params AS artifact_n_params, a.sha256, a.imatrix,
       h.ram_type, h.virtualization_type, h.optimizations, h.raw_gpu_model, h.raw_cpu_model
)sql";

constexpr auto kFindRunRecordSql = join_sql("SELECT", kRunColumns, kRecordColumns, kRunTables, "WHERE r.id = $1");
constexpr db::Statement kFindRunRecord{"find_run_record", kFindRunRecordSql.data()};

constexpr auto kListRunRecordsSql =
    join_sql("SELECT", kRunColumns, kRecordColumns, kRunTables, "WHERE r.id = ANY ($1::uuid[]) ORDER BY r.id");
constexpr db::Statement kListRunRecords{"list_run_records", kListRunRecordsSql.data()};

constexpr db::Statement kListConfigurationRuns{"list_configuration_runs", R"sql(
SELECT id, status, timestamp, created_at, tokens_per_second, prompt_tokens_per_second, memory_gb, tags,
       voided_at IS NOT NULL AS voided
FROM test_runs
WHERE configuration_id = $1
ORDER BY coalesce(timestamp, created_at) DESC, id DESC
LIMIT $2
)sql"};

RunRecord run_record_from(const db::Row& row) {
  RunRecord run;
  read_measured_run(row, run);
  run.id = row.get<Uuid>("id");
  run.content_id = row.get<Uuid>("content_id");
  if (run.artifact_id) {
    run.artifact = Artifact{row.find<std::int64_t>("size_bytes"), row.find<std::int64_t>("artifact_n_params"),
                            row.get<std::string>("publisher"), row.find<std::string>("sha256")};
    run.artifact_imatrix = row.find<bool>("imatrix");
  }
  run.hardware = read_hardware(row);
  run.status = known(parse_run_status(row.get<std::string_view>("status")), "status");
  run.error = row.find<std::string>("error");
  run.settings = parse_json(row.get<std::string_view>("settings"));
  run.user_settings = parse_json(row.get<std::string_view>("user_settings"));
  run.provenance = parse_json(row.get<std::string_view>("provenance"));
  run.notes = row.get<std::string>("notes");
  run.uploaded_by = row.find<std::string>("uploaded_by");
  run.voided_at = row.find<TimePoint>("voided_at");
  run.void_reason = row.find<std::string>("void_reason");
  return run;
}

}  // namespace

std::optional<RunRecord> find_run_record(db::Transaction& tx, const Uuid& run_id) {
  const db::Result rows = tx.run(kFindRunRecord, db::Params{}.add(run_id));
  return rows.empty() ? std::nullopt : std::optional(run_record_from(rows[0]));
}

std::vector<RunRecord> list_run_records(db::Transaction& tx, const std::vector<Uuid>& run_ids) {
  std::vector<RunRecord> runs;
  for (const db::Row row : tx.run(kListRunRecords, db::Params{}.add(run_ids))) runs.push_back(run_record_from(row));
  return runs;
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
