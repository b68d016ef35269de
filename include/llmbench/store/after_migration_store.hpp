#pragma once
// What was stored after the migration and does not come from the older system. Called by service/legacy for rollback.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/model_variant.hpp"
#include "llmbench/store/score_store.hpp"

#include <vector>

namespace llmbench::store {

/// Runs that were uploaded, or older ones that were extended or replaced, by id.
[[nodiscard]] std::vector<Uuid> list_runs_after_migration(db::Transaction& tx);

struct ScoresAfterMigration {
  ModelVariant variant;
  ScoreUploadRow upload;
};
/// Score sets that were uploaded and are not deleted, oldest first.
[[nodiscard]] std::vector<ScoresAfterMigration> list_scores_after_migration(db::Transaction& tx);

}  // namespace llmbench::store
