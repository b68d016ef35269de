#pragma once
// SQL of stored runs and their metrics: what an upload must know of them, and how they change. New ones are inserted by
// run_insert_store. Called by upload_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/domain/run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace llmbench::store {

/// Shorter waits than the session's for the transaction of one upload (SET LOCAL).
void limit_upload_waits(db::Transaction& tx);

/// Until the end of the transaction no other upload of a run with one of these ids or content_ids goes on. Row locks
/// are not enough: a run that is replaced is another row.
void lock_run_identities(db::Transaction& tx, const std::vector<Uuid>& ids);

void delete_metrics(db::Transaction& tx, const Uuid& run_id, const std::vector<std::string>& names);

/// What an upload must know of a stored run to decide what it is.
struct StoredRun {
  Uuid id;
  Uuid content_id;
  Uuid model_variant_id;
  RunStatus status = RunStatus::completed;
  bool voided = false;
  std::string notes;
  std::vector<std::string> tags;
  Json provenance = Json::object();
};
/// The run of this id and the run of this content (at most two, maybe the same), locked in the order of their ids.
[[nodiscard]] std::vector<StoredRun> find_runs_for_update(db::Transaction& tx, const std::optional<Uuid>& id,
                                                          const Uuid& content_id);

/// The ids and content_ids of runs that have one of these as either.
[[nodiscard]] std::unordered_set<Uuid> find_stored_identities(db::Transaction& tx, const std::vector<Uuid>& ids);

/// By name.
[[nodiscard]] std::vector<Metric> list_metrics(db::Transaction& tx, const Uuid& run_id);

/// A counted (not voided) run of the configuration that has all these metrics with values at most `tolerance` away, the
/// oldest one.
[[nodiscard]] std::optional<Uuid> find_run_with_values(db::Transaction& tx, const Uuid& configuration_id,
                                                       RunStatus status, const std::vector<Metric>& metrics,
                                                       double tolerance);

/// A counted run of the same variant, backend and version, settings and user settings that has a time and all these
/// metrics with values at most `tolerance` away, the oldest one. A pasted table tells neither processor nor file, so
/// its configuration is never that of the exact run; its GPU must be the same when it is known.
[[nodiscard]] std::optional<Uuid> find_timed_run_with_values(db::Transaction& tx, const PreparedRun& table,
                                                             const std::vector<Metric>& metrics, double tolerance);

/// Writes the headline columns, status, error, provenance and notes of an extended run.
void update_extended_run(db::Transaction& tx, const Uuid& run_id, const PreparedRun& prepared);
void update_notes(db::Transaction& tx, const Uuid& run_id, const std::string& notes);
/// Takes the tag `sample` off; false when the run has none.
bool end_sample(db::Transaction& tx, const Uuid& run_id);

}  // namespace llmbench::store
