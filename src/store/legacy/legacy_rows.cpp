// Reading the rows of the older system. Columns come as one document: which there are depends on how far the older
// system's own migrations went.

#include "store/legacy/tables.hpp"

#include "llmbench/store/legacy_store.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::store {
namespace {

constexpr std::size_t kScoreBatch = 5000;

constexpr db::Statement kListLegacyRuns{"list_legacy_runs", R"sql(
SELECT id, to_jsonb(r)::text AS columns, hardware_profile_id AS machine_id
FROM legacy.test_runs AS r
ORDER BY id
)sql"};

constexpr db::Statement kListLegacyMetrics{"list_legacy_metrics", R"sql(
SELECT id, test_run_id, metric_name, value::text AS value, coalesce(unit, '') AS unit
FROM legacy.performance_metrics
WHERE test_run_id = ANY ($1::uuid[])
ORDER BY test_run_id, metric_name COLLATE "C", created_at DESC NULLS LAST, id DESC
)sql"};

// Sorted, so that the primary key grows at its end and the metrics of a run lie side by side.
constexpr db::Statement kCopyMetrics{"copy_legacy_metrics", R"sql(
INSERT INTO public.performance_metrics (test_run_id, metric_name, value, unit)
SELECT m.test_run_id, m.metric_name, m.value, coalesce(m.unit, '')
FROM legacy.performance_metrics AS m
WHERE NOT EXISTS (
  SELECT 1 FROM legacy.row_fates AS f WHERE f.table_name = 'performance_metrics' AND f.row_id = m.id)
ORDER BY m.test_run_id
)sql"};

constexpr db::Statement kListOrphans{"list_orphaned_metrics", R"sql(
SELECT m.id
FROM legacy.performance_metrics AS m
WHERE NOT EXISTS (SELECT 1 FROM legacy.test_runs AS r WHERE r.id = m.test_run_id)
ORDER BY m.id
)sql"};

constexpr std::string_view kSampleVariants = R"sql(
WITH sample_variants AS (
  SELECT model_variant_id FROM public.test_runs GROUP BY model_variant_id HAVING bool_and('sample' = ANY (tags))
)
)sql";

/// $TABLE stands for the name of a table of kLegacyTables.
constexpr std::string_view kRunScores = R"sql(
SELECT '$TABLE' AS source, s.id, to_jsonb(s)::text AS columns, r.model_variant_id AS variant_id,
       s.test_run_id AS run_id, r.timestamp AS run_time, coalesce('sample' = ANY (r.tags), false) AS sample
FROM legacy.$TABLE AS s
LEFT JOIN public.test_runs AS r ON r.id = s.test_run_id
)sql";

constexpr std::string_view kVariantScores = R"sql(
SELECT '$TABLE' AS source, s.id, to_jsonb(s)::text AS columns, f.target AS variant_id, NULL::uuid AS run_id,
       NULL::timestamptz AS run_time, v.model_variant_id IS NOT NULL AS sample
FROM legacy.$TABLE AS s
LEFT JOIN legacy.row_fates AS f ON f.table_name = 'model_variants' AND f.row_id = s.model_variant_id
LEFT JOIN sample_variants AS v ON v.model_variant_id = f.target
)sql";

std::string select_scores(const std::vector<std::string>& tables) {
  std::vector<std::string> selects;
  for (const LegacyTable& table : kLegacyTables) {
    if (std::ranges::find(tables, table.name) == tables.end()) continue;
    if (table.kind == LegacyTableKind::run_scores) {
      selects.push_back(replace_all(std::string{kRunScores}, "$TABLE", table.name));
    } else if (table.kind == LegacyTableKind::variant_scores) {
      selects.push_back(replace_all(std::string{kVariantScores}, "$TABLE", table.name));
    }
  }
  if (selects.empty()) return "";
  return std::string{kSampleVariants} + join(selects, "UNION ALL") + "ORDER BY variant_id NULLS FIRST, source, id";
}

LegacyRow read_row(const db::Row& row) {
  return {row.get<Uuid>("id"), row.get<std::string>("columns")};
}

LegacyScore read_score(const db::Row& row) {
  LegacyScore score;
  score.table = row.get<std::string>("source");
  score.row = read_row(row);
  score.variant_id = row.find<Uuid>("variant_id");
  score.run_id = row.find<Uuid>("run_id");
  score.run_time = row.find<TimePoint>("run_time");
  score.sample = row.get<bool>("sample");
  return score;
}

}  // namespace

Json LegacyRow::columns() const {
  // Documents of the older system may be nested deeper than those we take.
  JsonLimits limits;
  limits.max_depth = 1000;
  return parse_json(document, limits);
}

std::vector<LegacyRow> list_legacy_rows(db::Transaction& tx, const std::string& table) {
  const std::string sql = "SELECT id, to_jsonb(t)::text AS columns FROM legacy." + table + " AS t ORDER BY id";
  std::vector<LegacyRow> rows;
  for (const db::Row row : tx.run({"list_legacy_rows", sql.c_str()})) {
    rows.push_back(read_row(row));
  }
  return rows;
}

std::int64_t count_legacy_rows(db::Transaction& tx, const std::string& table) {
  const std::string sql = "SELECT count(*) AS rows FROM legacy." + table;
  return tx.run({"count_legacy_rows", sql.c_str()})[0].get<std::int64_t>("rows");
}

void for_each_legacy_run_batch(db::Transaction& tx, std::size_t batch_rows,
                               const std::function<void(std::vector<LegacyRun>&&)>& on_batch) {
  tx.run_cursor(kListLegacyRuns, {}, batch_rows, [&](const db::Result& rows) {
    std::vector<LegacyRun> batch;
    batch.reserve(rows.size());
    for (const db::Row row : rows) {
      LegacyRun run;
      run.row = read_row(row);
      run.machine_id = row.find<Uuid>("machine_id");
      batch.push_back(std::move(run));
    }
    on_batch(std::move(batch));
  });
}

std::vector<LegacyMetric> list_legacy_metrics(db::Transaction& tx, const std::vector<Uuid>& run_ids) {
  std::vector<LegacyMetric> metrics;
  for (const db::Row row : tx.run(kListLegacyMetrics, db::Params{}.add(run_ids))) {
    LegacyMetric metric;
    metric.id = row.get<Uuid>("id");
    metric.run_id = row.get<Uuid>("test_run_id");
    metric.name = row.get<std::string>("metric_name");
    if (!row.is_null("value")) {
      // "NaN" and "Infinity" are no numbers of ours: a value that is there and cannot be read.
      metric.value =
          parse_double(row.get<std::string_view>("value")).value_or(std::numeric_limits<double>::quiet_NaN());
    }
    metric.unit = row.get<std::string>("unit");
    metrics.push_back(std::move(metric));
  }
  return metrics;
}

void copy_metrics_without_fate(db::Transaction& tx) {
  tx.run(kCopyMetrics);
}

std::vector<Uuid> list_orphaned_metrics(db::Transaction& tx) {
  std::vector<Uuid> ids;
  for (const db::Row row : tx.run(kListOrphans)) ids.push_back(row.get<Uuid>("id"));
  return ids;
}

void for_each_legacy_score(db::Transaction& tx, const std::function<void(LegacyScore&&)>& on_score) {
  const std::string sql = select_scores(list_legacy_tables(tx));
  if (sql.empty()) return;
  tx.run_cursor({"list_legacy_scores", sql.c_str()}, {}, kScoreBatch, [&](const db::Result& rows) {
    for (const db::Row row : rows) on_score(read_score(row));
  });
}

}  // namespace llmbench::store
