// Runs and their metrics, through the same preparation as an upload: a run of the older system has the variant, the
// machine, the configuration and the headline that an upload of it would have.

#include "service/legacy/legacy_copy.hpp"
#include "service/run_upload.hpp"

#include "llmbench/domain/older_system.hpp"
#include "llmbench/store/legacy_store.hpp"
#include "llmbench/store/run_insert_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <cmath>
#include <future>
#include <map>
#include <span>

namespace llmbench::service {
namespace {

using store::FateOfRow;
using store::LegacyMetric;
using store::RowFate;

constexpr std::size_t kCopiedRunsAtOnce = 1000;

/// What a batch of runs becomes.
struct RunBatch {
  std::vector<ReadyRun> runs;
  std::vector<store::RepeatedMetrics> repeated;
  std::vector<FateOfRow> fates;
};

FateOfRow metric_fate(const LegacyMetric& metric, RowFate fate, const std::string& reason) {
  return {"performance_metrics", metric.id, fate,
          fate == RowFate::history ? std::optional(metric.run_id) : std::nullopt, reason};
}

Json archived(const LegacyMetric& metric) {
  return {{"id", to_string(metric.id)},
          {"test_run_id", to_string(metric.run_id)},
          {"metric_name", metric.name},
          {"value", *metric.value},
          {"unit", metric.unit},
          {"created_at", metric.created_at ? Json(format_rfc3339(*metric.created_at)) : Json()}};
}

/// The metrics of a run: the newest of each name; `kept` are the rows they come from.
std::vector<Metric> choose_metrics(std::span<const LegacyMetric> rows, const Uuid& run_id, RunBatch& batch,
                                   std::vector<const LegacyMetric*>& kept) {
  std::vector<Metric> metrics;
  Json repeated = Json::array();
  for (const LegacyMetric& row : rows) {
    if (!row.value || !std::isfinite(*row.value)) {
      batch.fates.push_back(metric_fate(row, RowFate::legacy, "its value is no number"));
    } else if (!metrics.empty() && metrics.back().name == row.name) {  // by name, the newest first
      repeated.push_back(archived(row));
      batch.fates.push_back(
          metric_fate(row, RowFate::history, "an older value of the same metric; it is in audit_log"));
    } else {
      Metric metric;
      metric.name = row.name;
      metric.value = *row.value;
      metric.unit = row.unit;
      metrics.push_back(std::move(metric));
      kept.push_back(&row);
    }
  }
  if (!repeated.empty()) batch.repeated.push_back({run_id, std::move(repeated)});
  return metrics;
}

std::string describe(const Error& error) {
  std::vector<std::string> parts;
  for (const FieldError& field : error.fields()) parts.push_back(field.path + " " + field.message);
  return parts.empty() ? error.what() : join(parts, "; ");
}

/// Ready to store. Metrics that cannot be stored are left out; throws Error when the run itself cannot.
ReadyRun make_ready_with_good_metrics(ExperimentRun run, const std::vector<const LegacyMetric*>& rows,
                                      std::vector<FateOfRow>& fates) {
  if (!validate_run(run).empty()) {
    for (const RefusedMetric& refused : take_refused_metrics(run.metrics)) {
      fates.push_back(metric_fate(*rows[refused.at], RowFate::legacy, refused.reason));
    }
  }
  add_older_fingerprint(run);
  return make_ready(std::move(run));
}

void keep_in_legacy(const store::LegacyRun& run, std::span<const LegacyMetric> metrics, const std::string& reason,
                    RunBatch& batch) {
  batch.fates.push_back({"test_runs", run.row.id, RowFate::legacy, std::nullopt, reason});
  for (const LegacyMetric& metric : metrics) {
    batch.fates.push_back(metric_fate(metric, RowFate::legacy, "its run stays in legacy"));
  }
}

void add_run(const store::LegacyRun& older, std::span<const LegacyMetric> metrics, RunBatch& batch) {
  RunBatch own;  // all of the run or nothing
  try {
    ExperimentRun run = older_run(older.row.columns, older.hardware);
    std::vector<const LegacyMetric*> rows;
    run.metrics = choose_metrics(metrics, older.row.id, own, rows);
    ReadyRun ready = make_ready_with_good_metrics(std::move(run), rows, own.fates);
    show_older_speed(ready.prepared);
    batch.runs.push_back(std::move(ready));
  } catch (const Error& error) {
    keep_in_legacy(older, metrics, describe(error), batch);
    return;
  }
  std::ranges::move(own.repeated, std::back_inserter(batch.repeated));
  std::ranges::move(own.fates, std::back_inserter(batch.fates));
}

std::vector<LegacyMetric> read_metrics(db::Transaction& tx, const std::vector<store::LegacyRun>& runs) {
  std::vector<Uuid> ids;
  for (const store::LegacyRun& run : runs) ids.push_back(run.row.id);
  return store::list_legacy_metrics(tx, ids);
}

/// Both by run.
RunBatch make_batch(const std::vector<store::LegacyRun>& runs, const std::vector<LegacyMetric>& metrics) {
  RunBatch batch;
  auto next = metrics.begin();
  for (const store::LegacyRun& run : runs) {
    const auto first = next;
    while (next != metrics.end() && next->run_id == run.row.id) ++next;
    add_run(run, {first, next}, batch);
  }
  return batch;
}

void store_batch(db::Transaction& tx, const RunBatch& batch, TimePoint now) {
  std::map<Uuid, ModelVariant> variants;
  std::map<Uuid, HardwareProfile> machines;
  std::vector<store::NewRun> runs;
  std::vector<store::MetricsOfRun> metrics;
  for (const ReadyRun& ready : batch.runs) {
    const PreparedRun& run = ready.prepared;
    variants.try_emplace(run.variant_id, run.variant);
    machines.try_emplace(run.hardware.id, run.hardware);
    runs.push_back({*run.run.id, &run, run.run.timestamp});
    metrics.push_back({*run.run.id, run.run.metrics});
  }
  store::insert_variants(tx, variants, now);
  store::insert_hardware(tx, machines, now);
  store::insert_runs(tx, runs, now);
  store::upsert_metrics(tx, metrics);
  store::archive_repeated_metrics(tx, batch.repeated);
  store::insert_fates(tx, batch.fates);
}

}  // namespace

void copy_legacy_runs(db::Transaction& tx, TimePoint now, const LegacyProgress& progress) {
  const std::int64_t total = store::count_legacy_rows(tx, "test_runs");
  std::int64_t done = 0;
  progress(LegacyStep::runs, 0, total);
  // While PostgreSQL stores a batch, the next one is prepared.
  std::future<RunBatch> prepared;
  std::int64_t prepared_runs = 0;
  const auto store_prepared = [&] {
    if (!prepared.valid()) return;
    const RunBatch batch = prepared.get();
    store_batch(tx, batch, now);
    done += prepared_runs;
    progress(LegacyStep::runs, done, total);
  };
  store::for_each_legacy_run_batch(tx, kCopiedRunsAtOnce, [&](std::vector<store::LegacyRun>&& runs) {
    auto metrics = read_metrics(tx, runs);
    const auto count = static_cast<std::int64_t>(runs.size());
    auto next = std::async(std::launch::async, [runs = std::move(runs), metrics = std::move(metrics)] {
      return make_batch(runs, metrics);
    });
    store_prepared();
    prepared = std::move(next);
    prepared_runs = count;
  });
  store_prepared();
  std::vector<FateOfRow> orphans;
  for (const Uuid& id : store::list_orphaned_metrics(tx)) {
    orphans.push_back({"performance_metrics", id, RowFate::legacy, std::nullopt, "it belongs to no run"});
  }
  store::insert_fates(tx, orphans);
}

}  // namespace llmbench::service
