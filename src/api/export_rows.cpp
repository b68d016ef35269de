#include "api/export_rows.hpp"

#include "api/quality_json.hpp"

#include "llmbench/api/upload_lines.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace llmbench::api {
namespace {

bool is_headline(const service::VariantScores& variant, const ScoreContext& context) {
  const auto* headline = service::find_quality(variant.headlines, context.benchmark);
  return headline != nullptr && headline->summary.context_key == context.context_key;
}

service::Quality quality_of(const ScoreContext& context, const ScorePart& part) {
  QualitySummary summary;
  summary.benchmark = context.benchmark;
  summary.score = part.score;
  summary.unit = part.unit;
  summary.higher_is_better = part.higher_is_better;
  summary.standard_error = part.standard_error;
  summary.questions = part.total_questions;
  summary.correct = part.correct_answers;
  return service::make_quality(std::move(summary));
}

/// Those of the row's context; one that was deleted meanwhile is not there.
Json uploads_of(const ScoreRow& row, const std::vector<store::ScoreUploadRow>& uploads) {
  Json bodies = Json::array();
  if (row.upload_ids == nullptr) return bodies;
  for (const store::ScoreUploadRow& upload : uploads) {
    if (std::ranges::find(*row.upload_ids, upload.id) == row.upload_ids->end()) continue;
    bodies.push_back(encode_score_set(row.variant, upload));
  }
  return bodies;
}

}  // namespace

std::vector<ScoreRow> score_rows(const service::VariantScores& variant) {
  std::vector<ScoreRow> rows;
  for (const auto& [variant_id, context, upload_ids] : variant.contexts) {
    ScoreRow row;
    row.variant_id = variant.variant.id;
    row.variant = variant.variant.variant;
    row.quality = service::make_quality(summarise_context(context));
    row.headline = is_headline(variant, context);
    row.context = &context;
    row.upload_ids = &upload_ids;
    rows.push_back(row);
    for (const ScorePart& part : context.parts) {
      if (part.category.empty()) continue;
      row.quality = quality_of(context, part);
      row.category = part.category;
      rows.push_back(row);
    }
  }
  return rows;
}

void put_row(NdjsonSink& sink, const ScoreRow& row, const std::vector<store::ScoreUploadRow>& uploads) {
  put_score(sink, row);
  if (row.category.empty()) sink.field("uploads", uploads_of(row, uploads));
  sink.end_row();
}

std::optional<double> headline_of(const service::VariantScores& variant, std::string_view benchmark) {
  const auto* quality = service::find_quality(variant.headlines, benchmark);
  return quality == nullptr ? std::nullopt : std::optional(quality->summary.score);
}

Json qualities_of(const service::VariantScores& variant) {
  return Json(encode_qualities(variant.headlines));
}

std::size_t count_benchmarks(const service::VariantScores& variant) {
  std::set<std::string_view> benchmarks;
  for (const auto& context : variant.contexts) benchmarks.insert(context.scores.benchmark);
  return benchmarks.size();
}

}  // namespace llmbench::api
