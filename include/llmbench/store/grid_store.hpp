#pragma once
// What the grid index reads: one row per completed, not voided run, with names resolved, and the change log.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/hardware.hpp"
#include "llmbench/store/measured_run.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

/// All a grid row needs of a run.
struct GridRun : MeasuredRun {
  Uuid run_id;
  Uuid hardware_id;
  std::string publisher;  ///< of the artifact, "" unknown
  std::optional<std::string> gpu_model;
  int gpu_count = 1;
  std::optional<double> gpu_memory_gb;
  std::optional<std::string> cpu_model;
  std::optional<std::string> cpu_arch;
  std::optional<double> ram_gb;
  std::optional<std::string> machine_name;
  std::string platform;
  HardwareCategory category = HardwareCategory::unknown;
};

/// Every run of the index, by server-side cursor.
void for_each_grid_run(db::Transaction& tx, const std::function<void(GridRun&&)>& on_run);
/// The runs of these ids that belong into the index (others are absent: deleted, voided, not completed).
[[nodiscard]] std::vector<GridRun> list_grid_runs(db::Transaction& tx, const std::vector<Uuid>& run_ids);
/// Ids of runs of these variants / hardware profiles / artifacts (a change of theirs changes the rows of their runs).
[[nodiscard]] std::vector<Uuid> list_run_ids_of(db::Transaction& tx, const std::vector<Uuid>& variant_ids,
                                                const std::vector<Uuid>& hardware_ids,
                                                const std::vector<Uuid>& artifact_ids);

/// Variants of these runs, whatever their status: a failed run changes the count of its variant too.
[[nodiscard]] std::vector<Uuid> list_variant_ids_of(db::Transaction& tx, const std::vector<Uuid>& run_ids);

struct GridVariant {
  Uuid id;
  ModelVariant variant;
  TimePoint created_at{};
  TimePoint updated_at{};
  int artifacts = 0;
  int test_runs = 0;    ///< of every status, not voided
  int voided_runs = 0;  ///< of every status
};
void for_each_grid_variant(db::Transaction& tx, const std::function<void(GridVariant&&)>& on_variant);
[[nodiscard]] std::vector<GridVariant> list_grid_variants(db::Transaction& tx, const std::vector<Uuid>& variant_ids);

/// Entities: "run", "variant", "scores", "hardware", "artifact", and "reload" (TRUNCATE) with a nil id.
struct Change {
  std::int64_t change_id = 0;
  std::string entity;
  Uuid entity_id;
};
struct ChangeBatch {
  std::uint64_t snapshot_xmin = 0;  ///< pg_snapshot_xmin(pg_current_snapshot()) of this read: pass it to the next one
  std::vector<Change> changes;      ///< all visible entries with xid >= the xmin passed in
};
/// `since_xmin` of the previous read.
[[nodiscard]] ChangeBatch read_changes(db::Transaction& tx, std::uint64_t since_xmin);
[[nodiscard]] std::uint64_t current_snapshot_xmin(db::Transaction& tx);
/// Deletes entries older than a day; returns how many.
int delete_old_changes(db::Transaction& tx);
/// System identifier and timeline: another value after a restore.
[[nodiscard]] std::string database_identity(db::Transaction& tx);

}  // namespace llmbench::store
