#pragma once
// Whether a variant's speeds and scores have met, and whose scores it may have missed by a spelling. Called by
// upload_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/model_variant.hpp"

#include <vector>

namespace llmbench::store {

[[nodiscard]] bool has_scores(db::Transaction& tx, const Uuid& variant_id);

/// A run that is completed and not voided.
[[nodiscard]] bool has_counted_runs(db::Transaction& tx, const Uuid& variant_id);

/// Variants with scores whose model name differs only in owner, case, punctuation or "instruct", or is an alias of this
/// one, same quantization; those with the same adapter first, at most `limit`.
[[nodiscard]] std::vector<ModelVariant> list_near_variants_with_scores(db::Transaction& tx, const Uuid& variant_id,
                                                                       int limit);

/// The same for variants with a run that is completed and not voided.
[[nodiscard]] std::vector<ModelVariant> list_near_variants_with_runs(db::Transaction& tx, const Uuid& variant_id,
                                                                     int limit);

}  // namespace llmbench::store
