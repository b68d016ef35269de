#pragma once
// Model variants and their scores. Called by GET /api/model-variants and /api/model-variants/{id}.

#include "llmbench/db/pool.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/service/grid_query.hpp"
#include "llmbench/store/score_store.hpp"
#include "llmbench/store/variant_store.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

/// Everything a list may ask for. Names are compared as the server normalises them.
struct VariantQuery {
  std::vector<std::string> models;
  std::vector<std::string> quantizations;
  std::optional<std::string> lora;  ///< "" = base variants only, nullopt = all
  std::string benchmark;            ///< only variants with a score in it; "" = all, and quality sorts by mmlu
  std::string search;               ///< part of model or adapter, any case
  std::string sort = "model_name";
  std::optional<bool> descending;  ///< nullopt = the sort's own direction
  std::size_t limit = 1000;
  std::optional<std::string> cursor;
};

/// Names `sort` may have.
[[nodiscard]] const std::vector<std::string>& variant_sorts();
/// Why there is no sort of that name; nullopt when there is one.
[[nodiscard]] std::optional<std::string> find_variant_sort_problem(const std::string& name);

struct VariantPage : GridAnswer {
  std::vector<const VariantScores*> variants;  ///< live as long as the snapshot
};

/// Answered from the snapshot alone. `mmlu` is decided once: mmlu_pro when any variant after the other filters has it,
/// else mmlu. Throws Error{invalid_query} for an unknown sort and for a cursor of another query.
[[nodiscard]] VariantPage query_variants(std::shared_ptr<const GridSnapshot> at, const VariantQuery& query);

/// A set as it was accepted.
struct ScoreSource {
  store::ScoreUploadRow upload;
  bool current = false;  ///< a part of the context comes from it
};

/// One context of one benchmark with everything behind it.
struct VariantScoreDetail {
  ScoreContext scores;
  Quality quality;
  bool headline = false;
  Json secondary = Json::object();   ///< pass_at_10, helpful_score, sub_scores of the newest current set
  std::vector<ScoreSource> sources;  ///< newest first, also those that are not current
};

struct VariantDetail {
  std::shared_ptr<const GridSnapshot> snapshot;
  const VariantScores* variant = nullptr;
  std::vector<VariantScoreDetail> scores;  ///< by benchmark and context
  std::vector<store::StoredArtifact> artifacts;
};

class VariantService {
 public:
  VariantService(db::Pool& pool, GridIndex& index);

  [[nodiscard]] VariantPage list(const VariantQuery& query) const;
  /// Throws Error{not_found}.
  [[nodiscard]] VariantDetail get(const Uuid& variant_id) const;
  /// Changes with every change of the index.
  [[nodiscard]] std::string etag(const VariantPage& page) const;

 private:
  db::Pool& pool_;
  GridIndex& index_;
};

}  // namespace llmbench::service
