#include "llmbench/service/alias_service.hpp"

#include "service/grid/cursor.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/store/audit_store.hpp"
#include "llmbench/store/run_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::service {
namespace {

constexpr std::size_t kAliasCursorFields = 4;

std::string kind_text(const std::optional<AliasKind>& kind) {
  return kind ? std::string(to_string(*kind)) : "";
}

void check_names(const std::string& key, const std::string& canonical) {
  std::vector<FieldError> wrong;
  if (key.empty()) wrong.push_back({"alias", "must name something"});
  if (canonical.empty()) wrong.push_back({"canonical", "must name something"});
  if (utf8_length(key) > kMaxNameLength) wrong.push_back({"alias", "must have at most 255 characters"});
  if (utf8_length(canonical) > kMaxNameLength) wrong.push_back({"canonical", "must have at most 255 characters"});
  if (!wrong.empty()) {
    const std::string message = wrong.front().path + " " + wrong.front().message;
    throw Error{ErrorCode::invalid_input, message, std::move(wrong)};
  }
}

std::vector<MergeSuggestion> suggest_merges(db::Transaction& tx, const std::string& alias,
                                            const std::string& canonical) {
  std::vector<MergeSuggestion> suggestions;
  for (const auto& [id, variant] : store::list_variants_of_model(tx, alias)) {
    const ModelVariant to{canonical, variant.quantization, variant.lora_adapter};
    suggestions.push_back({id, variant, model_variant_id(to), to});
  }
  return suggestions;
}

}  // namespace

AliasOutcome put_alias(db::Transaction& tx, AliasKind kind, const std::string& alias, const std::string& canonical,
                       TimePoint created_at, const Caller& caller) {
  AliasOutcome outcome;
  const std::string key = alias_key(kind, alias);
  std::string name = canonical_name(kind, canonical);
  check_names(key, name);
  if (const auto further = store::find_alias(tx, kind, alias_key(kind, name)); further && further->alias != key) {
    name = further->canonical;
  }
  if (alias_key(kind, name) == key) {
    const std::string problem = "would be an alias of itself";
    throw Error{ErrorCode::invalid_input, "alias " + problem, {{"alias", problem}}};
  }
  const auto stored = store::find_alias(tx, kind, key);
  outcome.alias = {kind, key, name, created_at, caller.name};
  if (stored && stored->canonical == name) {
    outcome.status = AliasOutcome::Status::unchanged;
    outcome.alias = *stored;
  } else {
    outcome.status = stored ? AliasOutcome::Status::changed : AliasOutcome::Status::created;
    outcome.repointed = store::repoint_aliases(tx, kind, key, name);
    store::upsert_alias(tx, outcome.alias);
    Json details{{"kind", to_string(kind)}, {"alias", key}, {"canonical", name}};
    if (stored) details["canonical_before"] = stored->canonical;
    if (!outcome.repointed.empty()) details["repointed"] = outcome.repointed;
    outcome.audit_id = store::insert_audit_entry(tx, {"alias", "alias", std::nullopt, details, caller.name});
  }
  if (kind == AliasKind::model) outcome.suggestions = suggest_merges(tx, key, name);
  return outcome;
}

AliasService::AliasService(db::Pool& pool) : pool_(pool) {}

AliasPage AliasService::list(const AliasQuery& query) const {
  std::optional<std::pair<std::string, std::string>> after;
  if (query.cursor) {
    const auto fields = decode_cursor(*query.cursor, kAliasCursorFields);
    if (!fields || (*fields)[0] != "aliases" || (*fields)[1] != kind_text(query.kind)) {
      const std::string problem = "is not a cursor of this question; begin again without it";
      throw Error{ErrorCode::invalid_query, "cursor: " + problem, {{"cursor", problem}}};
    }
    after = {(*fields)[2], (*fields)[3]};
  }
  AliasPage page;
  page.rows = pool_.transact([&](db::Transaction& tx) {
    return store::list_aliases(tx, query.kind, after, static_cast<int>(query.limit) + 1);
  });
  if (page.rows.size() > query.limit) {
    page.rows.resize(query.limit);
    const store::AliasRow& last = page.rows.back();
    page.next_cursor = encode_cursor({"aliases", kind_text(query.kind), std::string(to_string(last.kind)), last.alias});
  }
  return page;
}

AliasOutcome AliasService::put(AliasKind kind, const std::string& alias, const std::string& canonical,
                               TimePoint created_at, const Caller& caller) {
  return pool_.transact([&](db::Transaction& tx) {
    store::limit_upload_waits(tx);
    store::lock_names(tx);
    return put_alias(tx, kind, alias, canonical, created_at, caller);
  });
}

std::int64_t AliasService::remove(AliasKind kind, const std::string& alias, const Caller& caller) {
  return pool_.transact([&](db::Transaction& tx) {
    store::limit_upload_waits(tx);
    store::lock_names(tx);
    const std::string key = alias_key(kind, alias);
    const auto stored = store::find_alias(tx, kind, key);
    if (!stored) throw Error{ErrorCode::not_found, "there is no alias \"" + key + "\" of kind " + kind_text(kind)};
    const Json details{{"kind", to_string(kind)}, {"alias", key}, {"canonical", stored->canonical}};
    return store::archive_alias(tx, kind, key, details, caller.name);
  });
}

}  // namespace llmbench::service
