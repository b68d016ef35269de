#pragma once
// Moving rows to audit_log and back. Called by the services that upload, remove, restore and merge; receives the
// transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/util/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

/// What the entry says besides the removed rows.
struct ArchiveNote {
  std::string action;  ///< delete, replace, merge
  Json details = Json::object();
  std::optional<std::string> actor;     ///< name of the token; nullopt = without one
  std::optional<std::int64_t> part_of;  ///< entry of the request that removes many things
};

struct ArchivedRun {
  std::int64_t audit_id = 0;
  Uuid run_id;
};
/// Moves the runs with their metrics to audit_log, one entry a run, with the rows of variant, artifact and machine
/// beside them. Ids of no run are left out. In the order of the ids.
std::vector<ArchivedRun> archive_runs(db::Transaction& tx, const std::vector<Uuid>& run_ids, const ArchiveNote& note);

/// The same for one run; throws Error{not_found} when there is none. Returns the id of the entry.
std::int64_t archive_run(db::Transaction& tx, const Uuid& run_id, const std::string& action, const Json& details,
                         const std::optional<std::string>& actor = std::nullopt);

/// Writes the uploads of a variant that are not deleted, with the variant's row, into one entry; the rows stay. Returns
/// the id of the entry.
std::int64_t archive_score_uploads(db::Transaction& tx, const Uuid& variant_id, const std::vector<Uuid>& upload_ids,
                                   const ArchiveNote& note);

/// A run of an entry, or of the parts of an entry, and what is in its place now.
struct RemovedRun {
  std::int64_t audit_id = 0;
  Uuid run_id;
  Uuid content_id;
  bool is_there = false;               ///< the same run with everything that was removed
  std::optional<Uuid> id_holder;       ///< run with this id
  std::optional<Uuid> id_content;      ///< content_id of that run
  std::optional<Uuid> content_holder;  ///< run with this content
};
/// In the order of the entries, at most `limit` of those with an id above `after`.
[[nodiscard]] std::vector<RemovedRun> list_removed_runs(db::Transaction& tx, std::int64_t audit_id, std::int64_t after,
                                                        int limit);
/// Inserts the runs of these entries with their metrics, and their variants, artifacts and machines where those are
/// gone. Returns how many runs were inserted: one whose id or content is taken is not.
int restore_runs(db::Transaction& tx, const std::vector<std::int64_t>& audit_ids);

struct RemovedScores {
  std::int64_t audit_id = 0;
  Uuid variant_id;
  std::vector<Uuid> upload_ids;
};
/// The score sets of an entry or of its parts.
[[nodiscard]] std::vector<RemovedScores> list_removed_scores(db::Transaction& tx, std::int64_t audit_id);
/// Inserts the variant and the uploads of the entry where they are gone. Returns how many uploads were inserted.
int restore_score_rows(db::Transaction& tx, std::int64_t audit_id);
/// Inserts the alias of the entry. Returns how many were inserted.
int restore_alias_row(db::Transaction& tx, std::int64_t audit_id);

}  // namespace llmbench::store
