#pragma once
// Tables of the older system: found, moved to the schema `legacy` and back, and read. Called by service/legacy only,
// for the commands `migrate separate | verify | rollback | cleanup`; nothing else of the server looks at them.

#include "llmbench/db/pool.hpp"
#include "llmbench/util/json.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

/// What a database holds, seen from the migration.
struct DatabaseContents {
  std::vector<std::string> older_tables;  ///< tables of the older system in `public`, by name
  bool has_our_schema = false;
  bool has_legacy_schema = false;           ///< a schema of that name, whoever made it
  std::optional<TimePoint> separated_at{};  ///< when `separate` was done and not taken back
};
[[nodiscard]] DatabaseContents find_database_contents(db::Transaction& tx);

/// Tables that a database of the older system must have, or columns of a table that are needed, and are missing:
/// "test_runs.backend". Empty = it can be taken over.
[[nodiscard]] std::vector<std::string> list_missing_parts(db::Transaction& tx, const std::vector<std::string>& tables);

/// Statements of this transaction may take as long as they need.
void allow_long_statements(db::Transaction& tx);

/// Statements of this transaction may use some hundred MB of PostgreSQL's memory.
void allow_more_memory(db::Transaction& tx);

/// Nobody reads or writes these tables of `public` until the transaction ends.
void lock_tables(db::Transaction& tx, const std::vector<std::string>& tables);
/// Makes the schema `legacy` and moves the tables there as they are, with indexes and constraints.
void move_to_legacy(db::Transaction& tx, const std::vector<std::string>& tables);
/// Moves every table of the older system back to `public` and drops the schema. Our own tables must be gone.
void move_back_from_legacy(db::Transaction& tx);
/// Drops the schema with everything the migration left in it. Throws Error{conflict} when something depends on it.
void drop_legacy(db::Transaction& tx);
/// Tables of the older system in `legacy`, by name.
[[nodiscard]] std::vector<std::string> list_legacy_tables(db::Transaction& tx);

/// A row with all its columns: which there are depends on how far the older system's own migrations went.
struct LegacyRow {
  Uuid id;
  std::string document;  ///< a JSON object

  /// The document parsed; needs no connection, so that another thread may do it.
  [[nodiscard]] Json columns() const;
};
[[nodiscard]] std::vector<LegacyRow> list_legacy_rows(db::Transaction& tx, const std::string& table);
[[nodiscard]] std::int64_t count_legacy_rows(db::Transaction& tx, const std::string& table);

struct LegacyRun {
  LegacyRow row;
  std::optional<Uuid> machine_id;  ///< of hardware_profiles
};
/// Every run, in batches, by id.
void for_each_legacy_run_batch(db::Transaction& tx, std::size_t batch_rows,
                               const std::function<void(std::vector<LegacyRun>&&)>& on_batch);

struct LegacyMetric {
  Uuid id;
  Uuid run_id;
  std::string name;
  std::optional<double> value;  ///< nullopt = NULL; may be NaN or infinite
  std::string unit;
};
/// Metrics of these runs, by run and name, the newest of a name first.
[[nodiscard]] std::vector<LegacyMetric> list_legacy_metrics(db::Transaction& tx, const std::vector<Uuid>& run_ids);
/// Copies every metric that has no fate, as it is. Needs the fates of all others.
void copy_metrics_without_fate(db::Transaction& tx);
/// Metrics that belong to no run.
[[nodiscard]] std::vector<Uuid> list_orphaned_metrics(db::Transaction& tx);

struct LegacyScore {
  std::string table;
  LegacyRow row;
  std::optional<Uuid> variant_id;  ///< ours; nullopt = its run or variant was not taken over
  std::optional<Uuid> run_id;
  std::optional<TimePoint> run_time;
  bool sample = false;  ///< of a sample run, or of a variant that has no other runs
};
/// Every score of the older system, those of one variant after each other, by cursor. Needs the copied runs and the
/// fates of the variants.
void for_each_legacy_score(db::Transaction& tx, const std::function<void(LegacyScore&&)>& on_score);

}  // namespace llmbench::store
