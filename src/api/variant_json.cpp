#include "api/variant_json.hpp"

#include "api/or_null.hpp"
#include "api/quality_json.hpp"

#include "llmbench/util/bytes.hpp"
#include "llmbench/util/time.hpp"

#include <set>

namespace llmbench::api {
namespace {

OrderedJson headline_score(const service::VariantScores& variant, std::string_view benchmark) {
  const auto* quality = service::find_quality(variant.headlines, benchmark);
  return quality == nullptr ? OrderedJson() : OrderedJson(quality->summary.score);
}

OrderedJson encode_part(const ScorePart& part) {
  return {{"category", part.category},
          {"score", part.score},
          {"total_questions", or_null(part.total_questions)},
          {"correct_answers", or_null(part.correct_answers)}};
}

OrderedJson encode_source(const service::ScoreSource& source) {
  return {{"upload_id", to_string(source.upload.id)},
          {"measured_at", or_null(source.upload.measured_at)},
          {"received_at", format_rfc3339(source.upload.received_at)},
          {"tags", source.upload.tags},
          {"current", source.current}};
}

OrderedJson encode_score(const service::VariantScoreDetail& detail) {
  OrderedJson categories = OrderedJson::array();
  for (const auto& part : detail.scores.parts) {
    if (!part.category.empty()) categories.push_back(encode_part(part));
  }
  OrderedJson sources = OrderedJson::array();
  for (const auto& source : detail.sources) sources.push_back(encode_source(source));
  const QualitySummary& summary = detail.quality.summary;
  return {{"benchmark", summary.benchmark},
          {"headline", detail.headline},
          {"context", OrderedJson(detail.scores.context)},
          {"context_key", detail.scores.context_key},
          {"quality", encode_quality(detail.quality)},
          {"categories", std::move(categories)},
          {"total_questions", or_null(summary.questions)},
          {"correct_answers", or_null(summary.correct)},
          {"stderr", or_null(summary.standard_error)},
          {"secondary", OrderedJson(detail.secondary)},
          {"tags", detail.scores.tags},
          {"provenance", std::move(sources)}};
}

OrderedJson encode_artifact(const store::StoredArtifact& stored) {
  const auto& size = stored.artifact.size_bytes;
  return {{"id", to_string(stored.id)},
          {"size_bytes", or_null(size)},
          {"size_gb", size ? OrderedJson(static_cast<double>(*size) / kGibibyte) : OrderedJson()},
          {"n_params", or_null(stored.artifact.n_params)},
          {"publisher", stored.artifact.publisher.empty() ? OrderedJson() : OrderedJson(stored.artifact.publisher)},
          {"sha256", or_null(stored.artifact.sha256)},
          {"imatrix", or_null(stored.imatrix)},
          {"created_at", format_rfc3339(stored.created_at)},
          {"test_run_count", stored.test_runs}};
}

}  // namespace

OrderedJson encode_variant(const service::VariantScores& entry) {
  const ModelVariant& variant = entry.variant.variant;
  std::set<std::string_view> benchmarks;
  for (const auto& context : entry.contexts) benchmarks.insert(context.scores.benchmark);
  return {{"variant",
           {{"id", to_string(entry.variant.id)},
            {"model_name", variant.model_name},
            {"quantization", variant.quantization},
            {"lora_adapter", variant.lora_adapter},
            {"created_at", format_rfc3339(entry.variant.created_at)},
            {"updated_at", format_rfc3339(entry.variant.updated_at)}}},
          {"mmlu_score", headline_score(entry, "mmlu_pro")},
          {"gsm8k_score", headline_score(entry, "gsm8k")},
          {"humaneval_score", headline_score(entry, "humaneval")},
          {"hellaswag_score", headline_score(entry, "hellaswag")},
          {"truthfulqa_score", headline_score(entry, "truthfulqa")},
          {"benchmark_count", benchmarks.size()},
          {"test_run_count", entry.variant.test_runs},
          {"artifacts", entry.variant.artifacts},
          {"quality", encode_qualities(entry.headlines)}};
}

OrderedJson encode_variant_detail(const service::VariantDetail& detail) {
  OrderedJson json = encode_variant(*detail.variant);
  OrderedJson scores = OrderedJson::array();
  for (const auto& score : detail.scores) scores.push_back(encode_score(score));
  json["scores"] = std::move(scores);
  OrderedJson artifacts = OrderedJson::array();
  for (const auto& artifact : detail.artifacts) artifacts.push_back(encode_artifact(artifact));
  json["artifacts"] = std::move(artifacts);
  return json;
}

}  // namespace llmbench::api
