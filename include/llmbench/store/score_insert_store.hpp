#pragma once
// Stores many score sets at once, where nobody else writes: uploads and current parts, one statement a table. Called by
// the migration; an upload goes through score_store.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/score_merge.hpp"

#include <string>
#include <vector>

namespace llmbench::store {

struct NewScoreUpload {
  Uuid id;
  Uuid variant_id;
  ScoreSet set;
  std::vector<std::string> tags;
  TimePoint received_at;
};
void insert_score_uploads(db::Transaction& tx, const std::vector<NewScoreUpload>& uploads);

/// What current_parts says of one variant, benchmark and context.
struct NewScoreParts {
  Uuid variant_id;
  std::string benchmark;
  std::string context_key;
  std::vector<CurrentPart> parts;
};
/// The places must have no parts yet.
void insert_score_parts(db::Transaction& tx, const std::vector<NewScoreParts>& places);

}  // namespace llmbench::store
