#include "llmbench/store/removal_store.hpp"

#include "store/ids_of.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kFindRemovableRun{"find_removable_run", R"sql(
SELECT r.id, r.content_id, r.model_variant_id, r.uploaded_by, r.void_reason, v.model_name, v.quantization,
       v.lora_adapter
FROM test_runs AS r
JOIN model_variants AS v ON v.id = r.model_variant_id
WHERE r.id = $1
)sql"};

constexpr db::Statement kListRunsOfVariant{"list_runs_of_variant_for_update", R"sql(
SELECT id FROM test_runs WHERE model_variant_id = $1 ORDER BY id FOR UPDATE
)sql"};

constexpr db::Statement kListTaggedRuns{"list_tagged_runs_for_update", R"sql(
SELECT id FROM test_runs WHERE $1 = ANY (tags) ORDER BY id FOR UPDATE
)sql"};

constexpr db::Statement kListTaggedUploads{"list_tagged_score_uploads", R"sql(
SELECT model_variant_id, array_agg(id ORDER BY id) AS upload_ids
FROM score_uploads
WHERE $1 = ANY (tags) AND deleted_at IS NULL
GROUP BY model_variant_id
ORDER BY model_variant_id
)sql"};

constexpr db::Statement kListBenchmarkUploads{"list_benchmark_uploads", R"sql(
SELECT benchmark, array_agg(id ORDER BY id) AS upload_ids
FROM score_uploads
WHERE model_variant_id = $1 AND deleted_at IS NULL
GROUP BY benchmark
ORDER BY benchmark
)sql"};

constexpr db::Statement kVoidRun{"void_run", R"sql(
UPDATE test_runs SET voided_at = coalesce(voided_at, $3), void_reason = $2 WHERE id = $1
)sql"};

constexpr db::Statement kUnvoidRun{"unvoid_run", R"sql(
UPDATE test_runs SET voided_at = NULL, void_reason = NULL WHERE id = $1
)sql"};

}  // namespace

std::optional<RemovableRun> find_removable_run(db::Transaction& tx, const Uuid& run_id) {
  const db::Result rows = tx.run(kFindRemovableRun, db::Params{}.add(run_id));
  if (rows.empty()) return std::nullopt;
  const db::Row row = rows[0];
  RemovableRun run;
  run.id = row.get<Uuid>("id");
  run.content_id = row.get<Uuid>("content_id");
  run.variant_id = row.get<Uuid>("model_variant_id");
  run.variant = {row.get<std::string>("model_name"), row.get<std::string>("quantization"),
                 row.get<std::string>("lora_adapter")};
  run.uploaded_by = row.find<std::string>("uploaded_by");
  run.void_reason = row.find<std::string>("void_reason");
  return run;
}

std::vector<Uuid> list_runs_of_variant_for_update(db::Transaction& tx, const Uuid& variant_id) {
  return ids_of(tx.run(kListRunsOfVariant, db::Params{}.add(variant_id)));
}

std::vector<Uuid> list_tagged_runs_for_update(db::Transaction& tx, const std::string& tag) {
  return ids_of(tx.run(kListTaggedRuns, db::Params{}.add(tag)));
}

std::vector<UploadsOfVariant> list_tagged_score_uploads(db::Transaction& tx, const std::string& tag) {
  std::vector<UploadsOfVariant> uploads;
  for (const db::Row row : tx.run(kListTaggedUploads, db::Params{}.add(tag))) {
    uploads.push_back({row.get<Uuid>("model_variant_id"), row.get<std::vector<Uuid>>("upload_ids")});
  }
  return uploads;
}

std::vector<BenchmarkUploads> list_benchmark_uploads(db::Transaction& tx, const Uuid& variant_id) {
  std::vector<BenchmarkUploads> benchmarks;
  for (const db::Row row : tx.run(kListBenchmarkUploads, db::Params{}.add(variant_id))) {
    benchmarks.push_back({row.get<std::string>("benchmark"), row.get<std::vector<Uuid>>("upload_ids")});
  }
  return benchmarks;
}

void void_run(db::Transaction& tx, const Uuid& run_id, const std::string& reason, TimePoint voided_at) {
  tx.run(kVoidRun, db::Params{}.add(run_id).add(reason).add(voided_at));
}

void unvoid_run(db::Transaction& tx, const Uuid& run_id) {
  tx.run(kUnvoidRun, db::Params{}.add(run_id));
}

}  // namespace llmbench::store
