#include "apps/uploader/requests.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <vector>

namespace llmbench::uploader {
namespace {

void require_names(const std::string& model, const std::string& quantization, const std::string& input) {
  if (trim(model).empty()) {
    throw Error{ErrorCode::invalid_input, input + " does not tell the model; give it with -m"};
  }
  if (trim(quantization).empty()) {
    throw Error{ErrorCode::invalid_input, input + " does not tell the quantization; give it with -q"};
  }
}

}  // namespace

std::string input_name(const std::string& file) {
  return file == "-" ? "standard input" : std::string{path_basename(file)};
}

std::string variant_title(const std::string& model, const std::string& quantization, const std::string& adapter) {
  return model + " " + quantization + (adapter.empty() ? "" : " + " + adapter);
}

std::string count_of(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

Request make_run_request(const ExperimentRun& run, const std::string& input) {
  require_names(run.model_name, run.quantization, input);
  const HardwareConfig& hardware = run.hardware;
  const auto& device = hardware.gpu_model && *hardware.gpu_model != kCpuOnly ? hardware.gpu_model : hardware.cpu_model;
  const std::string variant = variant_title(run.model_name, run.quantization, run.lora_adapter);
  return {variant, variant + (device ? " on " + *device : "") + ", " + count_of(run.metrics.size(), "metric"),
          dump_json(OrderedJson{{"experiment_run", codec::encode_experiment_run(run)}})};
}

Request make_scores_request(const parsers::VariantScores& scores, const std::string& notes, const std::string& input) {
  require_names(scores.model_name, scores.quantization, input);
  codec::ScoresRequest body;
  body.model_name = scores.model_name;
  body.quantization = scores.quantization;
  body.lora_adapter = scores.lora_adapter;
  body.scores = scores.scores;
  body.timestamp = scores.timestamp;
  body.context = scores.context;
  // A set of scores has no notes of its own; in its context they are kept and do not decide what is compared.
  if (!notes.empty()) body.context["notes"] = notes;
  body.tags = scores.tags;
  std::vector<std::string> names;
  for (const ScoreUpload& score : scores.scores) {
    names.push_back(score.benchmark.value_or(std::string{score_type_name(score.data)}));
  }
  const std::string variant = variant_title(scores.model_name, scores.quantization, scores.lora_adapter);
  return {variant, join(names, ", ") + " of " + variant, dump_json(codec::encode_scores_request(body))};
}

}  // namespace llmbench::uploader
