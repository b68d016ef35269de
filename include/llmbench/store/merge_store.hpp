#pragma once
// SQL of moving everything of one variant to another and back. Called by merge_service and restore_service while the
// names are locked; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/util/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

[[nodiscard]] std::optional<ModelVariant> find_variant(db::Transaction& tx, const Uuid& variant_id);

struct MovableArtifact {
  Uuid id;
  Artifact artifact;
};
[[nodiscard]] std::vector<MovableArtifact> list_movable_artifacts(db::Transaction& tx, const Uuid& variant_id);

/// A run with what its ids are made from; nothing else of it is filled.
struct MovableRun {
  Uuid id;
  PreparedRun prepared;
};
[[nodiscard]] std::vector<MovableRun> list_movable_runs(db::Transaction& tx, const Uuid& variant_id);

/// Keeps the rows of the variant, its artifacts and its score uploads, and the ids of its runs, in one entry of
/// audit_log; removes nothing. Returns the entry's id.
std::int64_t archive_variant(db::Transaction& tx, const Uuid& variant_id, const Json& details,
                             const std::optional<std::string>& actor);

/// Copies artifacts to the variant under new ids, in the order of `ids`; those that exist are left alone but for a
/// checksum they lack. Returns the ids that are new.
std::vector<Uuid> copy_artifacts(db::Transaction& tx, const Uuid& to, const std::vector<Uuid>& ids,
                                 const std::vector<Uuid>& new_ids);
/// The same for score uploads; one that exists but is deleted counts again when the copied one counts. Parts are not
/// rebuilt.
struct CopiedScores {
  std::vector<Uuid> inserted;
  std::vector<Uuid> undeleted;
};
CopiedScores copy_score_uploads(db::Transaction& tx, const Uuid& to, const std::vector<Uuid>& ids,
                                const std::vector<Uuid>& new_ids);
/// Writes variant, artifact, configuration and series of the runs.
void write_moved_runs(db::Transaction& tx, const std::vector<MovableRun>& runs);
/// Deletes the variant with its scores and artifacts; its runs must be gone.
void delete_variant(db::Transaction& tx, const Uuid& variant_id);

/// Inserts variant and artifacts of the entry where they are gone, and gives the runs that are still runs of `to` their
/// old ids. Returns how many runs were moved back.
int restore_variant(db::Transaction& tx, std::int64_t audit_id, const Uuid& to);
/// Ids of the score uploads of the entry that counted.
[[nodiscard]] std::vector<Uuid> list_counted_uploads(db::Transaction& tx, std::int64_t audit_id);
/// Deletes what a merge made and nothing uses any more: these score uploads where they are deleted, these artifacts
/// without runs, and the variant itself when `with_variant` and nothing is left of it.
void delete_leftovers(db::Transaction& tx, const Uuid& variant_id, const std::vector<Uuid>& upload_ids,
                      const std::vector<Uuid>& artifact_ids, bool with_variant);

}  // namespace llmbench::store
