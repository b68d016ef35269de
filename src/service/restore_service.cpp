#include "llmbench/service/restore_service.hpp"

#include "service/grid/cursor.hpp"

#include "llmbench/service/grid_index.hpp"
#include "llmbench/store/alias_store.hpp"
#include "llmbench/store/archive_store.hpp"
#include "llmbench/store/merge_store.hpp"
#include "llmbench/store/score_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::service {
namespace {

/// Runs brought back by one statement; what they are made from has to fit into one jsonb value.
constexpr int kRestoredRunsAtOnce = 200;
constexpr std::size_t kAuditCursorFields = 4;

std::string why_not(const store::RemovedRun& run) {
  if (run.id_holder && *run.id_content != run.content_id) {
    return "its id holds other content now; delete that run first";
  }
  if (run.content_holder && run.content_holder != run.run_id) {
    return "its content was stored again as run " + to_string(*run.content_holder) + "; delete that run first";
  }
  return "it was stored again with other figures; delete that run first";
}

std::string why_nothing(const store::AuditRow& entry) {
  if (entry.action == "void") {
    const std::string id = entry.entity_id ? to_string(*entry.entity_id) : "{id}";
    return "voiding removed nothing; POST /api/unvoid/" + id + " makes the run count again";
  }
  return "entry " + std::to_string(entry.id) + " (" + entry.action + ") removed nothing that could be restored";
}

/// One restore inside its transaction.
class Restoration {
 public:
  Restoration(db::Transaction& tx, const store::AuditRow& entry, TimePoint restored_at, const Caller& caller)
      : tx_(tx), entry_(entry), restored_at_(restored_at), caller_(caller) {
    outcome_.kind = entry.entity;
    outcome_.id = entry.entity_id;
  }

  RestoreOutcome run() {
    restore_runs();
    if (entry_.entity == "alias") restore_alias();
    if (entry_.action == "merge") restore_merge();
    for (const auto& scores : store::list_removed_scores(tx_, entry_.id)) restore_scores(scores);
    if (outcome_.restored + outcome_.unchanged == 0) {
      const std::string reason = outcome_.conflicts.empty() ? "nothing of it is left" : outcome_.conflicts[0].reason;
      throw Error{ErrorCode::conflict,
                  outcome_.conflicts.size() > 1
                      ? "none of the " + std::to_string(outcome_.conflicts.size()) + " runs can be restored: " + reason
                      : "the " + entry_.entity + " cannot be restored: " + reason};
    }
    return std::move(outcome_);
  }

 private:
  void restore_runs() {
    std::int64_t after = 0;
    for (;;) {
      const auto removed = store::list_removed_runs(tx_, entry_.id, after, kRestoredRunsAtOnce);
      if (removed.empty()) return;
      after = removed.back().audit_id;
      restore_batch(removed);
    }
  }

  void restore_batch(const std::vector<store::RemovedRun>& removed) {
    std::vector<std::int64_t> missing;
    for (const auto& run : removed) {
      if (run.is_there) {
        ++outcome_.unchanged;
      } else if (run.id_holder || run.content_holder) {
        outcome_.conflicts.push_back({run.run_id, why_not(run)});
      } else {
        missing.push_back(run.audit_id);
      }
    }
    if (store::restore_runs(tx_, missing) != static_cast<int>(missing.size())) {
      throw Error{ErrorCode::unavailable, "a run is being stored by somebody else at this moment; try again"};
    }
    outcome_.restored += static_cast<int>(missing.size());
  }

  void restore_alias() {
    const auto kind = parse_alias_kind(entry_.details.value("kind", ""));
    const std::string key = entry_.details.value("alias", "");
    const std::string canonical = entry_.details.value("canonical", "");
    if (!kind) return;
    const auto stored = store::find_alias(tx_, *kind, key);
    if (stored && stored->canonical == canonical) {
      ++outcome_.unchanged;
    } else if (stored || store::find_alias(tx_, *kind, alias_key(*kind, canonical))) {
      throw Error{ErrorCode::conflict, "the alias cannot be restored: \"" + (stored ? key : canonical) +
                                           "\" is an alias of something else now; delete that one first"};
    } else {
      outcome_.restored += store::restore_alias_row(tx_, entry_.id);
    }
  }

  /// What came to the other variant later stays there.
  void restore_merge() {
    const Json& details = entry_.details;
    const Uuid to = parse_uuid(details.at("to").at("id").get<std::string>()).value();
    if (!store::find_variant(tx_, to)) {
      throw Error{ErrorCode::conflict,
                  "the variant cannot be restored: the one it was merged into is gone; restore that one first"};
    }
    const bool was_there = store::find_variant(tx_, *entry_.entity_id).has_value();
    const int runs = store::restore_variant(tx_, entry_.id, to);
    const int uploads = store::restore_score_rows(tx_, entry_.id);
    if (was_there && runs + uploads == 0) {
      ++outcome_.unchanged;
      return;
    }
    const auto counted = store::list_counted_uploads(tx_, entry_.id);
    store::restore_score_uploads(tx_, *entry_.entity_id, counted, restored_at_);
    const auto inserted = ids_in(details.at("scores_inserted"));
    auto merged = ids_in(details.at("scores_undeleted"));
    merged.insert(merged.end(), inserted.begin(), inserted.end());
    store::delete_score_uploads(tx_, to, merged, restored_at_);
    store::delete_leftovers(tx_, to, inserted, ids_in(details.at("artifacts_inserted")), details.at("to_is_new"));
    end_alias_of_merge();
    outcome_.restored += runs + uploads + (was_there ? 0 : 1);
  }

  void end_alias_of_merge() {
    const std::string key = entry_.details.value("alias", "");
    const auto alias = store::find_alias(tx_, AliasKind::model, key);
    if (!alias || alias->canonical != entry_.details.at("to").at("model_name")) return;
    const Json details{{"kind", "model"}, {"alias", key}, {"canonical", alias->canonical}};
    store::archive_alias(tx_, AliasKind::model, key, details, caller_.name);
  }

  static std::vector<Uuid> ids_in(const Json& texts) {
    std::vector<Uuid> ids;
    for (const Json& text : texts) ids.push_back(parse_uuid(text.get<std::string>()).value());
    return ids;
  }

  void restore_scores(const store::RemovedScores& scores) {
    const int inserted = store::restore_score_rows(tx_, scores.audit_id);
    const int marked = store::restore_score_uploads(tx_, scores.variant_id, scores.upload_ids, restored_at_);
    outcome_.restored += inserted + marked;
    outcome_.unchanged += static_cast<int>(scores.upload_ids.size()) - inserted - marked;
  }

  db::Transaction& tx_;
  const store::AuditRow& entry_;
  TimePoint restored_at_;
  const Caller& caller_;
  RestoreOutcome outcome_;
};

/// Uploads wait meanwhile: nothing appears in the place of what is brought back.
RestoreOutcome restore_entry(db::Transaction& tx, std::int64_t audit_id, TimePoint restored_at, const Caller& caller) {
  store::lock_names(tx);
  const auto entry = store::find_audit_row_for_update(tx, audit_id);
  if (!entry) throw Error{ErrorCode::not_found, "no entry of the audit log has this id"};
  if (!entry->restorable) throw Error{ErrorCode::conflict, why_nothing(*entry)};
  RestoreOutcome outcome = Restoration{tx, *entry, restored_at, caller}.run();
  if (outcome.restored > 0) {
    const Json details{{"restored_entry", audit_id},
                       {"restored", outcome.restored},
                       {"unchanged", outcome.unchanged},
                       {"conflicts", outcome.conflicts.size()}};
    outcome.audit_id =
        store::insert_audit_entry(tx, {"restore", entry->entity, entry->entity_id, details, caller.name});
  }
  return outcome;
}

std::string text_of(const std::optional<TimePoint>& time) {
  return time ? format_rfc3339(*time) : "";
}

}  // namespace

RestoreService::RestoreService(db::Pool& pool, GridIndex& index) : pool_(pool), index_(index) {}

RestoreOutcome RestoreService::restore(std::int64_t audit_id, TimePoint restored_at, const Caller& caller) {
  RestoreOutcome outcome;
  try {
    outcome = pool_.transact([&](db::Transaction& tx) { return restore_entry(tx, audit_id, restored_at, caller); });
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_input) throw;
    throw Error{ErrorCode::conflict, "what was removed breaks rules that the database has got since; it stays removed"};
  }
  index_.catch_up();
  return outcome;
}

AuditPage RestoreService::list(const AuditQuery& query) const {
  store::AuditFilter filter;
  filter.entity = query.entity;
  filter.since = query.since;
  filter.limit = static_cast<int>(query.limit) + 1;
  const std::string entity = query.entity.value_or("");
  if (query.cursor) {
    const auto fields = decode_cursor(*query.cursor, kAuditCursorFields);
    const auto below = fields ? parse_integer((*fields)[3]) : std::nullopt;
    if (!below || (*fields)[0] != "audit" || (*fields)[1] != entity || (*fields)[2] != text_of(query.since)) {
      const std::string problem = "is not a cursor of this question; begin again without it";
      throw Error{ErrorCode::invalid_query, "cursor: " + problem, {{"cursor", problem}}};
    }
    filter.below = *below;
  }
  AuditPage page;
  page.rows = pool_.transact([&](db::Transaction& tx) { return store::list_audit_rows(tx, filter); });
  if (page.rows.size() > query.limit) {
    page.rows.resize(query.limit);
    page.next_cursor = encode_cursor({"audit", entity, text_of(query.since), std::to_string(page.rows.back().id)});
  }
  return page;
}

}  // namespace llmbench::service
