#pragma once
// SQL of score_uploads and score_parts. Called by service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/quality.hpp"
#include "llmbench/domain/score.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

struct StoredScore {
  enum class Status { stored, unchanged, older_than_stored } status = Status::stored;
  Uuid upload_id;
};

/// Locks the variant's row until the transaction ends: whoever rebuilds parts of it sees every upload before. Throws
/// Error{not_found}.
void lock_variant(db::Transaction& tx, const Uuid& variant_id);

/// Inserts the set as an upload and rebuilds the current parts of its (variant, benchmark, context) by the rules of
/// schema "Quality". The variant row must exist; it stays locked until the transaction ends, so that the parts of two
/// uploads never mix. `tags` are those of the upload; a stored set keeps its own, but is a sample only while every
/// sender says so (a change that is `stored`, not `unchanged`). `uploaded_by` is the name of the token of who sent it
/// first, or again after it was deleted.
StoredScore insert_score_set(db::Transaction& tx, const Uuid& variant_id, const ScoreSet& set,
                             const std::vector<std::string>& tags, TimePoint received_at,
                             const std::optional<std::string>& uploaded_by = {});

struct VariantScoreContext {
  Uuid variant_id;
  ScoreContext scores;
  std::vector<Uuid> upload_ids;
};
/// Current parts of all contexts of the variants, ordered by variant, benchmark, context_key.
[[nodiscard]] std::vector<VariantScoreContext> list_score_contexts(db::Transaction& tx,
                                                                   const std::vector<Uuid>& variant_ids);
/// The same of every variant, by cursor.
void for_each_score_context(db::Transaction& tx, const std::function<void(VariantScoreContext&&)>& on_context);

/// The variant has a run that counts: completed, not voided, not tagged `sample`.
[[nodiscard]] bool has_real_runs(db::Transaction& tx, const Uuid& variant_id);

/// A set as it was accepted, without its parts.
struct ScoreUploadRow {
  Uuid id;
  std::string benchmark;
  std::string context_key;
  Json context = Json::object();
  Json payload = Json::object();
  std::vector<std::string> tags;
  std::optional<TimePoint> measured_at;
  TimePoint received_at{};
};
/// Uploads of a variant that are not deleted, newest first; of one benchmark when it is given.
[[nodiscard]] std::vector<ScoreUploadRow> list_score_uploads(db::Transaction& tx, const Uuid& variant_id,
                                                             const std::optional<std::string>& benchmark = {});

/// A set as it identifies itself, deleted or not.
struct StoredScoreSet {
  Uuid id;
  ScoreSet set;
  bool deleted = false;
};
[[nodiscard]] std::vector<StoredScoreSet> list_score_sets(db::Transaction& tx, const Uuid& variant_id);

/// Marks uploads of the variant as deleted and rebuilds the parts they took part in from what is left. Returns how many
/// were deleted; unknown and deleted ones count nothing.
int delete_score_uploads(db::Transaction& tx, const Uuid& variant_id, const std::vector<Uuid>& upload_ids,
                         TimePoint deleted_at);

/// The opposite: they count again. Also makes the parts of uploads that were just inserted. Returns how many were
/// deleted before.
int restore_score_uploads(db::Transaction& tx, const Uuid& variant_id, const std::vector<Uuid>& upload_ids,
                          TimePoint restored_at);

}  // namespace llmbench::store
