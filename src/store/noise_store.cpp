#include "llmbench/store/noise_store.hpp"

namespace llmbench::store {
namespace {

// One index range a profile: a machine without a name may have very many runs.
constexpr db::Statement kListMachineFigures{"list_machine_figures", R"sql(
WITH profiles AS (
  SELECT id FROM hardware_profiles
  WHERE ($2::text IS NULL AND id = $1) OR (machine_name = $2 AND platform = $3)
), latest AS (
  SELECT r.id, r.series_id, r.created_at
  FROM profiles AS p
  CROSS JOIN LATERAL (
    SELECT id, series_id, created_at FROM test_runs
    WHERE hardware_profile_id = p.id AND status = 'completed' AND voided_at IS NULL AND NOT tags @> '{sample}'
    ORDER BY created_at DESC, id
    LIMIT $5
  ) AS r
  ORDER BY r.created_at DESC, r.id
  LIMIT $5
), figures AS (
  SELECT l.id, l.series_id, m.metric_name, m.value, m.samples,
         concat(m.context->>'test', ' @ d', m.context->>'n_depth') AS test
  FROM latest AS l
  JOIN performance_metrics AS m ON m.test_run_id = l.id
  WHERE m.value > 0 AND NOT m.context ? 'from'
    AND (m.metric_name = ANY ($4::text[]) OR m.metric_name ~ '^(tg|pp)[1-9]'
         OR m.metric_name IN ('tokens_per_second', 'prompt_processing_speed'))
  ORDER BY l.created_at DESC, l.id, m.metric_name
  LIMIT 20000
)
SELECT id, series_id, metric_name, test,
       CASE WHEN cardinality(samples) BETWEEN 4 AND 1000
         THEN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY sample) FROM unnest(samples) AS sample)
         ELSE value END AS value
FROM figures
ORDER BY series_id, metric_name, test, id
)sql"};

}  // namespace

std::vector<MachineFigure> list_machine_figures(db::Transaction& tx, const HardwareProfile& machine,
                                                const std::vector<std::string>& metrics, int max_runs) {
  db::Params params;
  params.add(machine.id).add(machine.machine_name).add(machine.platform).add(metrics).add(max_runs);
  std::vector<MachineFigure> figures;
  for (const db::Row row : tx.run(kListMachineFigures, params)) {
    figures.push_back({row.get<Uuid>("id"), row.get<Uuid>("series_id"), row.get<std::string>("metric_name"),
                       row.get<std::string>("test"), row.get<double>("value")});
  }
  return figures;
}

}  // namespace llmbench::store
