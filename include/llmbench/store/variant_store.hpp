#pragma once
// SQL of what belongs to one model variant besides its runs and scores. Called by variant_service.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/run.hpp"

#include <optional>
#include <vector>

namespace llmbench::store {

struct StoredArtifact {
  Uuid id;
  Artifact artifact;
  std::optional<bool> imatrix;
  TimePoint created_at{};
  int test_runs = 0;  ///< not voided
};
/// Oldest first.
[[nodiscard]] std::vector<StoredArtifact> list_artifacts(db::Transaction& tx, const Uuid& variant_id);

}  // namespace llmbench::store
