#include "llmbench/service/merge_service.hpp"

#include "llmbench/domain/identity.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/service/alias_service.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/store/merge_store.hpp"
#include "llmbench/store/run_insert_store.hpp"
#include "llmbench/store/score_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <utility>

namespace llmbench::service {
namespace {

struct Named {
  Uuid id;
  ModelVariant variant;
  bool is_stored = false;
};

Named find_named(db::Transaction& tx, const VariantReference& reference, bool follow_alias) {
  if (const Uuid* id = std::get_if<Uuid>(&reference)) {
    const auto stored = store::find_variant(tx, *id);
    if (!stored) throw Error{ErrorCode::not_found, "there is no model variant " + to_string(*id)};
    return {*id, *stored, true};
  }
  const auto& sent = std::get<ModelVariant>(reference);
  ModelVariant variant{normalise_model_name(sent.model_name), normalise_quantization(sent.quantization).name,
                       std::string(trim(sent.lora_adapter))};
  if (variant.model_name.empty() || variant.quantization.empty()) {
    throw Error{ErrorCode::invalid_input,
                "a model variant needs a model name and a quantization: nothing is left of \"" + sent.model_name +
                    "\" and \"" + sent.quantization + "\""};
  }
  if (follow_alias) variant = store::with_model_alias(tx, variant);
  const Uuid id = model_variant_id(variant);
  const auto stored = store::find_variant(tx, id);
  return {id, stored.value_or(variant), stored.has_value()};
}

Json names_of(const Named& named) {
  return {{"id", to_string(named.id)},
          {"model_name", named.variant.model_name},
          {"quantization", named.variant.quantization},
          {"lora_adapter", named.variant.lora_adapter}};
}

std::vector<std::string> texts_of(const std::vector<Uuid>& ids) {
  std::vector<std::string> texts;
  for (const Uuid& id : ids) texts.push_back(to_string(id));
  return texts;
}

/// One merge inside its transaction; the names are locked.
class Merge {
 public:
  Merge(db::Transaction& tx, Named from, Named to, TimePoint merged_at)
      : tx_(tx), from_(std::move(from)), to_(std::move(to)), merged_at_(merged_at) {}

  MergeOutcome run(bool keep_alias, const Caller& caller) {
    MergeOutcome outcome{from_.id, from_.variant, to_.id, to_.variant, 0, 0, std::nullopt, 0};
    if (!to_.is_stored) store::insert_variants(tx_, {{to_.id, to_.variant}}, merged_at_);
    Json details{{"from", names_of(from_)}, {"to", names_of(to_)}, {"to_is_new", !to_.is_stored}};
    if (keep_alias && is_another_name()) {
      outcome.alias = keep_name(caller);
      details["alias"] = *outcome.alias;
    }
    const auto artifacts = copy_artifacts();
    const auto scores = copy_scores();
    details["artifacts_inserted"] = texts_of(artifacts);
    details["scores_inserted"] = texts_of(scores.inserted);
    details["scores_undeleted"] = texts_of(scores.undeleted);
    outcome.moved_score_sets = static_cast<int>(counted_.size());
    outcome.audit_id = store::archive_variant(tx_, from_.id, details, caller.name);
    outcome.moved_runs = move_runs();
    store::delete_variant(tx_, from_.id);
    store::restore_score_uploads(tx_, to_.id, counted_, merged_at_);
    return outcome;
  }

 private:
  [[nodiscard]] bool is_another_name() const {
    return from_.variant.quantization == to_.variant.quantization &&
           from_.variant.lora_adapter == to_.variant.lora_adapter;
  }

  std::string keep_name(const Caller& caller) {
    const std::string& name = from_.variant.model_name;
    const auto opposite = store::find_alias(tx_, AliasKind::model, alias_key(AliasKind::model, to_.variant.model_name));
    if (opposite) {
      throw Error{ErrorCode::conflict, "\"" + to_.variant.model_name + "\" is an alias of \"" + opposite->canonical +
                                           "\"; merge into that one, or delete the alias first"};
    }
    return put_alias(tx_, AliasKind::model, name, to_.variant.model_name, merged_at_, caller).alias.alias;
  }

  std::vector<Uuid> copy_artifacts() {
    std::vector<Uuid> ids;
    std::vector<Uuid> new_ids;
    for (const auto& [id, artifact] : store::list_movable_artifacts(tx_, from_.id)) {
      ids.push_back(id);
      new_ids.push_back(artifact_id(to_.id, artifact));
    }
    return store::copy_artifacts(tx_, to_.id, ids, new_ids);
  }

  store::CopiedScores copy_scores() {
    std::vector<Uuid> ids;
    std::vector<Uuid> new_ids;
    for (const auto& stored : store::list_score_sets(tx_, from_.id)) {
      ids.push_back(stored.id);
      new_ids.push_back(score_upload_id(to_.id, stored.set));
      if (!stored.deleted) counted_.push_back(new_ids.back());
    }
    return store::copy_score_uploads(tx_, to_.id, ids, new_ids);
  }

  int move_runs() {
    auto runs = store::list_movable_runs(tx_, from_.id);
    for (auto& run : runs) move_to_variant(run.prepared, to_.variant);
    store::write_moved_runs(tx_, runs);
    return static_cast<int>(runs.size());
  }

  db::Transaction& tx_;
  Named from_;
  Named to_;
  TimePoint merged_at_;
  std::vector<Uuid> counted_;  ///< score uploads of `to` that were not deleted in `from`
};

}  // namespace

MergeService::MergeService(db::Pool& pool, GridIndex& index) : pool_(pool), index_(index) {}

MergeOutcome MergeService::merge(const VariantReference& from, const VariantReference& to, bool keep_alias,
                                 TimePoint merged_at, const Caller& caller) {
  const MergeOutcome outcome = pool_.transact([&](db::Transaction& tx) {
    store::lock_names(tx);
    Named source = find_named(tx, from, false);
    Named target = find_named(tx, to, true);
    if (!source.is_stored) {
      throw Error{ErrorCode::not_found,
                  "there is no model variant " + source.variant.model_name + " " + source.variant.quantization};
    }
    if (source.id == target.id) {
      const std::string problem = "must be another variant than from";
      throw Error{ErrorCode::invalid_input, "to " + problem, {{"to", problem}}};
    }
    return Merge{tx, std::move(source), std::move(target), merged_at}.run(keep_alias, caller);
  });
  index_.catch_up();
  return outcome;
}

}  // namespace llmbench::service
