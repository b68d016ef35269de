#pragma once
// ExperimentRun and scores as the API writes them.

#include "llmbench/codec/reader.hpp"
#include "llmbench/domain/run.hpp"
#include "llmbench/domain/score.hpp"

#include <string_view>

namespace llmbench::codec {

/// Collects every wrong field into `findings` and returns what could be read. Unknown fields are kept in
/// provenance.unknown_fields, each with a warning.
[[nodiscard]] ExperimentRun decode_experiment_run(const Json& value, const std::string& path, Findings& findings);
[[nodiscard]] ScoreUpload decode_score(const Json& value, const std::string& path, Findings& findings);

/// JSON Schemas of what the two decoders read, written by the decoders themselves (description.hpp).
[[nodiscard]] Json experiment_run_schema();
[[nodiscard]] Json score_schema();

/// The object that decode_experiment_run reads back to an equal run; absent optional fields are left out.
[[nodiscard]] OrderedJson encode_experiment_run(const ExperimentRun& run);
[[nodiscard]] OrderedJson encode_score(const ScoreUpload& score);

/// Body of POST /api/benchmarks/upload.
struct ScoresRequest {
  std::string model_name;
  std::string quantization;
  std::string lora_adapter;
  std::vector<ScoreUpload> scores;
  std::optional<TimePoint> timestamp;
  Json context = Json::object();
  std::vector<std::string> tags;
};
[[nodiscard]] ScoresRequest decode_scores_request(const Json& value, Findings& findings);
[[nodiscard]] Json scores_request_schema();
[[nodiscard]] OrderedJson encode_scores_request(const ScoresRequest& request);

}  // namespace llmbench::codec
