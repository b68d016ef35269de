#pragma once
// Making two model variants one. Called by POST /api/merge-variants; undone by RestoreService.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/model_variant.hpp"
#include "llmbench/service/caller.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace llmbench::service {

class GridIndex;

/// A variant by its id, or by names as they are sent.
using VariantReference = std::variant<Uuid, ModelVariant>;

struct MergeOutcome {
  Uuid from_id;
  ModelVariant from;
  Uuid to_id;
  ModelVariant to;
  int moved_runs = 0;
  int moved_score_sets = 0;
  std::optional<std::string> alias;  ///< made, so that later uploads go to `to` too
  std::int64_t audit_id = 0;
};

class MergeService {
 public:
  MergeService(db::Pool& pool, GridIndex& index);

  /// Afterwards everything is as if what `from` has had been uploaded under the names of `to`, and `from` is gone. `to`
  /// by names may be new. With `keep_alias`, and when only the names of the models differ, the model name of `from`
  /// becomes an alias. Throws Error{not_found} for an unknown variant, Error{invalid_input} when both are the same one.
  MergeOutcome merge(const VariantReference& from, const VariantReference& to, bool keep_alias, TimePoint merged_at,
                     const Caller& caller);

 private:
  db::Pool& pool_;
  GridIndex& index_;
};

}  // namespace llmbench::service
