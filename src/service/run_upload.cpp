#include "service/run_upload.hpp"

#include "service/group_upload.hpp"
#include "service/single_run_upload.hpp"

#include "llmbench/domain/name_aliases.hpp"
#include "llmbench/store/alias_store.hpp"
#include "llmbench/store/run_store.hpp"

#include <utility>

namespace llmbench::service {
namespace {

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

/// Aliases of names in the runs; nobody changes them until the transaction ends.
NameAliases find_aliases_of(db::Transaction& tx, const std::vector<const PreparedRun*>& runs) {
  store::share_names(tx);
  AliasKeys keys;
  for (const PreparedRun* run : runs) add_alias_keys(*run, keys);
  return store::find_aliases(tx, keys);
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
  return SingleRunUpload{tx, std::move(named), received_at, actor}.store(run.sets);
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
  return GroupUpload{tx, aliases.empty() ? sent : renamed, received_at, actor}.store();
}

}  // namespace llmbench::service
