#pragma once
// SQL of variants, artifacts, machines, runs and their metrics. Called by upload_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/domain/run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

/// Shorter waits than the session's for the transaction of one upload (SET LOCAL).
void limit_upload_waits(db::Transaction& tx);

/// Until the end of the transaction no other upload of a run with one of these ids or content_ids goes on. Row locks
/// are not enough: a run that is replaced is another row.
void lock_run_identities(db::Transaction& tx, const std::vector<Uuid>& ids);

/// Inserted in this order, rows that exist are left alone: their ids come from content.
void insert_variant(db::Transaction& tx, const Uuid& id, const ModelVariant& variant, TimePoint created_at);
/// A checksum is added to a stored artifact that had none. Returns how many artifacts the variant has now.
int insert_artifact(db::Transaction& tx, const Uuid& id, const Uuid& variant_id, const Artifact& artifact,
                    TimePoint created_at);
void insert_hardware(db::Transaction& tx, const HardwareProfile& hardware, TimePoint created_at);

/// False when a run with this id or content_id exists. `uploaded_by` is the name of a token.
bool insert_run(db::Transaction& tx, const Uuid& id, const PreparedRun& prepared, TimePoint created_at,
                const std::optional<std::string>& uploaded_by = {});
/// Inserts metrics; one of the same name is replaced.
void upsert_metrics(db::Transaction& tx, const Uuid& run_id, const std::vector<Metric>& metrics);
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

/// By name.
[[nodiscard]] std::vector<Metric> list_metrics(db::Transaction& tx, const Uuid& run_id);

/// A counted (not voided) run of the configuration that has all these metrics with values at most `tolerance` away, the
/// oldest one.
[[nodiscard]] std::optional<Uuid> find_run_with_values(db::Transaction& tx, const Uuid& configuration_id,
                                                       RunStatus status, const std::vector<Metric>& metrics,
                                                       double tolerance);

/// Writes the headline columns, status, error, provenance and notes of an extended run.
void update_extended_run(db::Transaction& tx, const Uuid& run_id, const PreparedRun& prepared);
void update_notes(db::Transaction& tx, const Uuid& run_id, const std::string& notes);
/// Takes the tag `sample` off; false when the run has none.
bool end_sample(db::Transaction& tx, const Uuid& run_id);

}  // namespace llmbench::store
