#include "llmbench/store/suggestion_store.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kHasScores{"has_scores", R"sql(
SELECT EXISTS (SELECT 1 FROM score_parts WHERE model_variant_id = $1) AS has_scores
)sql"};

constexpr db::Statement kListNearVariants{"list_near_variants_with_scores", R"sql(
SELECT near.model_name, near.quantization, near.lora_adapter
FROM model_variants AS wanted
JOIN model_variants AS near ON near.base_name = wanted.base_name AND near.quantization = wanted.quantization
WHERE wanted.id = $1 AND near.id <> wanted.id
  AND EXISTS (SELECT 1 FROM score_parts AS p WHERE p.model_variant_id = near.id)
ORDER BY near.lora_adapter = wanted.lora_adapter DESC, near.model_name, near.lora_adapter
LIMIT $2
)sql"};

}  // namespace

bool has_scores(db::Transaction& tx, const Uuid& variant_id) {
  return tx.run(kHasScores, db::Params{}.add(variant_id))[0].get<bool>("has_scores");
}

std::vector<ModelVariant> list_near_variants_with_scores(db::Transaction& tx, const Uuid& variant_id, int limit) {
  std::vector<ModelVariant> variants;
  for (const db::Row row : tx.run(kListNearVariants, db::Params{}.add(variant_id).add(limit))) {
    variants.push_back({row.get<std::string>("model_name"), row.get<std::string>("quantization"),
                        row.get<std::string>("lora_adapter")});
  }
  return variants;
}

}  // namespace llmbench::store
