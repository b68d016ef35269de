#include "llmbench/service/removal_service.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/store/alias_store.hpp"
#include "llmbench/store/archive_store.hpp"
#include "llmbench/store/audit_store.hpp"
#include "llmbench/store/removal_store.hpp"
#include "llmbench/store/run_store.hpp"
#include "llmbench/store/score_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::service {
namespace {

/// Uploads may put new rows in the place of those that were locked.
constexpr int kMaxRemovalTurns = 5;

Error unknown_run() {
  return Error{ErrorCode::not_found, "no run has this id"};
}

/// The run with its identities locked: no upload, delete or restore of it goes on until the transaction ends.
store::RemovableRun lock_run(db::Transaction& tx, const Uuid& run_id) {
  for (int turn = 0; turn < kMaxRemovalTurns; ++turn) {
    const auto seen = store::find_removable_run(tx, run_id);
    if (!seen) throw unknown_run();
    store::lock_run_identities(tx, {run_id, seen->content_id});
    const auto locked = store::find_removable_run(tx, run_id);
    if (!locked) throw unknown_run();
    if (locked->content_id == seen->content_id) return *locked;
  }
  throw Error{ErrorCode::unavailable, "the run is being changed by somebody else; try again"};
}

void require_own(const store::RemovableRun& run, const Caller& caller) {
  if (caller.may_change_all || (caller.name && run.uploaded_by == caller.name)) return;
  throw Error{ErrorCode::forbidden,
              "this run was not uploaded with this token; use the token it was uploaded with or one of scope admin"};
}

Json details_of(const ModelVariant& variant) {
  return {{"model_name", variant.model_name},
          {"quantization", variant.quantization},
          {"lora_adapter", variant.lora_adapter}};
}

ModelVariant normalised(const ModelVariant& sent) {
  ModelVariant variant{normalise_model_name(sent.model_name), normalise_quantization(sent.quantization).name,
                       std::string(trim(sent.lora_adapter))};
  std::vector<FieldError> wrong;
  if (variant.model_name.empty()) wrong.push_back({"model_name", "must name something"});
  if (variant.quantization.empty()) wrong.push_back({"quantization", "must name something"});
  if (!wrong.empty()) {
    throw Error{ErrorCode::invalid_input, wrong.front().path + " must name something", std::move(wrong)};
  }
  return variant;
}

/// Archives what `list` finds until it finds nothing: an upload may have replaced a run while it was waited for.
template <typename List>
std::vector<Uuid> archive_all(db::Transaction& tx, const List& list, const store::ArchiveNote& note) {
  std::vector<Uuid> removed;
  for (int turn = 0; turn < kMaxRemovalTurns; ++turn) {
    const std::vector<Uuid> found = list();
    if (found.empty()) break;
    for (const auto& run : store::archive_runs(tx, found, note)) removed.push_back(run.run_id);
  }
  std::ranges::sort(removed);
  removed.erase(std::unique(removed.begin(), removed.end()), removed.end());
  return removed;
}

/// The uploads `benchmark_type` means; throws Error{not_found} naming what the variant has.
const store::BenchmarkUploads& find_benchmark_uploads(const std::vector<store::BenchmarkUploads>& stored,
                                                      const std::string& benchmark_type, const ModelVariant& variant) {
  std::vector<std::string> wanted;
  if (benchmark_type == "MMLU") {
    wanted = {"mmlu_pro", "mmlu"};  // the seed's name of what it shows as mmlu_score
  } else {
    wanted = {canonical_benchmark_name(benchmark_type)};
  }
  for (const std::string& name : wanted) {
    const auto found = std::ranges::find(stored, name, &store::BenchmarkUploads::benchmark);
    if (found != stored.end()) return *found;
  }
  std::vector<std::string> names;
  for (const auto& benchmark : stored) names.push_back(benchmark.benchmark);
  throw Error{ErrorCode::not_found, variant.model_name + " " + variant.quantization + " has no scores of " +
                                        benchmark_type +
                                        (names.empty() ? "; it has none at all" : "; it has " + join(names, ", "))};
}

}  // namespace

RemovalService::RemovalService(db::Pool& pool, GridIndex& index) : pool_(pool), index_(index) {}

void RemovalService::require_run(const Uuid& run_id) const {
  const bool is_known =
      pool_.transact([&](db::Transaction& tx) { return store::find_removable_run(tx, run_id).has_value(); });
  if (!is_known) throw unknown_run();
}

RunRemoval RemovalService::delete_run(const Uuid& run_id, const Caller& caller) {
  const RunRemoval removal = pool_.transact([&](db::Transaction& tx) {
    store::limit_upload_waits(tx);
    store::share_names(tx);
    const auto run = lock_run(tx, run_id);
    return RunRemoval{run.id, run.variant,
                      store::archive_run(tx, run.id, "delete", details_of(run.variant), caller.name)};
  });
  index_.catch_up();
  return removal;
}

RunsRemoval RemovalService::delete_runs_of_model(const ModelVariant& sent, const Caller& caller) {
  const ModelVariant named = normalised(sent);
  RunsRemoval removal = pool_.transact([&](db::Transaction& tx) {
    store::share_names(tx);
    // What is stored under an alias itself came before it and is meant by that name.
    const bool is_stored = !store::list_runs_of_variant_for_update(tx, model_variant_id(named)).empty();
    const ModelVariant variant = is_stored ? named : store::with_model_alias(tx, named);
    const Uuid variant_id = model_variant_id(variant);
    RunsRemoval removed{variant, {}, std::nullopt};
    if (store::list_runs_of_variant_for_update(tx, variant_id).empty()) return removed;
    removed.audit_id = store::insert_group_entry(tx, {"delete", "model", variant_id, details_of(variant), caller.name});
    removed.run_ids = archive_all(tx, [&] { return store::list_runs_of_variant_for_update(tx, variant_id); },
                                  {"delete", details_of(variant), caller.name, removed.audit_id});
    return removed;
  });
  index_.catch_up();
  return removal;
}

BenchmarkRemoval RemovalService::delete_benchmark(const Uuid& run_id, const std::string& benchmark_type,
                                                  TimePoint deleted_at, const Caller& caller) {
  const BenchmarkRemoval removal = pool_.transact([&](db::Transaction& tx) {
    store::limit_upload_waits(tx);
    store::share_names(tx);
    const auto run = store::find_removable_run(tx, run_id);
    if (!run) throw unknown_run();
    store::lock_variant(tx, run->variant_id);
    const auto stored = store::list_benchmark_uploads(tx, run->variant_id);
    const auto& uploads = find_benchmark_uploads(stored, benchmark_type, run->variant);
    Json details = details_of(run->variant);
    details["benchmark"] = uploads.benchmark;
    const std::int64_t audit_id = store::archive_score_uploads(tx, run->variant_id, uploads.upload_ids,
                                                               {"delete", details, caller.name, std::nullopt});
    const int deleted = store::delete_score_uploads(tx, run->variant_id, uploads.upload_ids, deleted_at);
    return BenchmarkRemoval{run->variant, uploads.benchmark, deleted, audit_id};
  });
  index_.catch_up();
  return removal;
}

TagRemoval RemovalService::delete_tagged(const std::string& tag, TimePoint deleted_at, const Caller& caller) {
  TagRemoval removal = pool_.transact([&](db::Transaction& tx) {
    store::share_names(tx);
    TagRemoval removed;
    const Json details{{"tag", tag}};
    const bool has_runs = !store::list_tagged_runs_for_update(tx, tag).empty();
    const auto score_sets = store::list_tagged_score_uploads(tx, tag);
    if (!has_runs && score_sets.empty()) return removed;
    removed.audit_id = store::insert_group_entry(tx, {"delete", "tag", std::nullopt, details, caller.name});
    const store::ArchiveNote note{"delete", details, caller.name, removed.audit_id};
    removed.run_ids = archive_all(
        tx, [&] { return store::list_tagged_runs_for_update(tx, tag); }, note);
    for (const auto& uploads : score_sets) store::lock_variant(tx, uploads.variant_id);
    for (const auto& uploads : store::list_tagged_score_uploads(tx, tag)) {
      store::lock_variant(tx, uploads.variant_id);
      store::archive_score_uploads(tx, uploads.variant_id, uploads.upload_ids, note);
      removed.score_sets += store::delete_score_uploads(tx, uploads.variant_id, uploads.upload_ids, deleted_at);
    }
    return removed;
  });
  index_.catch_up();
  return removal;
}

VoidOutcome RemovalService::void_run(const Uuid& run_id, const std::string& reason, TimePoint voided_at,
                                     const Caller& caller) {
  const VoidOutcome outcome = pool_.transact([&](db::Transaction& tx) {
    store::limit_upload_waits(tx);
    store::share_names(tx);
    const auto run = lock_run(tx, run_id);
    require_own(run, caller);
    if (run.void_reason == reason) return VoidOutcome{run_id, false, std::nullopt};
    Json details{{"reason", reason}};
    if (run.void_reason) details["reason_before"] = *run.void_reason;
    store::void_run(tx, run_id, reason, voided_at);
    return VoidOutcome{run_id, true, store::insert_audit_entry(tx, {"void", "run", run_id, details, caller.name})};
  });
  index_.catch_up();
  return outcome;
}

VoidOutcome RemovalService::unvoid_run(const Uuid& run_id, const Caller& caller) {
  const VoidOutcome outcome = pool_.transact([&](db::Transaction& tx) {
    store::limit_upload_waits(tx);
    store::share_names(tx);
    const auto run = lock_run(tx, run_id);
    require_own(run, caller);
    if (!run.void_reason) return VoidOutcome{run_id, false, std::nullopt};
    store::unvoid_run(tx, run_id);
    const Json details{{"reason_before", *run.void_reason}};
    return VoidOutcome{run_id, true, store::insert_audit_entry(tx, {"unvoid", "run", run_id, details, caller.name})};
  });
  index_.catch_up();
  return outcome;
}

}  // namespace llmbench::service
