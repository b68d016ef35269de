#include "llmbench/api/upload_lines.hpp"

#include "llmbench/codec/run_codec.hpp"

namespace llmbench::api {

std::string run_line(const ExperimentRun& run) {
  return dump_json(codec::encode_experiment_run(run)) + '\n';
}

std::string scores_line(const store::ScoresAfterMigration& scores) {
  const auto& [variant, upload] = scores;
  OrderedJson body{{"model_name", variant.model_name}, {"quantization", variant.quantization}};
  if (!variant.lora_adapter.empty()) body["lora_adapter"] = variant.lora_adapter;
  body["benchmark_scores"] = OrderedJson::array({OrderedJson(upload.payload)});
  if (upload.measured_at) body["timestamp"] = format_rfc3339(*upload.measured_at);
  if (!upload.context.empty()) body["context"] = OrderedJson(upload.context);
  if (!upload.tags.empty()) body["tags"] = upload.tags;
  return dump_json(body) + '\n';
}

}  // namespace llmbench::api
