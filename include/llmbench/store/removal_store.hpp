#pragma once
// SQL that finds what is to be removed or voided. Called by removal_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/model_variant.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

struct RemovableRun {
  Uuid id;
  Uuid content_id;
  Uuid variant_id;
  ModelVariant variant;
  std::optional<std::string> uploaded_by;
  std::optional<std::string> void_reason;  ///< nullopt = not voided
};
/// Not locked.
[[nodiscard]] std::optional<RemovableRun> find_removable_run(db::Transaction& tx, const Uuid& run_id);

/// Locked, in the order of their ids, whatever their status.
[[nodiscard]] std::vector<Uuid> list_runs_of_variant_for_update(db::Transaction& tx, const Uuid& variant_id);
[[nodiscard]] std::vector<Uuid> list_tagged_runs_for_update(db::Transaction& tx, const std::string& tag);

struct UploadsOfVariant {
  Uuid variant_id;
  std::vector<Uuid> upload_ids;
};
/// Score uploads with the tag that are not deleted, by variant.
[[nodiscard]] std::vector<UploadsOfVariant> list_tagged_score_uploads(db::Transaction& tx, const std::string& tag);

/// Score uploads of a variant that are not deleted; every benchmark it has, by name.
struct BenchmarkUploads {
  std::string benchmark;
  std::vector<Uuid> upload_ids;
};
[[nodiscard]] std::vector<BenchmarkUploads> list_benchmark_uploads(db::Transaction& tx, const Uuid& variant_id);

void void_run(db::Transaction& tx, const Uuid& run_id, const std::string& reason, TimePoint voided_at);
void unvoid_run(db::Transaction& tx, const Uuid& run_id);

}  // namespace llmbench::store
