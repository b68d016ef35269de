#include "support/older_database.hpp"

#include "support/older_rows.hpp"
#include "support/older_schema.hpp"

#include <stdexcept>
#include <vector>

namespace llmbench::testing {
namespace {

std::vector<const char*> scripts_of(OlderState state) {
  using namespace older;
  switch (state) {
    case OlderState::run_scores:
      return {kBase, kRunScores, kRuns, kScores};
    case OlderState::both:
      return {kBase,   kRunScores,    kVariants,   kVariantScores,     kRuns,
              kScores, kCopyVariants, kCopyScores, kNewerVariantScores};
    case OlderState::lora:
      return {kBase,         kRunScores,  kVariants,           kVariantScores, kRuns,    kScores,
              kCopyVariants, kCopyScores, kNewerVariantScores, kLora,          kLoraRows};
    case OlderState::half_migrated:
      return {kBase, kRunScores, kVariants, kRuns, kScores, kCopyVariants};
    case OlderState::scores_dropped:
      return {kBase,         kRunScores,  kVariants,           kVariantScores, kRuns,     kScores,
              kCopyVariants, kCopyScores, kNewerVariantScores, kLora,          kLoraRows, kDropRunScores};
    case OlderState::empty:
      return {kBase, kRunScores, kVariants, kVariantScores, kLora};
    case OlderState::dirty:
      return {kBase,         kRunScores,  kVariants,           kVariantScores, kRuns,       kScores,
              kCopyVariants, kCopyScores, kNewerVariantScores, kDirt,          kVariantDirt};
  }
  throw std::logic_error("no such state");
}

void run_scripts(db::Pool& pool, const std::vector<const char*>& scripts) {
  pool.transact([&](db::Transaction& tx) {
    for (const char* script : scripts) tx.run_script("older_database", script);
  });
}

// Every table in one statement; the numbers are spread by simple arithmetic so that they are the same every time.
constexpr db::Statement kLargeMachines{"older_machines", R"sql(
INSERT INTO hardware_profiles (id, gpu_model, gpu_memory_gb, cpu_model, cpu_arch, ram_gb, ram_type)
SELECT md5('machine ' || n)::uuid, (ARRAY['RTX 4090', 'RTX 4080', 'RTX 3090', 'A100', 'N/A'])[1 + n % 5],
       (ARRAY[24, 16, 24, 80, 0])[1 + n % 5], (ARRAY['AMD Ryzen 9 7950X', 'Intel i9-13900K'])[1 + n % 2], 'x86_64',
       32 * (1 + n % 8), 'DDR5'
FROM generate_series(0, 39) AS n
)sql"};

constexpr db::Statement kLargeRuns{"older_runs", R"sql(
INSERT INTO test_runs (id, model_name, quantization, backend, backend_version, hardware_profile_id, timestamp, status,
                       concurrent_requests, max_context_length)
SELECT md5('run ' || n)::uuid, 'Model-' || (n % $2) / 4, (ARRAY['Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0'])[1 + n % 4],
       (ARRAY['llama.cpp', 'vllm'])[1 + n % 2], 'b' || 4000 + n % 50, md5('machine ' || n % 40)::uuid,
       '2025-01-01 00:00+00'::timestamptz + n * interval '1 minute', 'completed', 1 + n % 4, 4096 * (1 + n % 3)
FROM generate_series(0, $1 - 1) AS n
)sql"};

constexpr db::Statement kLargeMetrics{"older_metrics", R"sql(
INSERT INTO performance_metrics (test_run_id, metric_name, value, unit, created_at)
SELECT md5('run ' || n)::uuid, name, 1 + (n * 31 + number * 7) % 1000 / 10.0, unit, '2025-01-01 00:00+00'
FROM generate_series(0, $1 - 1) AS n,
     unnest(ARRAY['tokens_per_second', 'memory_usage_gb', 'prompt_processing_speed', 'model_loading_time',
                  'ttft_p50_ms', 'ttft_p95_ms', 'gpu_power_watts', 'gpu_utilization_percent'],
            ARRAY['tok/s', 'GB', 'tok/s', 's', 'ms', 'ms', 'W', '%']) WITH ORDINALITY AS m (name, unit, number)
WHERE number <= $2
)sql"};

// Runs 0 to 2 * variants - 1: two runs of every variant are scored.
constexpr db::Statement kLargeMmlu{"older_mmlu", R"sql(
INSERT INTO mmlu_scores (test_run_id, category, score, total_questions, correct_answers, timestamp)
SELECT md5('run ' || n)::uuid, category, (n * 13 + number) % 100, 100, (n * 13 + number) % 100,
       '2025-06-01 00:00+00'::timestamptz + n * interval '1 minute'
FROM generate_series(0, 2 * $1 - 1) AS n,
     unnest(ARRAY['biology', 'business', 'chemistry', 'computer science', 'economics', 'engineering', 'health', 'history',
                  'law', 'math', 'other', 'philosophy', 'physics', 'psychology']) WITH ORDINALITY AS c (category, number)
)sql"};

constexpr db::Statement kLargeGsm8k{"older_gsm8k", R"sql(
INSERT INTO gsm8k_scores (test_run_id, problems_solved, total_problems, timestamp)
SELECT md5('run ' || n)::uuid, n % 1319, 1319, '2025-06-01 00:00+00'::timestamptz + n * interval '1 minute'
FROM generate_series(0, 2 * $1 - 1) AS n
)sql"};

}  // namespace

std::string to_string(OlderState state) {
  static const std::vector<std::string> kNames{"run_scores",     "both",  "lora", "half_migrated",
                                               "scores_dropped", "empty", "dirty"};
  return kNames.at(static_cast<std::size_t>(state));
}

void make_older_database(db::Pool& pool, OlderState state) {
  run_scripts(pool, scripts_of(state));
}

void make_large_older_database(db::Pool& pool, const OlderSize& size) {
  const auto runs = static_cast<std::int64_t>(size.runs);
  const auto variants = static_cast<std::int64_t>(size.scored_variants);
  run_scripts(pool, {older::kBase, older::kRunScores, older::kVariants, older::kVariantScores});
  pool.transact([&](db::Transaction& tx) {
    tx.run({"no_timeout", "SELECT set_config('statement_timeout', '0', true)"});
    tx.run(kLargeMachines);
    tx.run(kLargeRuns, db::Params{}.add(runs).add(variants));
    tx.run(kLargeMetrics, db::Params{}.add(runs).add(static_cast<std::int64_t>(size.metrics_per_run)));
    tx.run(kLargeMmlu, db::Params{}.add(variants));
    tx.run(kLargeGsm8k, db::Params{}.add(variants));
    tx.run_script("older_copies", older::kCopyVariants);
    tx.run_script("older_copies", older::kCopyScores);
    tx.run_script("analyze", "ANALYZE");
  });
}

}  // namespace llmbench::testing
