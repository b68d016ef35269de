#include "llmbench/service/upload_service.hpp"

#include "service/run_merge.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/score.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/store/audit_store.hpp"
#include "llmbench/store/run_store.hpp"
#include "llmbench/store/score_store.hpp"
#include "llmbench/store/suggestion_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
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

PreparedRun prepare(ExperimentRun run) {
  keep_identity(run);
  PreparedRun prepared = prepare_run(std::move(run));
  refuse_empty_names(prepared);
  if (!prepared.raw_names.empty()) prepared.run.provenance["raw_names"] = prepared.raw_names;
  return prepared;
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

std::string display_name(const ModelVariant& variant) {
  std::string name = variant.model_name + " " + variant.quantization;
  if (!variant.lora_adapter.empty()) name += " + " + variant.lora_adapter;
  return name;
}

/// One attempt of one upload inside its transaction.
class RunUpload {
 public:
  RunUpload(db::Transaction& tx, PreparedRun prepared, TimePoint received_at, const std::optional<std::string>& actor)
      : tx_(tx), prepared_(std::move(prepared)), received_at_(received_at), actor_(actor) {}

  RunUploadOutcome store(const std::vector<ScoreSet>& sets) {
    store::limit_upload_waits(tx_);
    store::lock_run_identities(tx_, {wanted_id(), prepared_.content_id});
    outcome_.warnings = prepared_.warnings;
    outcome_.model_variant_id = prepared_.variant_id;
    insert_parents();
    bool stored = false;
    for (int turn = 0; turn < kMaxTurns && !stored; ++turn) stored = try_to_store();
    if (!stored) {
      throw Error{ErrorCode::unavailable, "the same run is being changed by somebody else; send it again"};
    }
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

}  // namespace

std::string_view to_string(UploadStatus status) {
  switch (status) {
    case UploadStatus::created:
      return "created";
    case UploadStatus::duplicate:
      return "duplicate";
    case UploadStatus::extended:
      return "extended";
    case UploadStatus::replaced:
      return "replaced";
  }
  return "created";
}

Error invalid_upload_error(std::vector<FieldError> fields) {
  std::string message = "Validation error: ";
  if (fields.empty()) {
    message += "the upload is invalid";
  } else {
    message += (fields.front().path.empty() ? "the body" : fields.front().path) + " " + fields.front().message;
  }
  if (fields.size() > 1) message += " (and " + std::to_string(fields.size() - 1) + " more)";
  return Error{ErrorCode::invalid_input, message, std::move(fields)};
}

UploadService::UploadService(db::Pool& pool, GridIndex& index) : pool_(pool), index_(index) {}

RunUploadOutcome UploadService::upload_run(ExperimentRun run, TimePoint received_at,
                                           const std::optional<std::string>& actor) {
  if (auto wrong = validate_run(run); !wrong.empty()) throw invalid_upload_error(std::move(wrong));
  const PreparedRun prepared = prepare(std::move(run));
  const std::vector<ScoreSet> sets = score_sets_of(prepared.run);
  RunUploadOutcome outcome = pool_.transact([&](db::Transaction& tx) {
    return RunUpload{tx, prepared, received_at, actor}.store(sets);
  });
  index_.catch_up();
  return outcome;
}

}  // namespace llmbench::service
