#include "llmbench/store/suggestion_store.hpp"

#include "store/run_rows.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kHasScores{"has_scores", R"sql(
SELECT EXISTS (SELECT 1 FROM score_parts WHERE model_variant_id = $1) AS has_scores
)sql"};

constexpr db::Statement kHasRuns{"has_counted_runs", R"sql(
SELECT EXISTS (
  SELECT 1 FROM test_runs WHERE model_variant_id = $1 AND status = 'completed' AND voided_at IS NULL) AS has_runs
)sql"};

/// A variant stored before its name became an alias is near too. Two searches, because each has an index of its own.
constexpr char kNear[] = R"sql(
SELECT near.model_name, near.quantization, near.lora_adapter
FROM model_variants AS wanted
JOIN model_variants AS near ON near.quantization = wanted.quantization AND near.id <> wanted.id AND near.id IN (
  SELECT id FROM model_variants WHERE base_name = wanted.base_name
  UNION ALL
  SELECT v.id
  FROM name_aliases AS a
  JOIN model_variants AS v ON lower(v.model_name COLLATE "C") = a.alias
  WHERE a.kind = 'model' AND lower(a.canonical COLLATE "C") = lower(wanted.model_name COLLATE "C"))
WHERE wanted.id = $1 AND EXISTS (
)sql";
constexpr char kNearOrder[] = R"sql()
ORDER BY near.lora_adapter = wanted.lora_adapter DESC, near.model_name, near.lora_adapter
LIMIT $2
)sql";

constexpr auto kNearWithScoresSql =
    join_sql(kNear, "SELECT 1 FROM score_parts AS p WHERE p.model_variant_id = near.id", kNearOrder);
constexpr db::Statement kListNearWithScores{"list_near_variants_with_scores", kNearWithScoresSql.data()};

constexpr auto kNearWithRunsSql = join_sql(kNear, R"sql(
  SELECT 1 FROM test_runs AS r
  WHERE r.model_variant_id = near.id AND r.status = 'completed' AND r.voided_at IS NULL)sql",
                                           kNearOrder);
constexpr db::Statement kListNearWithRuns{"list_near_variants_with_runs", kNearWithRunsSql.data()};

std::vector<ModelVariant> list_near(db::Transaction& tx, const db::Statement& statement, const Uuid& variant_id,
                                    int limit) {
  std::vector<ModelVariant> variants;
  for (const db::Row row : tx.run(statement, db::Params{}.add(variant_id).add(limit))) {
    variants.push_back({row.get<std::string>("model_name"), row.get<std::string>("quantization"),
                        row.get<std::string>("lora_adapter")});
  }
  return variants;
}

}  // namespace

bool has_scores(db::Transaction& tx, const Uuid& variant_id) {
  return tx.run(kHasScores, db::Params{}.add(variant_id))[0].get<bool>("has_scores");
}

bool has_counted_runs(db::Transaction& tx, const Uuid& variant_id) {
  return tx.run(kHasRuns, db::Params{}.add(variant_id))[0].get<bool>("has_runs");
}

std::vector<ModelVariant> list_near_variants_with_scores(db::Transaction& tx, const Uuid& variant_id, int limit) {
  return list_near(tx, kListNearWithScores, variant_id, limit);
}

std::vector<ModelVariant> list_near_variants_with_runs(db::Transaction& tx, const Uuid& variant_id, int limit) {
  return list_near(tx, kListNearWithRuns, variant_id, limit);
}

}  // namespace llmbench::store
