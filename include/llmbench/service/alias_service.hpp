#pragma once
// Other names of models and devices. Called by the name-aliases endpoints.

#include "llmbench/db/pool.hpp"
#include "llmbench/service/caller.hpp"
#include "llmbench/store/alias_store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

struct AliasQuery {
  std::optional<AliasKind> kind;
  std::size_t limit = 100;
  std::optional<std::string> cursor;
};
struct AliasPage {
  std::vector<store::AliasRow> rows;  ///< by kind and alias
  std::optional<std::string> next_cursor;
};

/// A stored variant that an alias leaves alone, and where its runs and scores would belong now.
struct MergeSuggestion {
  Uuid from;
  ModelVariant from_variant;
  Uuid to;  ///< may not be stored yet
  ModelVariant to_variant;
};
struct AliasOutcome {
  enum class Status { created, changed, unchanged } status = Status::created;
  store::AliasRow alias;
  std::vector<std::string> repointed;  ///< aliases of the alias, which stand for the canonical name now
  std::vector<MergeSuggestion> suggestions;
  std::optional<std::int64_t> audit_id;  ///< nullopt when unchanged
};

class AliasService {
 public:
  explicit AliasService(db::Pool& pool);

  /// Throws Error{invalid_query} for a cursor of another question.
  [[nodiscard]] AliasPage list(const AliasQuery& query) const;

  /// From now on `alias` is stored as `canonical`. A canonical name that is an alias itself is followed to its end, so
  /// aliases never form chains. Throws Error{invalid_input} for an empty name and an alias of itself.
  AliasOutcome put(AliasKind kind, const std::string& alias, const std::string& canonical, TimePoint created_at,
                   const Caller& caller);

  /// Returns the entry of audit_log. Throws Error{not_found}.
  std::int64_t remove(AliasKind kind, const std::string& alias, const Caller& caller);

 private:
  db::Pool& pool_;
};

/// Inside the caller's transaction, which has locked the names. Shared with merging.
[[nodiscard]] AliasOutcome put_alias(db::Transaction& tx, AliasKind kind, const std::string& alias,
                                     const std::string& canonical, TimePoint created_at, const Caller& caller);

}  // namespace llmbench::service
