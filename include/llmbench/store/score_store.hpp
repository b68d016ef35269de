#pragma once
// SQL of score_uploads and score_parts. Called by service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/quality.hpp"
#include "llmbench/domain/score.hpp"

#include <vector>

namespace llmbench::store {

struct StoredScore {
  enum class Status { stored, unchanged, older_than_stored } status = Status::stored;
  Uuid upload_id;
};

/// Inserts the set as an upload and rebuilds the current parts of its (variant, benchmark, context) by the rules of
/// schema "Quality". The variant row must exist. `tags` are those of the upload.
StoredScore insert_score_set(db::Transaction& tx, const Uuid& variant_id, const ScoreSet& set,
                             const std::vector<std::string>& tags, TimePoint received_at);

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

}  // namespace llmbench::store
