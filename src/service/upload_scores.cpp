// Scores that come without a run: UploadService::upload_scores and what it reports.

#include "llmbench/domain/names.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/service/quality.hpp"
#include "llmbench/service/upload_service.hpp"
#include "llmbench/store/alias_store.hpp"
#include "llmbench/store/run_insert_store.hpp"
#include "llmbench/store/run_store.hpp"
#include "llmbench/store/score_store.hpp"
#include "llmbench/store/suggestion_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::service {
namespace {

/// The names as they are stored; everything wrong with them at once.
ModelVariant normalise_variant(const ModelVariant& sent, std::vector<std::string>& warnings) {
  const NormalisedName quantization = normalise_quantization(sent.quantization);
  ModelVariant variant{normalise_model_name(sent.model_name), quantization.name, std::string(trim(sent.lora_adapter))};
  std::vector<FieldError> errors;
  if (variant.model_name.empty()) errors.push_back({"model_name", "must not be empty"});
  if (variant.quantization.empty()) errors.push_back({"quantization", "must not be empty"});
  const std::pair<const char*, const std::string&> names[] = {{"model_name", variant.model_name},
                                                              {"quantization", variant.quantization},
                                                              {"lora_adapter", variant.lora_adapter}};
  for (const auto& [path, name] : names) {
    if (utf8_length(name) > kMaxNameLength) errors.push_back({path, "must have at most 255 characters"});
  }
  if (!errors.empty()) throw Error{ErrorCode::invalid_input, "The model variant cannot be named.", std::move(errors)};
  if (!quantization.known) {
    warnings.push_back("the quantization \"" + variant.quantization + "\" is not known; it is stored as it is");
  }
  return variant;
}

ScoreOutcome::Status outcome_status(store::StoredScore::Status status) {
  switch (status) {
    case store::StoredScore::Status::stored:
      return ScoreOutcome::Status::stored;
    case store::StoredScore::Status::unchanged:
      return ScoreOutcome::Status::unchanged;
    case store::StoredScore::Status::older_than_stored:
      break;
  }
  return ScoreOutcome::Status::older_than_stored;
}

/// The set is (part of) what the variant shows for this benchmark.
bool is_headline(const std::vector<store::VariantScoreContext>& contexts, const std::vector<Quality>& headlines,
                 const ScoreSet& set, const Uuid& upload_id) {
  const Quality* headline = find_quality(headlines, set.benchmark);
  if (headline == nullptr || headline->summary.context_key != set.context_key) return false;
  return std::any_of(contexts.begin(), contexts.end(), [&](const store::VariantScoreContext& context) {
    const auto& uploads = context.upload_ids;
    return context.scores.benchmark == set.benchmark && context.scores.context_key == set.context_key &&
           std::find(uploads.begin(), uploads.end(), upload_id) != uploads.end();
  });
}

void tell_whether_speeds_met(db::Transaction& tx, ScoresUploadOutcome& outcome) {
  constexpr int kMaxRunSuggestions = 3;
  outcome.met_speeds = store::has_counted_runs(tx, outcome.model_variant_id);
  outcome.suggestions.clear();
  if (outcome.met_speeds) return;
  for (const auto& near : store::list_near_variants_with_runs(tx, outcome.model_variant_id, kMaxRunSuggestions)) {
    outcome.suggestions.push_back(display_name(near));
  }
}

}  // namespace

std::string_view to_string(ScoreOutcome::Status status) {
  switch (status) {
    case ScoreOutcome::Status::stored:
      return "stored";
    case ScoreOutcome::Status::unchanged:
      return "unchanged";
    case ScoreOutcome::Status::older_than_stored:
      break;
  }
  return "older_than_stored";
}

ScoresUploadOutcome UploadService::upload_scores(const ScoresUpload& upload, TimePoint received_at,
                                                 const std::optional<std::string>& actor) {
  ScoresUploadOutcome outcome;
  try {
    outcome = store_scores(upload, received_at, actor);
  } catch (const Error& error) {
    counts_.add_refused_scores(error);
    throw;
  }
  for (const ScoreOutcome& result : outcome.results) counts_.add_score(to_string(result.status));
  index_.catch_up();
  return outcome;
}

ScoresUploadOutcome UploadService::store_scores(const ScoresUpload& upload, TimePoint received_at,
                                                const std::optional<std::string>& actor) {
  if (upload.sets.empty()) {
    throw Error{ErrorCode::invalid_input,
                "There is no score to store.",
                {{"benchmark_scores", "must hold at least one score"}}};
  }
  ScoresUploadOutcome outcome;
  outcome.variant = normalise_variant(upload.variant, outcome.warnings);
  const ModelVariant sent = outcome.variant;
  outcome.results = pool_.transact([&](db::Transaction& tx) {
    store::limit_upload_waits(tx);
    store::share_names(tx);
    outcome.variant = store::with_model_alias(tx, sent);
    outcome.model_variant_id = model_variant_id(outcome.variant);
    store::insert_variants(tx, {{outcome.model_variant_id, outcome.variant}}, received_at);
    std::vector<store::StoredScore> stored;
    for (const auto& set : upload.sets) {
      stored.push_back(store::insert_score_set(tx, outcome.model_variant_id, set, upload.tags, received_at, actor));
    }
    const auto contexts = store::list_score_contexts(tx, {outcome.model_variant_id});
    std::vector<ScoreContext> scores;
    for (const auto& context : contexts) scores.push_back(context.scores);
    const auto headlines = list_headlines(scores, store::has_real_runs(tx, outcome.model_variant_id));
    std::vector<ScoreOutcome> results;
    for (std::size_t at = 0; at < upload.sets.size(); ++at) {
      const ScoreSet& set = upload.sets[at];
      results.push_back({set.benchmark, outcome_status(stored[at].status),
                         is_headline(contexts, headlines, set, stored[at].upload_id),
                         static_cast<int>(set.parts.size())});
    }
    tell_whether_speeds_met(tx, outcome);
    return results;
  });
  if (outcome.variant != sent) {
    outcome.warnings.push_back("\"" + sent.model_name + "\" is an alias; it is stored as \"" +
                               outcome.variant.model_name + "\"");
  }
  return outcome;
}

}  // namespace llmbench::service
