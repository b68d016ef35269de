#include "service/single_run_upload.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/store/archive_store.hpp"
#include "llmbench/store/audit_store.hpp"
#include "llmbench/store/run_insert_store.hpp"
#include "llmbench/store/score_store.hpp"
#include "llmbench/store/suggestion_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <utility>

namespace llmbench::service {
namespace {

constexpr int kMaxScoreSuggestions = 3;
/// A second turn follows when the content_id had to take in the values; a third when somebody wrote with psql
/// meanwhile.
constexpr int kMaxUploadTurns = 3;

std::vector<Metric> measured_metrics(const std::vector<Metric>& metrics) {
  std::vector<Metric> measured;
  std::ranges::copy_if(metrics, std::back_inserter(measured), [](const Metric& metric) { return !is_copied(metric); });
  return measured;
}

/// A reader says so when the source holds two decimals of what other outputs of the tool hold exactly.
bool is_rounded_table(const ExperimentRun& run) {
  const auto rounded = run.provenance.find("values_rounded");
  return rounded != run.provenance.end() && rounded->is_boolean() && rounded->get<bool>();
}

}  // namespace

Uuid wanted_id(const PreparedRun& run) {
  return run.run.id.value_or(run.content_id);
}

std::vector<Uuid> identities_of(const PreparedRun& run) {
  return {wanted_id(run), run.content_id};
}

bool is_found_by_values(const PreparedRun& run) {
  return !run.run.timestamp && !run.run.id && !measured_metrics(run.run.metrics).empty();
}

RunUploadOutcome SingleRunUpload::store(const std::vector<ScoreSet>& sets) {
  store::lock_run_identities(tx_, identities_of(prepared_));
  outcome_.warnings = prepared_.warnings;
  insert_parents();
  store_run();
  for (const ScoreSet& set : sets) {
    const auto stored_set =
        store::insert_score_set(tx_, outcome_.model_variant_id, set, prepared_.run.tags, received_at_, actor_);
    if (stored_set.status == store::StoredScore::Status::older_than_stored) {
      outcome_.warnings.push_back("the " + set.benchmark + " score is kept, but a newer or larger one is current");
    }
  }
  tell_whether_scores_met();
  return std::move(outcome_);
}

const RunUploadOutcome& SingleRunUpload::store_run() {
  outcome_.model_variant_id = prepared_.variant_id;
  bool stored = false;
  for (int turn = 0; turn < kMaxUploadTurns && !stored; ++turn) stored = try_to_store();
  if (!stored) {
    throw Error{ErrorCode::unavailable, "the same run is being changed by somebody else; send it again"};
  }
  return outcome_;
}

void SingleRunUpload::insert_parents() {
  store::insert_variants(tx_, {{prepared_.variant_id, prepared_.variant}}, received_at_);
  if (prepared_.artifact_id && prepared_.run.artifact) {
    store::insert_artifacts(tx_, {{*prepared_.artifact_id, {prepared_.variant_id, *prepared_.run.artifact}}},
                            received_at_);
    const int artifacts = store::count_artifacts(tx_, prepared_.variant_id);
    if (artifacts > 1) {
      outcome_.warnings.push_back(display_name(prepared_.variant) + " is known with " + std::to_string(artifacts) +
                                  " different model files; their speeds are kept apart");
    }
  }
  store::insert_hardware(tx_, {{prepared_.hardware.id, prepared_.hardware}}, received_at_);
}

bool SingleRunUpload::try_to_store() {
  const Uuid run_id = wanted_id(prepared_);
  const auto stored = store::find_runs_for_update(tx_, run_id, prepared_.content_id);
  const auto by_id = std::ranges::find(stored, run_id, &store::StoredRun::id);
  const auto by_content = std::ranges::find(stored, prepared_.content_id, &store::StoredRun::content_id);
  if (by_content != stored.end()) {
    return meet(*by_content, by_id == stored.end() ? nullptr : &*by_id);
  }
  if (by_id != stored.end() && prepared_.run.id) return replace(*by_id, run_id);
  if (const auto known = find_printed_values()) {
    const auto printed = store::find_runs_for_update(tx_, *known, prepared_.content_id);
    if (printed.empty()) return false;
    finish_duplicate(printed.front());
    return true;
  }
  // A client may have put other content under the id that belongs to this content.
  const Uuid id = by_id == stored.end() ? run_id : random_uuid();
  if (!insert(id)) return false;
  finish(UploadStatus::created, id);
  return true;
}

bool SingleRunUpload::meet(const store::StoredRun& stored, const store::StoredRun* by_id) {
  if (stored.voided) return replace(stored, stored.id);
  const auto stored_metrics = store::list_metrics(tx_, stored.id);
  MetricMerge merge = merge_metrics(stored_metrics, prepared_.run.metrics);
  const bool client_named_it = prepared_.run.id && by_id != nullptr && by_id->id == stored.id;
  if (merge.conflict && client_named_it) return replace(stored, stored.id);
  if (merge.conflict) {
    // Two equal machines in the same second: the newcomer is told apart by its values.
    prepared_.content_id = content_id_with_values(prepared_.run);
    prepared_.run.provenance[kToldApartAs] = to_string(prepared_.content_id);
    store::lock_run_identities(tx_, {prepared_.content_id});
    outcome_.warnings.push_back("run " + to_string(stored.id) +
                                " was measured at the same time with the same settings but has another " +
                                *merge.conflict + "; this one is stored beside it");
    return false;
  }
  if (prepared_.run.id && by_id != nullptr && by_id->id != stored.id) {
    outcome_.warnings.push_back("run " + to_string(by_id->id) +
                                " was left as it is: its new content is already stored as run " + to_string(stored.id));
  }
  extend(stored, stored_metrics, std::move(merge));
  end_sample(stored.id);
  return true;
}

void SingleRunUpload::extend(const store::StoredRun& stored, const std::vector<Metric>& stored_metrics,
                             MetricMerge merge) {
  outcome_.model_variant_id = stored.model_variant_id;
  ExperimentRun& run = prepared_.run;
  const bool later_status = is_later_status(stored.status, run.status);
  const bool made_whole = is_partial(stored.provenance) && !is_partial(run.provenance) &&
                          measured_metrics(run.metrics).size() == merge.merged.size();
  if (merge.changes_nothing() && !later_status && !made_whole) {
    finish_duplicate(stored);
    return;
  }
  tell_what_stays(stored);
  const Json details = extension_details(stored, stored_metrics, merge);
  if (!later_status) run.status = stored.status;
  if (!stored.notes.empty()) run.notes = stored.notes;
  run.provenance = merge_provenance(stored.provenance, run.provenance);
  run.metrics = std::move(merge.merged);
  recompute_after_extension(prepared_);

  std::vector<std::string> stale;
  for (const Metric& metric : stored_metrics) {
    if (is_copied(metric)) stale.push_back(metric.name);
  }
  store::delete_metrics(tx_, stored.id, stale);
  std::vector<Metric> written;
  std::ranges::copy_if(run.metrics, std::back_inserter(written), [&](const Metric& metric) {
    return is_copied(metric) ||
           std::ranges::count(merge.added, metric.name) + std::ranges::count(merge.enriched, metric.name) > 0;
  });
  store::upsert_metrics(tx_, {{stored.id, written}});
  store::update_extended_run(tx_, stored.id, prepared_);
  store::insert_audit_entry(tx_, {"extend", "run", stored.id, details, actor_});
  outcome_.metrics_added = static_cast<int>(merge.added.size() + merge.enriched.size());
  finish(UploadStatus::extended, stored.id);
}

void SingleRunUpload::finish_duplicate(const store::StoredRun& stored) {
  const std::string& notes = prepared_.run.notes;
  if (stored.notes.empty() && !notes.empty()) store::update_notes(tx_, stored.id, notes);
  tell_what_stays(stored);
  finish(UploadStatus::duplicate, stored.id);
}

void SingleRunUpload::tell_what_stays(const store::StoredRun& stored) {
  const ExperimentRun& run = prepared_.run;
  const std::string stored_run = "run " + to_string(stored.id) + " is stored already";
  if (!stored.notes.empty() && !run.notes.empty() && stored.notes != run.notes) {
    outcome_.warnings.push_back(stored_run + "; its notes stay as they are");
  }
  std::vector<std::string> missing;
  std::ranges::copy_if(run.tags, std::back_inserter(missing),
                       [&](const std::string& tag) { return std::ranges::count(stored.tags, tag) == 0; });
  if (!missing.empty()) {
    outcome_.warnings.push_back(stored_run + " and was not tagged " + join(missing, ", "));
  }
}

void SingleRunUpload::end_sample(const Uuid& run_id) {
  if (std::ranges::count(prepared_.run.tags, "sample") > 0 || !store::end_sample(tx_, run_id)) return;
  store::insert_audit_entry(tx_, {"extend", "run", run_id, {{"tags_removed", {"sample"}}}, actor_});
  outcome_.status = UploadStatus::extended;
  outcome_.warnings.emplace_back("the run was stored as a sample; it was sent without that tag and is a real one now");
}

Json SingleRunUpload::extension_details(const store::StoredRun& stored, const std::vector<Metric>& stored_metrics,
                                        const MetricMerge& merge) const {
  Json before = Json::object();
  for (const Metric& metric : stored_metrics) {
    if (std::ranges::count(merge.enriched, metric.name) > 0) before[metric.name] = metric.value;
  }
  Json details{{"metrics_added", merge.added}, {"metrics_enriched", merge.enriched}, {"values_before", before}};
  if (is_later_status(stored.status, prepared_.run.status)) details["status_before"] = to_string(stored.status);
  return details;
}

bool SingleRunUpload::replace(const store::StoredRun& stored, const Uuid& id) {
  const Json details{{"content_id_before", to_string(stored.content_id)},
                     {"content_id", to_string(prepared_.content_id)},
                     {"voided", stored.voided}};
  store::archive_run(tx_, stored.id, "replace", details, actor_);
  if (!insert(id)) return false;
  finish(UploadStatus::replaced, id);
  return true;
}

bool SingleRunUpload::insert(const Uuid& id) {
  if (store::insert_runs(tx_, {{id, &prepared_}}, received_at_, actor_) == 0) return false;
  store::upsert_metrics(tx_, {{id, prepared_.run.metrics}});
  return true;
}

std::optional<Uuid> SingleRunUpload::find_printed_values() {
  if (!is_found_by_values(prepared_)) return std::nullopt;
  const ExperimentRun& run = prepared_.run;
  auto printed = measured_metrics(run.metrics);
  if (is_rounded_table(run)) {
    std::erase_if(printed, [](const Metric& metric) { return metric.name == "model_size_gb"; });  // rounded otherwise
  }
  if (printed.empty()) return std::nullopt;
  const double tolerance = printed_tolerance(printed);
  auto known = store::find_run_with_values(tx_, prepared_.configuration_id, run.status, printed, tolerance);
  // One rounded figure is no proof.
  if (!known && is_rounded_table(run) && printed.size() > 1) {
    known = store::find_timed_run_with_values(tx_, prepared_, printed, tolerance);
  }
  return known;
}

void SingleRunUpload::finish(UploadStatus status, const Uuid& run_id) {
  outcome_.status = status;
  outcome_.test_run_id = run_id;
}

void SingleRunUpload::tell_whether_scores_met() {
  outcome_.met_scores = store::has_scores(tx_, outcome_.model_variant_id);
  if (outcome_.met_scores) return;
  for (const ModelVariant& near :
       store::list_near_variants_with_scores(tx_, outcome_.model_variant_id, kMaxScoreSuggestions)) {
    outcome_.suggestions.push_back(display_name(near));
  }
}

}  // namespace llmbench::service
