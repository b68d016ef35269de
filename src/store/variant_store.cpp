#include "llmbench/store/variant_store.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kListArtifacts{"list_artifacts", R"sql(
SELECT artifact.id, artifact.size_bytes, artifact.n_params, artifact.publisher, artifact.sha256, artifact.imatrix,
       artifact.created_at,
       (SELECT count(*) FROM test_runs AS run
        WHERE run.model_variant_id = artifact.model_variant_id AND run.artifact_id = artifact.id
          AND run.voided_at IS NULL) AS test_runs
FROM model_artifacts AS artifact
WHERE artifact.model_variant_id = $1
ORDER BY artifact.created_at, artifact.id
)sql"};

}  // namespace

std::vector<StoredArtifact> list_artifacts(db::Transaction& tx, const Uuid& variant_id) {
  std::vector<StoredArtifact> artifacts;
  for (const db::Row row : tx.run(kListArtifacts, db::Params{}.add(variant_id))) {
    StoredArtifact stored;
    stored.id = row.get<Uuid>("id");
    stored.artifact.size_bytes = row.find<std::int64_t>("size_bytes");
    stored.artifact.n_params = row.find<std::int64_t>("n_params");
    stored.artifact.publisher = row.get<std::string>("publisher");
    stored.artifact.sha256 = row.find<std::string>("sha256");
    stored.imatrix = row.find<bool>("imatrix");
    stored.created_at = row.get<TimePoint>("created_at");
    stored.test_runs = row.get<int>("test_runs");
    artifacts.push_back(std::move(stored));
  }
  return artifacts;
}

}  // namespace llmbench::store
