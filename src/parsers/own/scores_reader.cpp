#include "parsers/own/scores_reader.hpp"

#include "parsers/model_names.hpp"
#include "parsers/served_name.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace llmbench::parsers::own {
namespace {

void warn_unknown(codec::Findings& findings) {
  if (findings.unknown_paths.empty()) return;
  findings.warnings.push_back("fields that a score does not have are not sent: " + join(findings.unknown_paths, ", "));
}

/// A score of the right shape must also make sense.
ScoreUpload decode_checked(const Json& value, const std::string& path, codec::Findings& findings) {
  const std::size_t errors_before = findings.errors.size();
  ScoreUpload score = codec::decode_score(value, path, findings);
  if (findings.errors.size() == errors_before) {
    findings.add_errors(validate_score(score, path.empty() ? "data" : path + ".data"));
  }
  return score;
}

}  // namespace

void ScoresReader::take(const Json& document, codec::Findings& findings) {
  if (document.contains("model_variant_id") && document.contains("category")) {
    take_export_row(document, findings);
  } else if (!document.contains("benchmark_scores")) {
    take_bare(document, findings);
  } else if (document.contains("model_name")) {
    take_named(document, findings);
  } else {
    take_list(document["benchmark_scores"], findings);
  }
}

/// The bare scores become one set of the variant that the user names.
std::vector<VariantScores> ScoresReader::finish(std::vector<Message>& messages) {
  refuse_one_name_for_several("-m", options_.model_name, models_);
  refuse_one_name_for_several("-q", options_.quantization, quantizations_);
  if (bare_.empty()) return std::move(named_);
  VariantScores scores = name_variant({"", "", "", "scores file"}, options_, messages);
  scores.context = with_user_context(Json::object(), options_);
  scores.scores = std::move(bare_);
  named_.push_back(std::move(scores));
  return std::move(named_);
}

/// A line of scores.ndjson. What was uploaded stands in the lines of whole benchmarks; categories only repeat it.
void ScoresReader::take_export_row(const Json& row, codec::Findings& findings) {
  if (row["category"] != "") return;
  if (!row.contains("uploads") || !row["uploads"].is_array()) {
    findings.errors.push_back({"uploads", "must be a list: the export of a server that can still say what was sent"});
    return;
  }
  const std::size_t kept = named_.size();
  for (const Json& upload : row["uploads"]) take_named(upload, findings);
  if (!findings.errors.empty()) named_.resize(kept);
}

void ScoresReader::take_named(const Json& document, codec::Findings& findings) {
  codec::ScoresRequest request = codec::decode_scores_request(document, findings);
  const bool decoded = findings.errors.empty();
  for (std::size_t at = 0; decoded && at < request.scores.size(); ++at) {
    findings.add_errors(validate_score(request.scores[at], "benchmark_scores[" + std::to_string(at) + "].data"));
  }
  if (!findings.errors.empty()) return;
  models_.insert(request.model_name);
  quantizations_.insert(request.quantization);
  VariantScores scores;
  scores.model_name = options_.model_name.value_or(request.model_name);
  scores.quantization = options_.quantization.value_or(request.quantization);
  scores.lora_adapter = options_.lora_adapter.value_or(request.lora_adapter);
  if (!same_model(scores.model_name, request.model_name) ||
      !same_quantization(scores.quantization, request.quantization)) {
    findings.warnings.push_back("the file says " + request.model_name + " " + request.quantization + ", taken as " +
                                scores.model_name + " " + scores.quantization + " because -m or -q says so");
  }
  scores.backend = options_.backend;
  scores.scores = std::move(request.scores);
  scores.timestamp = request.timestamp;
  scores.context = with_user_context(std::move(request.context), options_);
  scores.tags = std::move(request.tags);
  scores.tags.insert(scores.tags.end(), options_.tags.begin(), options_.tags.end());
  named_.push_back(std::move(scores));
}

void ScoresReader::refuse_one_name_for_several(const std::string& flag, const std::optional<std::string>& said,
                                               const std::set<std::string>& names) const {
  if (!said || options_.all_one_model || names.size() < 2) return;
  throw Error{ErrorCode::invalid_input, flag + " " + *said + " was given, but the input names several: " +
                                            join({names.begin(), names.end()}, ", ") +
                                            "; leave it out, or say --all-one-model when they are one"};
}

void ScoresReader::take_list(const Json& list, codec::Findings& findings) {
  if (!list.is_array() || list.empty()) {
    findings.errors.push_back({"benchmark_scores", "must be a list of at least one score"});
    return;
  }
  std::vector<ScoreUpload> scores;
  for (std::size_t at = 0; at < list.size(); ++at) {
    const std::string path = "benchmark_scores[" + std::to_string(at) + "]";
    scores.push_back(decode_checked(list[at], path, findings));
  }
  warn_unknown(findings);
  if (findings.errors.empty()) std::ranges::move(scores, std::back_inserter(bare_));
}

void ScoresReader::take_bare(const Json& document, codec::Findings& findings) {
  ScoreUpload score = decode_checked(document, "", findings);
  warn_unknown(findings);
  if (findings.errors.empty()) bare_.push_back(std::move(score));
}

}  // namespace llmbench::parsers::own
