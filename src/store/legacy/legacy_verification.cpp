#include "llmbench/store/legacy_verification.hpp"

#include "store/legacy/tables.hpp"

#include "llmbench/store/legacy_store.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::store {
namespace {

struct Check {
  const char* name;
  db::Statement statement;  ///< columns `id` and `bad`, one row for each thing that is looked at
};

/// Runs that were changed on purpose since then; audit_log has their older state. $CHANGED of a check stands for it.
constexpr std::string_view kChangedRuns =
    "(SELECT DISTINCT entity_id AS id FROM public.audit_log "
    "WHERE entity = 'run' AND action IN ('delete', 'replace', 'extend'))";

constexpr Check kRuns{"every run is there, or is listed with the reason why it stays in legacy",
                      {"verify_legacy_runs", R"sql(
SELECT r.id, t.id IS NULL AND f.row_id IS NULL AND c.id IS NULL AS bad
FROM legacy.test_runs AS r
LEFT JOIN public.test_runs AS t ON t.id = r.id
LEFT JOIN legacy.row_fates AS f ON f.table_name = 'test_runs' AND f.row_id = r.id AND f.fate = 'legacy'
LEFT JOIN $CHANGED AS c ON c.id = r.id
)sql"}};

constexpr Check kMetrics{"every metric is there with its value, or is listed as repeated or kept in legacy",
                         {"verify_legacy_metrics", R"sql(
SELECT m.id, t.test_run_id IS NULL AND f.row_id IS NULL AND c.id IS NULL AS bad
FROM legacy.performance_metrics AS m
LEFT JOIN public.performance_metrics AS t
  ON t.test_run_id = m.test_run_id AND t.metric_name = m.metric_name AND t.value = m.value
LEFT JOIN legacy.row_fates AS f ON f.table_name = 'performance_metrics' AND f.row_id = m.id
LEFT JOIN $CHANGED AS c ON c.id = m.test_run_id
)sql"}};

constexpr Check kSpeeds{"every completed run shows the speed and the memory it had", {"verify_legacy_speeds", R"sql(
WITH newest AS (
  SELECT DISTINCT ON (m.test_run_id, m.metric_name) m.test_run_id, m.metric_name, m.value
  FROM legacy.performance_metrics AS m
  LEFT JOIN legacy.row_fates AS f
    ON f.table_name = 'performance_metrics' AND f.row_id = m.id AND f.fate = 'legacy'
  WHERE m.metric_name IN ('tokens_per_second', 'memory_usage_gb') AND f.row_id IS NULL
  ORDER BY m.test_run_id, m.metric_name, m.created_at DESC NULLS LAST, m.id DESC
)
SELECT r.id,
       c.id IS NULL AND (t.status <> 'completed' OR t.tokens_per_second IS DISTINCT FROM
         coalesce(speed.value, t.tokens_per_second) OR t.memory_gb IS DISTINCT FROM coalesce(memory.value, t.memory_gb))
         AS bad
FROM legacy.test_runs AS r
JOIN public.test_runs AS t ON t.id = r.id
LEFT JOIN newest AS speed ON speed.test_run_id = r.id AND speed.metric_name = 'tokens_per_second'
LEFT JOIN newest AS memory ON memory.test_run_id = r.id AND memory.metric_name = 'memory_usage_gb'
LEFT JOIN $CHANGED AS c ON c.id = r.id
WHERE r.status = 'completed'
)sql"}};

constexpr Check kMachines{"every machine is there", {"verify_legacy_machines", R"sql(
SELECT h.id, f.row_id IS NULL OR (f.fate <> 'legacy' AND t.id IS NULL) AS bad
FROM legacy.hardware_profiles AS h
LEFT JOIN legacy.row_fates AS f ON f.table_name = 'hardware_profiles' AND f.row_id = h.id
LEFT JOIN public.hardware_profiles AS t ON t.id = f.target
)sql"}};

constexpr Check kVariants{"every model variant is there", {"verify_legacy_variants", R"sql(
SELECT v.id, f.row_id IS NULL OR (f.fate <> 'legacy' AND t.id IS NULL AND NOT EXISTS (
         SELECT 1 FROM public.audit_log AS a WHERE a.action = 'merge' AND a.entity_id = f.target)) AS bad
FROM legacy.model_variants AS v
LEFT JOIN legacy.row_fates AS f ON f.table_name = 'model_variants' AND f.row_id = v.id
LEFT JOIN public.model_variants AS t ON t.id = f.target
)sql"}};

constexpr Check kScored{"every variant that had a score of a benchmark has one", {"verify_scored_variants", R"sql(
SELECT u.model_variant_id AS id, NOT EXISTS (
         SELECT 1 FROM public.score_parts AS p
         WHERE p.model_variant_id = u.model_variant_id AND p.benchmark = u.benchmark) AS bad
FROM (
  SELECT DISTINCT u.model_variant_id, u.benchmark
  FROM legacy.row_fates AS f
  JOIN public.score_uploads AS u ON u.id = f.target
  WHERE f.fate <> 'legacy' AND u.deleted_at IS NULL
) AS u
)sql"}};

constexpr Check kSameEverywhere{"a variant shows the same score on all its machines",
                                {"verify_scores_of_machines", R"sql(
SELECT g.model_variant_id AS id, count(DISTINCT coalesce(g.mmlu_score, -1)) > 1 AS bad
FROM public.run_grid AS g
GROUP BY g.model_variant_id
)sql"}};

/// How a score reads in the older system; a value up to 1 may be a fraction.
struct ScoreTable {
  std::string_view table;
  std::string_view score;
};
constexpr ScoreTable kScoreTables[] = {
    {"generic_benchmark_scores", "s.score"},
    {"generic_benchmark_scores_v2", "s.overall_score"},
    {"gsm8k_scores", "100.0 * s.problems_solved / nullif(s.total_problems, 0)"},
    {"gsm8k_scores_v2",
     "coalesce(100.0 * s.problems_solved / nullif(s.total_problems, 0), (to_jsonb(s) ->> 'accuracy')::float8)"},
    {"hellaswag_scores", "s.accuracy"},
    {"hellaswag_scores_v2", "s.accuracy"},
    {"humaneval_scores", "s.pass_at_1"},
    {"humaneval_scores_v2", "s.pass_at_1"},
    {"mmlu_scores", "s.score"},
    {"mmlu_scores_v2", "s.score"},
    {"quality_scores", "s.score"},
    {"truthfulqa_scores", "s.truthful_score"},
    {"truthfulqa_scores_v2", "s.truthful_score"},
};

// A score counts as equal within what its counts and its printed value may differ. Sets of a variant that was merged
// into another one since then got other ids; audit_log names them. Every row and every part is read once and then they
// are joined: a set has many parts, and each of them is of one row.
constexpr std::string_view kScores = R"sql(
WITH scores AS MATERIALIZED (
  SELECT s.id, f.row_id IS NOT NULL AS has_fate, f.fate, f.target, ($SCORE)::float8 AS score, $CATEGORY AS category
  FROM legacy.$TABLE AS s
  LEFT JOIN legacy.row_fates AS f ON f.table_name = '$TABLE' AND f.row_id = s.id
), parts AS MATERIALIZED (
  SELECT u.id, (part ->> 'score')::float8 AS score, $CATEGORY_OF_PART AS category
  FROM public.score_uploads AS u
  CROSS JOIN LATERAL jsonb_array_elements(u.parts) AS part
  WHERE u.id IN (SELECT target FROM scores)
), found AS (
  SELECT DISTINCT s.id
  FROM scores AS s
  JOIN parts AS p ON p.id = s.target
  WHERE p.category IN ('', s.category)
    AND (abs(p.score - s.score) <= 0.51 OR s.score <= 1 AND abs(p.score - 100 * s.score) <= 0.51)
)
SELECT s.id, NOT s.has_fate OR (s.fate <> 'legacy' AND found.id IS NULL AND NOT EXISTS (
         SELECT 1 FROM public.audit_log AS a
         WHERE a.action = 'merge'
           AND a.removed -> 'score_uploads' @> jsonb_build_array(jsonb_build_object('id', s.target)))) AS bad
FROM scores AS s
LEFT JOIN found ON found.id = s.id
)sql";

/// Names of categories are compared by their Latin letters and digits; by themselves when they have none.
constexpr std::string_view kSameName =
    "coalesce(nullif(btrim(regexp_replace(lower($NAME), '[^a-z0-9]+', ' ', 'g')), ''), $NAME)";

VerificationCheck run_check(db::Transaction& tx, const std::string& name, const db::Statement& statement) {
  const std::string checked = replace_all(statement.sql, "$CHANGED", kChangedRuns);
  const std::string sql =
      "SELECT count(*) AS rows, count(*) FILTER (WHERE bad) AS problems, "
      "coalesce((array_agg(id::text ORDER BY id) FILTER (WHERE bad))[1:5], '{}') AS examples FROM (" +
      checked + ") AS checked";
  const db::Row row = tx.run({statement.name, sql.c_str()})[0];
  return {name, row.get<std::int64_t>("rows"), row.get<std::int64_t>("problems"),
          row.get<std::vector<std::string>>("examples")};
}

VerificationCheck check_scores(db::Transaction& tx, const ScoreTable& scores) {
  const bool has_category = scores.table.starts_with("mmlu") || scores.table == "quality_scores";
  const auto name_in = [&](std::string_view text) {
    return has_category ? replace_all(std::string{kSameName}, "$NAME", text) : std::string{"''"};
  };
  std::string sql = replace_all(std::string{kScores}, "$CATEGORY_OF_PART", name_in("part ->> 'category'"));
  sql = replace_all(std::move(sql), "$CATEGORY", name_in("s.category"));
  sql = replace_all(std::move(sql), "$SCORE", scores.score);
  sql = replace_all(std::move(sql), "$TABLE", scores.table);
  return run_check(tx,
                   "every score of " + std::string{scores.table} + " is in a score set, or is listed as kept in legacy",
                   {"verify_legacy_scores", sql.c_str()});
}

}  // namespace

std::vector<VerificationCheck> verify_legacy(db::Transaction& tx) {
  const auto tables = list_legacy_tables(tx);
  const auto has = [&](std::string_view table) { return std::ranges::find(tables, table) != tables.end(); };
  std::vector<VerificationCheck> checks;
  for (const Check* check : {&kRuns, &kMetrics, &kSpeeds, &kMachines}) {
    checks.push_back(run_check(tx, check->name, check->statement));
  }
  if (has("model_variants")) checks.push_back(run_check(tx, kVariants.name, kVariants.statement));
  for (const ScoreTable& scores : kScoreTables) {
    if (has(scores.table)) checks.push_back(check_scores(tx, scores));
  }
  checks.push_back(run_check(tx, kScored.name, kScored.statement));
  checks.push_back(run_check(tx, kSameEverywhere.name, kSameEverywhere.statement));
  return checks;
}

}  // namespace llmbench::store
