#include "service/run_upload.hpp"

#include "service/run_merge.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/name_aliases.hpp"
#include "llmbench/store/alias_store.hpp"
#include "llmbench/store/archive_store.hpp"
#include "llmbench/store/audit_store.hpp"
#include "llmbench/store/run_store.hpp"
#include "llmbench/store/score_store.hpp"
#include "llmbench/store/suggestion_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace llmbench::service {
namespace {

constexpr int kMaxSuggestions = 3;
/// A second turn follows when the content_id had to take in the values; a third when somebody wrote with psql
/// meanwhile.
constexpr int kMaxTurns = 3;

/// The names and the fingerprint travel with the run, so that an export uploaded again is the same content although
/// the stored names are normalised ones.
void keep_identity(ExperimentRun& run) {
  const auto fingerprint = run.provenance.find("fingerprint");
  if (fingerprint == run.provenance.end() || fingerprint->is_null()) {
    run.provenance["fingerprint"] = run_fingerprint(run);
  }
  if (!run.provenance.contains("source_names")) {
    run.provenance["source_names"] = {
        {"model_name", run.model_name}, {"quantization", run.quantization}, {"lora_adapter", run.lora_adapter}};
  }
}

/// "(guessed)" is not empty as sent, but nothing of it is a name.
void refuse_empty_names(const PreparedRun& prepared) {
  const std::pair<const char*, const std::string&> names[] = {{"model_name", prepared.variant.model_name},
                                                              {"quantization", prepared.variant.quantization},
                                                              {"backend", prepared.run.backend}};
  std::vector<FieldError> wrong;
  for (const auto& [path, name] : names) {
    if (name.empty()) wrong.push_back({path, "must name something"});
  }
  if (!wrong.empty()) throw invalid_upload_error(std::move(wrong));
}

std::vector<ScoreSet> score_sets_of(const ExperimentRun& run) {
  std::vector<ScoreSet> sets;
  for (const ScoreUpload& score : run.benchmark_scores) {
    sets.push_back(make_score_set(score, Json::object(), run.timestamp));
  }
  return sets;
}

std::vector<Metric> measured_metrics(const std::vector<Metric>& metrics) {
  std::vector<Metric> measured;
  std::ranges::copy_if(metrics, std::back_inserter(measured), [](const Metric& metric) { return !is_copied(metric); });
  return measured;
}

/// One attempt of one upload inside its transaction.
class RunUpload {
 public:
  RunUpload(db::Transaction& tx, PreparedRun prepared, TimePoint received_at, const std::optional<std::string>& actor)
      : tx_(tx), prepared_(std::move(prepared)), received_at_(received_at), actor_(actor) {}

  /// Alone in its transaction.
  RunUploadOutcome store(const std::vector<ScoreSet>& sets) {
    store::lock_run_identities(tx_, identities());
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

  /// The run and its metrics. Its identities are locked and its parents are there.
  const RunUploadOutcome& store_run() {
    outcome_.model_variant_id = prepared_.variant_id;
    bool stored = false;
    for (int turn = 0; turn < kMaxTurns && !stored; ++turn) stored = try_to_store();
    if (!stored) {
      throw Error{ErrorCode::unavailable, "the same run is being changed by somebody else; send it again"};
    }
    return outcome_;
  }

  [[nodiscard]] std::vector<Uuid> identities() const { return {wanted_id(), prepared_.content_id}; }

 private:
  void insert_parents() {
    store::insert_variant(tx_, prepared_.variant_id, prepared_.variant, received_at_);
    if (prepared_.artifact_id && prepared_.run.artifact) {
      const int artifacts = store::insert_artifact(tx_, *prepared_.artifact_id, prepared_.variant_id,
                                                   *prepared_.run.artifact, received_at_);
      if (artifacts > 1) {
        outcome_.warnings.push_back(display_name(prepared_.variant) + " is known with " + std::to_string(artifacts) +
                                    " different model files; their speeds are kept apart");
      }
    }
    store::insert_hardware(tx_, prepared_.hardware, received_at_);
  }

  /// Without a client's id the run's id is its content_id.
  [[nodiscard]] Uuid wanted_id() const { return prepared_.run.id.value_or(prepared_.content_id); }

  /// False when what was looked for is not what is there any more: look again.
  bool try_to_store() {
    const Uuid run_id = wanted_id();
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

  /// The content is stored already. `by_id` is the run that has the client's id.
  bool meet(const store::StoredRun& stored, const store::StoredRun* by_id) {
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
                                  " was left as it is: its new content is already stored as run " +
                                  to_string(stored.id));
    }
    extend(stored, stored_metrics, std::move(merge));
    end_sample(stored.id);
    return true;
  }

  void extend(const store::StoredRun& stored, const std::vector<Metric>& stored_metrics, MetricMerge merge) {
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
    store::upsert_metrics(tx_, stored.id, written);
    store::update_extended_run(tx_, stored.id, prepared_);
    store::insert_audit_entry(tx_, {"extend", "run", stored.id, details, actor_});
    outcome_.metrics_added = static_cast<int>(merge.added.size() + merge.enriched.size());
    finish(UploadStatus::extended, stored.id);
  }

  /// Nothing new was measured; only an empty place for notes is filled.
  void finish_duplicate(const store::StoredRun& stored) {
    const std::string& notes = prepared_.run.notes;
    if (stored.notes.empty() && !notes.empty()) store::update_notes(tx_, stored.id, notes);
    tell_what_stays(stored);
    finish(UploadStatus::duplicate, stored.id);
  }

  /// Notes and tags belong to who sent the run first.
  void tell_what_stays(const store::StoredRun& stored) {
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

  /// A run is a sample only while everybody who sent it said so.
  void end_sample(const Uuid& run_id) {
    if (std::ranges::count(prepared_.run.tags, "sample") > 0 || !store::end_sample(tx_, run_id)) return;
    store::insert_audit_entry(tx_, {"extend", "run", run_id, {{"tags_removed", {"sample"}}}, actor_});
    outcome_.status = UploadStatus::extended;
    outcome_.warnings.emplace_back(
        "the run was stored as a sample; it was sent without that tag and is a real one now");
  }

  [[nodiscard]] Json extension_details(const store::StoredRun& stored, const std::vector<Metric>& stored_metrics,
                                       const MetricMerge& merge) const {
    Json before = Json::object();
    for (const Metric& metric : stored_metrics) {
      if (std::ranges::count(merge.enriched, metric.name) > 0) before[metric.name] = metric.value;
    }
    Json details{{"metrics_added", merge.added}, {"metrics_enriched", merge.enriched}, {"values_before", before}};
    if (is_later_status(stored.status, prepared_.run.status)) details["status_before"] = to_string(stored.status);
    return details;
  }

  bool replace(const store::StoredRun& stored, const Uuid& id) {
    const Json details{{"content_id_before", to_string(stored.content_id)},
                       {"content_id", to_string(prepared_.content_id)},
                       {"voided", stored.voided}};
    store::archive_run(tx_, stored.id, "replace", details, actor_);
    if (!insert(id)) return false;
    finish(UploadStatus::replaced, id);
    return true;
  }

  bool insert(const Uuid& id) {
    if (!store::insert_run(tx_, id, prepared_, received_at_, actor_)) return false;
    store::upsert_metrics(tx_, id, prepared_.run.metrics);
    return true;
  }

  /// A table without any time: a run of the same configuration whose values round to the printed ones is this one.
  [[nodiscard]] std::optional<Uuid> find_printed_values() {
    const ExperimentRun& run = prepared_.run;
    if (run.timestamp || run.id) return std::nullopt;
    const auto printed = measured_metrics(run.metrics);
    if (printed.empty()) return std::nullopt;
    return store::find_run_with_values(tx_, prepared_.configuration_id, run.status, printed,
                                       printed_tolerance(printed));
  }

  void finish(UploadStatus status, const Uuid& run_id) {
    outcome_.status = status;
    outcome_.test_run_id = run_id;
  }

  void tell_whether_scores_met() {
    outcome_.met_scores = store::has_scores(tx_, outcome_.model_variant_id);
    if (outcome_.met_scores) return;
    for (const ModelVariant& near :
         store::list_near_variants_with_scores(tx_, outcome_.model_variant_id, kMaxSuggestions)) {
      outcome_.suggestions.push_back(display_name(near));
    }
  }

  db::Transaction& tx_;
  PreparedRun prepared_;
  TimePoint received_at_;
  const std::optional<std::string>& actor_;
  RunUploadOutcome outcome_;
};

/// Aliases of names in the runs; nobody changes them until the transaction ends.
NameAliases find_aliases_of(db::Transaction& tx, const std::vector<const PreparedRun*>& runs) {
  store::share_names(tx);
  AliasKeys keys;
  for (const PreparedRun* run : runs) add_alias_keys(*run, keys);
  return store::find_aliases(tx, keys);
}

/// Rows many runs share, each once, in the order every transaction takes: kinds one after the other, ids ascending.
void insert_parents(db::Transaction& tx, const std::vector<ReadyRun>& runs, TimePoint received_at) {
  std::map<Uuid, const PreparedRun*> variants;
  std::map<Uuid, const PreparedRun*> artifacts;
  std::map<Uuid, const PreparedRun*> hardware;
  for (const auto& [prepared, sets] : runs) {
    variants.emplace(prepared.variant_id, &prepared);
    hardware.emplace(prepared.hardware.id, &prepared);
    if (prepared.artifact_id && prepared.run.artifact) artifacts.emplace(*prepared.artifact_id, &prepared);
  }
  for (const auto& [id, prepared] : variants) store::insert_variant(tx, id, prepared->variant, received_at);
  for (const auto& [id, prepared] : artifacts) {
    store::insert_artifact(tx, id, prepared->variant_id, *prepared->run.artifact, received_at);
  }
  for (const auto& [id, prepared] : hardware) store::insert_hardware(tx, prepared->hardware, received_at);
}

}  // namespace

ReadyRun make_ready(ExperimentRun run) {
  if (auto wrong = validate_run(run); !wrong.empty()) throw invalid_upload_error(std::move(wrong));
  keep_identity(run);
  ReadyRun ready;
  ready.prepared = prepare_run(std::move(run));
  refuse_empty_names(ready.prepared);
  Json& provenance = ready.prepared.run.provenance;
  if (!ready.prepared.raw_names.empty()) provenance["raw_names"] = ready.prepared.raw_names;
  ready.sets = score_sets_of(ready.prepared.run);
  return ready;
}

RunUploadOutcome store_run(db::Transaction& tx, const ReadyRun& run, TimePoint received_at,
                           const std::optional<std::string>& actor) {
  store::limit_upload_waits(tx);
  PreparedRun named = run.prepared;
  apply_aliases(named, find_aliases_of(tx, {&run.prepared}));
  return RunUpload{tx, std::move(named), received_at, actor}.store(run.sets);
}

std::vector<RunUploadOutcome> store_runs(db::Transaction& tx, const std::vector<ReadyRun>& sent, TimePoint received_at,
                                         const std::optional<std::string>& actor) {
  store::limit_upload_waits(tx);
  std::vector<const PreparedRun*> prepared;
  for (const ReadyRun& run : sent) prepared.push_back(&run.prepared);
  const NameAliases aliases = find_aliases_of(tx, prepared);
  std::vector<ReadyRun> renamed;
  if (!aliases.empty()) {
    renamed = sent;
    for (ReadyRun& run : renamed) apply_aliases(run.prepared, aliases);
  }
  const std::vector<ReadyRun>& runs = aliases.empty() ? sent : renamed;
  std::vector<RunUpload> uploads;
  std::vector<Uuid> identities;
  for (const ReadyRun& run : runs) {
    const auto& upload = uploads.emplace_back(tx, run.prepared, received_at, actor);
    for (const Uuid& id : upload.identities()) identities.push_back(id);
  }
  // Everything two transactions could meet at is locked in one order: identities, parents, and scores by variant.
  store::lock_run_identities(tx, identities);
  insert_parents(tx, runs, received_at);
  std::vector<RunUploadOutcome> outcomes;
  std::multimap<Uuid, std::size_t> scored;  // variant -> place in `runs`
  for (std::size_t at = 0; at < runs.size(); ++at) {
    outcomes.push_back(uploads[at].store_run());
    if (!runs[at].sets.empty()) scored.emplace(outcomes[at].model_variant_id, at);
  }
  for (const auto& [variant_id, at] : scored) {
    for (const ScoreSet& set : runs[at].sets) {
      store::insert_score_set(tx, variant_id, set, runs[at].prepared.run.tags, received_at, actor);
    }
  }
  return outcomes;
}

}  // namespace llmbench::service
