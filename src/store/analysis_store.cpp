#include "llmbench/store/analysis_store.hpp"

#include "store/run_rows.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kListAnalysedRuns{"list_analysed_runs", R"sql(
SELECT r.id, r.model_variant_id, r.configuration_id, r.backend, r.load, r.concurrent_requests,
       r.gpu_power_limit_watts, r.tokens_per_second, coalesce(r.speed_tokens, 0) AS speed_tokens,
       coalesce(r.speed_depth, 0) AS speed_depth, r.gpu_power_watts, ttft.value AS ttft_ms, tpot.value AS tpot_ms,
       itl.value AS itl_ms, r.partial, 'sample' = ANY (r.tags) AS sample
FROM test_runs AS r
LEFT JOIN performance_metrics AS ttft ON ttft.test_run_id = r.id AND ttft.metric_name = 'ttft_p95_ms'
LEFT JOIN performance_metrics AS tpot ON tpot.test_run_id = r.id AND tpot.metric_name = 'tpot_p95_ms'
LEFT JOIN performance_metrics AS itl ON itl.test_run_id = r.id AND itl.metric_name = 'itl_p95_ms'
WHERE r.model_variant_id = ANY ($1::uuid[]) AND r.hardware_profile_id = ANY ($2::uuid[])
  AND r.status = 'completed' AND r.voided_at IS NULL
ORDER BY coalesce(r.timestamp, r.created_at) DESC, r.id DESC
)sql"};

}  // namespace

std::vector<AnalysedRun> list_analysed_runs(db::Transaction& tx, const std::vector<Uuid>& variant_ids,
                                            const std::vector<Uuid>& hardware_ids) {
  std::vector<AnalysedRun> runs;
  for (const db::Row row : tx.run(kListAnalysedRuns, db::Params{}.add(variant_ids).add(hardware_ids))) {
    AnalysedRun run;
    run.id = row.get<Uuid>("id");
    run.variant_id = row.get<Uuid>("model_variant_id");
    run.configuration_id = row.get<Uuid>("configuration_id");
    run.backend = row.get<std::string>("backend");
    if (!row.is_null("load")) run.load = known(parse_load(row.get<std::string_view>("load")), "load");
    run.concurrent_requests = row.find<int>("concurrent_requests");
    run.gpu_power_limit_watts = row.find<int>("gpu_power_limit_watts");
    run.tokens_per_second = row.find<double>("tokens_per_second");
    run.speed_tokens = row.get<int>("speed_tokens");
    run.speed_depth = row.get<int>("speed_depth");
    run.gpu_power_watts = row.find<double>("gpu_power_watts");
    run.ttft_ms = row.find<double>("ttft_ms");
    run.tpot_ms = row.find<double>("tpot_ms");
    run.itl_ms = row.find<double>("itl_ms");
    run.partial = row.get<bool>("partial");
    run.sample = row.get<bool>("sample");
    runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace llmbench::store
