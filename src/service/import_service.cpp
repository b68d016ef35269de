#include "llmbench/service/import_service.hpp"

#include "llmbench/util/text.hpp"

#include <utility>

namespace llmbench::service {
namespace {

/// A file of few runs gets the full answer for each (warnings, whether scores met); one of many is stored in groups.
constexpr std::size_t kFewRuns = 20;
constexpr std::size_t kGroupRuns = 500;

const parsers::Format& get_format(const std::string& name) {
  if (const parsers::Format* format = parsers::find_format(name)) return *format;
  std::vector<std::string> names{"auto"};
  for (const auto& format : parsers::formats()) names.emplace_back(format->name());
  const auto nearest = nearest_word(name, names);
  const std::string problem = "no format is named \"" + name + "\"" +
                              (nearest ? "; did you mean " + *nearest + "?" : "; GET /api/formats lists them");
  throw Error{ErrorCode::invalid_query, "the query parameter 'format': " + problem, {{"format", problem}}};
}

parsers::RecognisedResult read(std::string bytes, const ImportRequest& request) {
  parsers::TextStream stream{parsers::make_memory_source(std::move(bytes)), request.file_name};
  if (request.format == "auto") return parsers::read_any(stream, request.options);
  const parsers::Format& format = get_format(request.format);
  return {&format, parsers::read_as(format, stream, request.options)};
}

std::string path_of_score(std::size_t index) {
  return "benchmark_scores[" + std::to_string(index) + "]";
}

/// Throws Error{invalid_input} with everything that is wrong.
ScoresUpload prepare(const parsers::VariantScores& scores, std::vector<std::string>& warnings) {
  std::vector<FieldError> wrong;
  ScoresUpload upload;
  upload.variant = {scores.model_name, scores.quantization, scores.lora_adapter};
  upload.tags = scores.tags;
  for (std::size_t at = 0; at < scores.scores.size(); ++at) {
    const auto problems = validate_score(scores.scores[at], path_of_score(at) + ".data");
    wrong.insert(wrong.end(), problems.begin(), problems.end());
    if (!problems.empty()) continue;
    for (const auto& warning : score_warnings(scores.scores[at])) {
      warnings.push_back(path_of_score(at) + ": " + warning);
    }
    upload.sets.push_back(make_score_set(scores.scores[at], scores.context, scores.timestamp));
  }
  if (!wrong.empty()) throw invalid_upload_error(std::move(wrong));
  return upload;
}

void check(ImportedRun& imported) {
  try {
    auto wrong = validate_run(imported.run);
    if (!wrong.empty()) throw invalid_upload_error(std::move(wrong));
    imported.warnings = prepare_run(imported.run).warnings;
  } catch (const Error& error) {
    imported.error = error;
  }
}

void check(ImportedScores& imported) {
  try {
    (void)prepare(imported.scores, imported.warnings);
  } catch (const Error& error) {
    imported.error = error;
  }
}

}  // namespace

ImportOutcome ImportService::import(std::string bytes, const ImportRequest& request, TimePoint received_at,
                                    const std::optional<std::string>& actor) {
  auto [format, result] = read(std::move(bytes), request);
  ImportOutcome outcome;
  outcome.format = std::string{format->name()};
  outcome.partial = result.partial;
  outcome.records_read = result.records_read;
  outcome.records_dropped = result.records_dropped;
  outcome.messages = std::move(result.messages);
  for (ExperimentRun& run : result.runs) outcome.runs.push_back({std::move(run), {}, std::nullopt, std::nullopt});
  for (parsers::VariantScores& scores : result.scores) {
    if (!request.options.notes.empty()) scores.context["notes"] = request.options.notes;
    outcome.scores.push_back({std::move(scores), {}, std::nullopt, std::nullopt});
  }
  if (outcome.runs.empty() && outcome.scores.empty()) {
    throw Error{ErrorCode::invalid_input, request.file_name + " holds nothing that could be stored"};
  }
  if (request.dry_run) {
    for (ImportedRun& run : outcome.runs) check(run);
    for (ImportedScores& scores : outcome.scores) check(scores);
    return outcome;
  }
  store_runs(outcome, received_at, actor);
  for (ImportedScores& scores : outcome.scores) store_scores(scores, received_at, actor);
  return outcome;
}

void ImportService::store_runs(ImportOutcome& outcome, TimePoint received_at, const std::optional<std::string>& actor) {
  if (outcome.runs.size() <= kFewRuns) {
    for (ImportedRun& imported : outcome.runs) {
      try {
        imported.stored = uploads_.upload_run(imported.run, received_at, actor);
        imported.warnings = imported.stored->warnings;
      } catch (const Error& error) {
        imported.error = error;
      }
    }
    return;
  }
  for (std::size_t begin = 0; begin < outcome.runs.size(); begin += kGroupRuns) {
    const std::size_t end = std::min(begin + kGroupRuns, outcome.runs.size());
    std::vector<ExperimentRun> group;
    for (std::size_t at = begin; at < end; ++at) group.push_back(outcome.runs[at].run);
    auto stored = uploads_.upload_runs(std::move(group), received_at, actor);
    for (std::size_t at = begin; at < end; ++at) {
      outcome.runs[at].stored = std::move(stored[at - begin].stored);
      outcome.runs[at].error = std::move(stored[at - begin].error);
    }
  }
}

void ImportService::store_scores(ImportedScores& imported, TimePoint received_at,
                                 const std::optional<std::string>& actor) {
  ScoresUpload upload;
  try {
    upload = prepare(imported.scores, imported.warnings);
  } catch (const Error& error) {
    uploads_.counts().add_refused_scores(error);
    imported.error = error;
    return;
  }
  try {
    imported.stored = uploads_.upload_scores(upload, received_at, actor);
    const auto& warnings = imported.stored->warnings;
    imported.warnings.insert(imported.warnings.end(), warnings.begin(), warnings.end());
  } catch (const Error& error) {
    imported.error = error;
  }
}

}  // namespace llmbench::service
