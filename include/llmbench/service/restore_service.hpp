#pragma once
// The history of removals and bringing back what they removed. Called by GET /api/audit and POST /api/restore/{id}.

#include "llmbench/db/pool.hpp"
#include "llmbench/service/caller.hpp"
#include "llmbench/store/audit_store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

class GridIndex;

/// A run that could not be brought back because something else has its place.
struct RestoreConflict {
  Uuid run_id;
  std::string reason;
};

struct RestoreOutcome {
  std::string kind;        ///< run, scores, model, tag, variant: the entity of the entry
  std::optional<Uuid> id;  ///< of the run or variant; nullopt for a tag
  int restored = 0;        ///< runs, score sets, variants and aliases
  int unchanged = 0;       ///< were there already
  std::vector<RestoreConflict> conflicts;
  std::optional<std::int64_t> audit_id;  ///< nullopt when nothing changed
};

struct AuditQuery {
  std::optional<std::string> entity;
  std::optional<TimePoint> since;
  std::size_t limit = 100;
  std::optional<std::string> cursor;
};
struct AuditPage {
  std::vector<store::AuditRow> rows;  ///< newest first
  std::optional<std::string> next_cursor;
};

class RestoreService {
 public:
  RestoreService(db::Pool& pool, GridIndex& index);

  /// One transaction. What is there already is left alone; of an entry that removed many things the rest is brought
  /// back when some cannot be. Throws Error{not_found} for an unknown entry, Error{conflict} when nothing can be
  /// restored: the entry removed nothing, or other content has the place of everything it removed.
  RestoreOutcome restore(std::int64_t audit_id, TimePoint restored_at, const Caller& caller);

  /// Throws Error{invalid_query} for a cursor of another question.
  [[nodiscard]] AuditPage list(const AuditQuery& query) const;

 private:
  db::Pool& pool_;
  GridIndex& index_;
};

}  // namespace llmbench::service
