// Runs as our own API takes them and our exports give them. An export read back is the same run: names, metrics,
// provenance and fingerprint stay as they are, so that it is stored once.

#include "parsers/model_names.hpp"
#include "parsers/own/documents.hpp"
#include "parsers/own/scores_reader.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <utility>

namespace llmbench::parsers {
std::unique_ptr<Format> make_experiment();

namespace {

ExperimentRun decode_run(const Json& document, codec::Findings& findings) {
  const bool wrapped = document.contains("experiment_run");
  const std::string path = wrapped ? "experiment_run" : "";
  ExperimentRun run = codec::decode_experiment_run(wrapped ? document["experiment_run"] : document, path, findings);
  auto wrong = validate_run(run);
  for (FieldError& field : wrong) {
    if (wrapped) field.path = path + "." + field.path;
  }
  findings.add_errors(wrong);
  return run;
}

/// --set tells a run apart from the one it was exported from, whose fingerprint it carries.
void add_user_settings(ExperimentRun& run, const Json& said) {
  if (said.empty()) return;
  run.user_settings.update(said);
  Json& provenance = run.provenance;
  if (provenance.contains("fingerprint") && provenance["fingerprint"].is_object()) {
    provenance["fingerprint"]["user_settings"] = run.user_settings;
  }
}

void apply_options(ExperimentRun& run, const ReadOptions& options, MessageLog& messages) {
  if (options.model_name) {
    if (!same_model(run.model_name, *options.model_name)) {
      messages.warn("", "the run says " + run.model_name + ", taken as " + *options.model_name + " because -m says so");
    }
    run.model_name = *options.model_name;
  }
  if (options.quantization) {
    if (!same_quantization(run.quantization, *options.quantization)) {
      messages.warn("",
                    "the run says " + run.quantization + ", taken as " + *options.quantization + " because -q says so");
    }
    run.quantization = *options.quantization;
  }
  if (options.lora_adapter) run.lora_adapter = *options.lora_adapter;
  if (options.backend) run.backend = *options.backend;
  if (!options.notes.empty()) run.notes = options.notes;
  for (const std::string& tag : options.tags) {
    if (std::ranges::find(run.tags, tag) == run.tags.end()) run.tags.push_back(tag);
  }
  run.hardware = with_overrides(std::move(run.hardware), options);
  add_user_settings(run, options.user_settings);
}

/// What migrate rollback writes has the scores behind the runs.
bool holds_scores_only(const Json& document) {
  return document.contains("benchmark_scores") && document.contains("model_name") &&
         !document.contains("hardware_config") && !document.contains("performance_metrics") &&
         !document.contains("backend");
}

class ExperimentFormat : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "experiment"; }
  [[nodiscard]] std::string_view description() const override { return "runs as this service writes them"; }
  [[nodiscard]] std::string_view example() const override {
    return "curl -O http://localhost:3000/api/export/runs.ndjson";
  }
  [[nodiscard]] std::string_view files() const override {
    return "An ExperimentRun, {\"experiment_run\":...}, a list of them, or the export runs.ndjson; scores may stand "
           "between them.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    const std::string_view text = trim(head);
    if (!text.starts_with('{') && !text.starts_with('[')) return 0;
    if (contains(text, "\"experiment_run\"")) return 95;
    const bool measured = contains(text, "\"performance_metrics\"");
    const bool placed = contains(text, "\"hardware_config\"");
    return measured && placed ? 95 : (placed || measured ? 65 : 0);
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    ReadResult result;
    MessageLog messages;
    own::ScoresReader scores{options};
    const auto counts = own::read_documents(
        stream,
        [&](const Json& document, codec::Findings& findings) {
          if (holds_scores_only(document)) {
            scores.take(document, findings);
            return;
          }
          ExperimentRun run = decode_run(document, findings);
          if (!findings.errors.empty()) return;
          apply_options(run, options, messages);
          result.runs.push_back(std::move(run));
        },
        messages);
    result.records_read = counts.read;
    result.records_dropped = counts.left_out;
    result.partial = counts.partial;
    result.messages = messages.take();
    result.scores = scores.finish(result.messages);
    return result;
  }
};

}  // namespace

std::unique_ptr<Format> make_experiment() {
  return std::make_unique<ExperimentFormat>();
}

}  // namespace llmbench::parsers
