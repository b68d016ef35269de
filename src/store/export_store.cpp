#include "llmbench/store/export_store.hpp"

#include "store/run_rows.hpp"

#include <utility>

namespace llmbench::store {
namespace {

constexpr db::Statement kListExportedMetrics{"list_exported_metrics", R"sql(
SELECT m.test_run_id, m.metric_name, m.value, m.unit, m.n, m.stddev, m.samples, m.context, m.measured_at,
       v.model_name, v.quantization, v.lora_adapter, h.platform, r.backend, r.backend_version, r.timestamp
FROM performance_metrics AS m
JOIN test_runs AS r ON r.id = m.test_run_id
JOIN model_variants AS v ON v.id = r.model_variant_id
JOIN hardware_profiles AS h ON h.id = r.hardware_profile_id
WHERE m.test_run_id = ANY ($1::uuid[])
ORDER BY m.test_run_id, m.metric_name COLLATE "C"
)sql"};

constexpr db::Statement kListMetricsOf{"list_metrics_of_runs", R"sql(
SELECT test_run_id, metric_name, value, unit, n, stddev, samples, context, measured_at
FROM performance_metrics
WHERE test_run_id = ANY ($1::uuid[])
ORDER BY test_run_id, metric_name COLLATE "C"
)sql"};

}  // namespace

std::vector<ExportedMetric> list_exported_metrics(db::Transaction& tx, const std::vector<Uuid>& run_ids) {
  std::vector<ExportedMetric> metrics;
  for (const db::Row row : tx.run(kListExportedMetrics, db::Params{}.add(run_ids))) {
    ExportedMetric exported;
    exported.run_id = row.get<Uuid>("test_run_id");
    exported.variant = {row.get<std::string>("model_name"), row.get<std::string>("quantization"),
                        row.get<std::string>("lora_adapter")};
    exported.platform = row.get<std::string>("platform");
    exported.backend = row.get<std::string>("backend");
    exported.backend_version = row.find<std::string>("backend_version");
    exported.timestamp = row.find<TimePoint>("timestamp");
    exported.metric = read_metric(row);
    metrics.push_back(std::move(exported));
  }
  return metrics;
}

std::vector<RunMetric> list_metrics_of(db::Transaction& tx, const std::vector<Uuid>& run_ids) {
  std::vector<RunMetric> metrics;
  for (const db::Row row : tx.run(kListMetricsOf, db::Params{}.add(run_ids))) {
    metrics.push_back({row.get<Uuid>("test_run_id"), read_metric(row)});
  }
  return metrics;
}

}  // namespace llmbench::store
