// Runs and their metrics, through the same preparation as an upload: a run of the older system has the variant, the
// machine, the configuration and the headline that an upload of it would have.

#include "service/legacy/legacy_copy.hpp"
#include "service/legacy/prepare_ahead.hpp"
#include "service/run_upload.hpp"

#include "llmbench/domain/older_system.hpp"
#include "llmbench/store/legacy_store.hpp"
#include "llmbench/store/run_insert_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <cmath>
#include <map>
#include <span>

namespace llmbench::service {
namespace {

using store::FateOfRow;
using store::LegacyMetric;
using store::RowFate;

constexpr std::size_t kCopiedRunsAtOnce = 1000;

/// Columns of the older hardware_profiles by id.
using Machines = std::map<Uuid, Json>;

Machines list_machines(db::Transaction& tx) {
  Machines machines;
  for (const store::LegacyRow& row : store::list_legacy_rows(tx, "hardware_profiles")) {
    machines.emplace(row.id, row.columns());
  }
  return machines;
}

/// What a batch of runs becomes. Metrics without a fate are copied later, all at once: preparing a run changes none. It
/// may add some, the copies of a headline that the older run did not state.
struct RunBatch {
  std::int64_t older_runs = 0;
  std::vector<ReadyRun> runs;
  std::vector<Uuid> repeated_metrics;  ///< older values of a metric
  std::vector<FateOfRow> fates;
};

FateOfRow metric_fate(const LegacyMetric& metric, RowFate fate, const std::string& reason) {
  return {"performance_metrics", metric.id, fate,
          fate == RowFate::history ? std::optional(metric.run_id) : std::nullopt, reason};
}

/// The metrics of a run: the newest of each name; `kept` are the rows they come from.
std::vector<Metric> choose_metrics(std::span<const LegacyMetric> rows, RunBatch& batch,
                                   std::vector<const LegacyMetric*>& kept) {
  std::vector<Metric> metrics;
  for (const LegacyMetric& row : rows) {
    if (!row.value || !std::isfinite(*row.value)) {
      batch.fates.push_back(metric_fate(row, RowFate::legacy, "its value is no number"));
    } else if (!metrics.empty() && metrics.back().name == row.name) {  // by name, the newest first
      batch.repeated_metrics.push_back(row.id);
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

const Json& columns_of_machine(const store::LegacyRun& run, const Machines& machines) {
  static const Json kNone;
  const auto machine = run.machine_id ? machines.find(*run.machine_id) : machines.end();
  return machine == machines.end() ? kNone : machine->second;
}

void add_run(const store::LegacyRun& older, const Machines& machines, std::span<const LegacyMetric> metrics,
             RunBatch& batch) {
  RunBatch own;  // all of the run or nothing
  const Json columns = older.row.columns();
  try {
    ExperimentRun run = older_run(columns, columns_of_machine(older, machines));
    std::vector<const LegacyMetric*> rows;
    run.metrics = choose_metrics(metrics, own, rows);
    ReadyRun ready = make_ready_with_good_metrics(std::move(run), rows, own.fates);
    show_older_speed(ready.prepared);
    batch.runs.push_back(std::move(ready));
    if (std::string reason = left_out_of_run(columns); !reason.empty()) {
      own.fates.push_back({"test_runs", older.row.id, RowFate::copied, older.row.id, std::move(reason)});
    }
  } catch (const Error& error) {
    keep_in_legacy(older, metrics, describe(error), batch);
    return;
  }
  std::ranges::move(own.repeated_metrics, std::back_inserter(batch.repeated_metrics));
  std::ranges::move(own.fates, std::back_inserter(batch.fates));
}

std::vector<LegacyMetric> read_metrics(db::Transaction& tx, const std::vector<store::LegacyRun>& runs) {
  std::vector<Uuid> ids;
  for (const store::LegacyRun& run : runs) ids.push_back(run.row.id);
  return store::list_legacy_metrics(tx, ids);
}

/// Runs and metrics by run.
RunBatch make_run_batch(const std::vector<store::LegacyRun>& runs, const Machines& machines,
                        const std::vector<LegacyMetric>& metrics) {
  RunBatch batch;
  batch.older_runs = static_cast<std::int64_t>(runs.size());
  auto next = metrics.begin();
  for (const store::LegacyRun& run : runs) {
    const auto first = next;
    while (next != metrics.end() && next->run_id == run.row.id) ++next;
    add_run(run, machines, {first, next}, batch);
  }
  return batch;
}

void store_run_batch(db::Transaction& tx, const RunBatch& batch, TimePoint now) {
  std::map<Uuid, ModelVariant> variants;
  std::map<Uuid, HardwareProfile> machines;
  std::vector<store::NewRun> runs;
  std::vector<std::vector<Metric>> copies(batch.runs.size());
  std::vector<store::MetricsOfRun> added;
  for (const ReadyRun& ready : batch.runs) {
    const PreparedRun& run = ready.prepared;
    variants.try_emplace(run.variant_id, run.variant);
    machines.try_emplace(run.hardware.id, run.hardware);
    runs.push_back({*run.run.id, &run, run.run.timestamp});
    std::vector<Metric>& of_run = copies[runs.size() - 1];
    std::ranges::copy_if(run.run.metrics, std::back_inserter(of_run), is_copied);
    added.push_back({*run.run.id, of_run});
  }
  store::insert_variants(tx, variants, now);
  store::insert_hardware(tx, machines, now);
  store::insert_runs(tx, runs, now);
  store::upsert_metrics(tx, added);
  store::archive_repeated_metrics(tx, batch.repeated_metrics);
  store::insert_fates(tx, batch.fates);
}

}  // namespace

void copy_legacy_runs(db::Transaction& tx, TimePoint now, const LegacyProgress& progress) {
  const std::int64_t total = store::count_legacy_rows(tx, "test_runs");
  std::int64_t done = 0;
  progress(LegacyStep::runs, 0, total);
  const Machines machines = list_machines(tx);
  PrepareAhead<RunBatch> batches{[&](const RunBatch& batch) {
    store_run_batch(tx, batch, now);
    done += batch.older_runs;
    progress(LegacyStep::runs, done, total);
  }};
  store::for_each_legacy_run_batch(tx, kCopiedRunsAtOnce, [&](std::vector<store::LegacyRun>&& runs) {
    auto metrics = read_metrics(tx, runs);
    batches.add([&machines, runs = std::move(runs), metrics = std::move(metrics)] {
      return make_run_batch(runs, machines, metrics);
    });
  });
  batches.finish();
}

void copy_legacy_metrics(db::Transaction& tx) {
  std::vector<FateOfRow> orphans;
  for (const Uuid& id : store::list_orphaned_metrics(tx)) {
    orphans.push_back({"performance_metrics", id, RowFate::legacy, std::nullopt, "it belongs to no run"});
  }
  store::insert_fates(tx, orphans);
  store::copy_metrics_without_fate(tx);
}

}  // namespace llmbench::service
