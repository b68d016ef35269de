#include "llmbench/service/variant_service.hpp"

#include "llmbench/util/error.hpp"

#include <algorithm>

namespace llmbench::service {
namespace {

const VariantScores* find_variant(const GridSnapshot& snapshot, const Uuid& variant_id) {
  for (const auto& entry : *snapshot.variant_scores) {
    if (entry != nullptr && entry->variant.id == variant_id) return entry.get();
  }
  return nullptr;
}

/// Figures besides the parts, from the set they were sent with.
Json secondary_figures(const store::ScoreUploadRow& upload) {
  Json figures = Json::object();
  if (!upload.payload.contains("data")) return figures;
  const Json& data = upload.payload["data"];
  for (const char* name : {"pass_at_10", "pass_at_100", "helpful_score", "sub_scores"}) {
    if (data.contains(name)) figures[name] = data[name];
  }
  return figures;
}

VariantScoreDetail make_detail(const VariantScores& variant, const store::VariantScoreContext& context,
                               const std::vector<store::ScoreUploadRow>& uploads) {
  VariantScoreDetail detail;
  detail.scores = context.scores;
  detail.quality = make_quality(summarise_context(context.scores));
  const Quality* headline = find_quality(variant.headlines, context.scores.benchmark);
  detail.headline = headline != nullptr && headline->summary.context_key == context.scores.context_key;
  if (detail.headline) detail.quality.summary.contexts = headline->summary.contexts;
  for (const auto& upload : uploads) {
    if (upload.benchmark != context.scores.benchmark || upload.context_key != context.scores.context_key) continue;
    const auto& current = context.upload_ids;
    const bool is_current = std::find(current.begin(), current.end(), upload.id) != current.end();
    if (is_current && detail.secondary.empty()) detail.secondary = secondary_figures(upload);
    detail.sources.push_back({upload, is_current});
  }
  return detail;
}

}  // namespace

VariantService::VariantService(db::Pool& pool, GridIndex& index) : pool_(pool), index_(index) {}

VariantPage VariantService::list(const VariantQuery& query) const {
  return query_variants(index_.snapshot(), query);
}

VariantDetail VariantService::get(const Uuid& variant_id) const {
  VariantDetail detail;
  detail.snapshot = index_.snapshot();
  detail.variant = find_variant(*detail.snapshot, variant_id);
  if (detail.variant == nullptr) {
    throw Error{ErrorCode::not_found, "no model variant has this id"};
  }
  std::vector<store::ScoreUploadRow> uploads;
  pool_.transact([&](db::Transaction& tx) {
    uploads = store::list_score_uploads(tx, variant_id);
    detail.artifacts = store::list_artifacts(tx, variant_id);
  });
  for (const auto& context : detail.variant->contexts) {
    detail.scores.push_back(make_detail(*detail.variant, context, uploads));
  }
  return detail;
}

std::string VariantService::etag(const VariantPage& page) const {
  return grid_etag(index_.process_nonce(), page);
}

}  // namespace llmbench::service
