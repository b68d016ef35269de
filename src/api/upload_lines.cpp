#include "llmbench/api/upload_lines.hpp"

#include "llmbench/codec/run_codec.hpp"

namespace llmbench::api {

std::string run_line(const ExperimentRun& run) {
  return dump_json(codec::encode_experiment_run(run)) + '\n';
}

Json encode_score_set(const ModelVariant& variant, const store::ScoreUploadRow& set) {
  Json body{{"model_name", variant.model_name},
            {"quantization", variant.quantization},
            {"benchmark_scores", Json::array({set.payload})}};
  if (!variant.lora_adapter.empty()) body["lora_adapter"] = variant.lora_adapter;
  if (set.measured_at) body["timestamp"] = format_rfc3339(*set.measured_at);
  if (!set.context.empty()) body["context"] = set.context;
  if (!set.tags.empty()) body["tags"] = set.tags;
  return body;
}

std::string scores_line(const store::ScoresAfterMigration& scores) {
  return dump_json(encode_score_set(scores.variant, scores.upload)) + '\n';
}

}  // namespace llmbench::api
