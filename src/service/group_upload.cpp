#include "service/group_upload.hpp"

#include "service/single_run_upload.hpp"

#include "llmbench/store/run_store.hpp"
#include "llmbench/store/score_store.hpp"
#include "llmbench/util/error.hpp"

#include <algorithm>
#include <map>

namespace llmbench::service {
namespace {

bool any_in(const std::vector<Uuid>& ids, const std::unordered_set<Uuid>& known) {
  return std::ranges::any_of(ids, [&](const Uuid& id) { return known.contains(id); });
}

}  // namespace

std::vector<RunUploadOutcome> GroupUpload::store() {
  // Everything two transactions could meet at is locked in one order: identities, parents, and scores by variant.
  lock_identities();
  insert_parents();
  for (const ReadyRun& run : runs_) store_run(run.prepared);
  insert_waiting();
  store_scores();
  return std::move(outcomes_);
}

void GroupUpload::lock_identities() {
  std::vector<Uuid> identities;
  for (const ReadyRun& run : runs_) {
    for (const Uuid& id : identities_of(run.prepared)) identities.push_back(id);
  }
  store::lock_run_identities(tx_, identities);
  stored_ = store::find_stored_identities(tx_, identities);
}

void GroupUpload::insert_parents() {
  std::map<Uuid, ModelVariant> variants;
  std::map<Uuid, store::NewArtifact> artifacts;
  std::map<Uuid, HardwareProfile> hardware;
  for (const auto& [prepared, sets] : runs_) {
    variants.try_emplace(prepared.variant_id, prepared.variant);
    hardware.try_emplace(prepared.hardware.id, prepared.hardware);
    if (!prepared.artifact_id || !prepared.run.artifact) continue;
    const store::NewArtifact artifact{prepared.variant_id, *prepared.run.artifact};
    auto& known = artifacts.try_emplace(*prepared.artifact_id, artifact).first->second.artifact;
    if (!known.sha256) known.sha256 = artifact.artifact.sha256;
  }
  store::insert_variants(tx_, variants, received_at_);
  store::insert_artifacts(tx_, artifacts, received_at_);
  store::insert_hardware(tx_, hardware, received_at_);
}

void GroupUpload::store_run(const PreparedRun& run) {
  const auto identities = identities_of(run);
  if (is_plainly_new(run)) {
    waiting_.push_back({wanted_id(run), &run});
    RunUploadOutcome& outcome = outcomes_.emplace_back();
    outcome.model_variant_id = run.variant_id;
    outcome.test_run_id = wanted_id(run);
  } else {
    // A run without a time is looked for among all runs of its configuration.
    if (is_found_by_values(run) || any_in(identities, earlier_)) insert_waiting();
    SingleRunUpload single{tx_, run, received_at_, actor_};
    outcomes_.push_back(single.store_run());
  }
  earlier_.insert(identities.begin(), identities.end());
}

bool GroupUpload::is_plainly_new(const PreparedRun& run) const {
  const auto identities = identities_of(run);
  return !is_found_by_values(run) && !any_in(identities, stored_) && !any_in(identities, earlier_);
}

void GroupUpload::insert_waiting() {
  if (waiting_.empty()) return;
  if (store::insert_runs(tx_, waiting_, received_at_, actor_) < waiting_.size()) {
    // Somebody wrote with psql, or a run of the group that collided took the identity of another one.
    throw Error{ErrorCode::conflict, "a run of the group is stored meanwhile"};
  }
  std::vector<store::MetricsOfRun> metrics;
  for (const store::NewRun& run : waiting_) metrics.push_back({run.id, run.prepared->run.metrics});
  store::upsert_metrics(tx_, metrics);
  waiting_.clear();
}

void GroupUpload::store_scores() {
  std::multimap<Uuid, std::size_t> scored;  // variant -> place in the group
  for (std::size_t at = 0; at < runs_.size(); ++at) {
    if (!runs_[at].sets.empty()) scored.emplace(outcomes_[at].model_variant_id, at);
  }
  for (const auto& [variant_id, at] : scored) {
    for (const ScoreSet& set : runs_[at].sets) {
      store::insert_score_set(tx_, variant_id, set, runs_[at].prepared.run.tags, received_at_, actor_);
    }
  }
}

}  // namespace llmbench::service
