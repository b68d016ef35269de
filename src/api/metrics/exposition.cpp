#include "api/metrics/exposition.hpp"

#include "api/metrics/process_info.hpp"
#include "api/metrics/request_state.hpp"

#include "llmbench/service/grid_index.hpp"
#include "llmbench/service/health.hpp"
#include "llmbench/service/upload_service.hpp"
#include "llmbench/util/time.hpp"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace llmbench::api {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

class Families {
 public:
  explicit Families(std::vector<MetricFamily> families) : families_(std::move(families)) {}

  MetricFamily& add(MetricType type, std::string name, std::string help) {
    families_.push_back({.name = std::move(name), .help = std::move(help), .type = type, .metric = {}});
    return families_.back();
  }
  template <typename Number>
  void gauge(std::string name, std::string help, Number value) {
    add_value(add(MetricType::Gauge, std::move(name), std::move(help)), {}, static_cast<double>(value));
  }
  template <typename Number>
  void counter(std::string name, std::string help, Number value) {
    add_value(add(MetricType::Counter, std::move(name), std::move(help)), {}, static_cast<double>(value));
  }
  static void add_value(MetricFamily& family, std::vector<ClientMetric::Label> labels, double value) {
    ClientMetric metric;
    metric.label = std::move(labels);
    (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    family.metric.push_back(std::move(metric));
  }
  /// Sorted by name and labels: two readings differ only in their numbers.
  [[nodiscard]] std::string text() {
    std::sort(families_.begin(), families_.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    for (MetricFamily& family : families_) {
      for (ClientMetric& metric : family.metric) std::sort(metric.label.begin(), metric.label.end());
      std::sort(family.metric.begin(), family.metric.end(),
                [](const auto& a, const auto& b) { return a.label < b.label; });
    }
    std::ostringstream out;
    prometheus::TextSerializer{}.Serialize(out, families_);
    return out.str();
  }

 private:
  std::vector<MetricFamily> families_;
};

void add_process(Families& families) {
  const ProcessInfo info = read_process_info();
  // These names are Prometheus' own, the same for every program.
  const auto add = [&](const char* name, const char* help, const std::optional<double>& value) {
    if (value) families.gauge(name, help, *value);
  };
  add("process_start_time_seconds", "When the process started, in seconds since 1970.", info.start_time_seconds);
  add("process_resident_memory_bytes", "Resident memory of the server, without its PostgreSQL.", info.resident_bytes);
  add("process_open_fds", "Open file descriptors.", info.open_files);
  add("process_max_fds", "How many file descriptors may be open.", info.max_files);
  families.counter("process_cpu_seconds_total", "User and system CPU time of the server.", info.cpu_seconds);
}

void add_grid_index(Families& families, const service::GridIndex& grid) {
  const auto stats = grid.stats();
  const std::string prefix = "llm_benchmark_grid_index_";
  families.gauge(prefix + "ready", "1 when the grid can be answered, 0 before its first load.",
                 grid.is_ready() ? 1 : 0);
  families.gauge(prefix + "version", "Number of the published snapshot; rises with every applied change.",
                 stats.version);
  families.gauge(prefix + "configurations", "Rows of the grid.", stats.configurations);
  families.gauge(prefix + "runs", "Runs in memory.", stats.runs);
  families.gauge(prefix + "tombstones", "Replaced rows that wait for the next compaction.", stats.tombstones);
  families.gauge(prefix + "memory_bytes", "Memory of the columns and tables of the index.", stats.bytes);
  families.counter(prefix + "loads_total", "Full loads from the database, the first one too.", stats.loads);
  families.counter(prefix + "compactions_total", "How often the index was rebuilt without its tombstones.",
                   stats.compactions);
  families.counter(prefix + "failed_reads_total", "Reads of changes that failed.", stats.failed_reads);
  if (stats.last_good_read) {
    const auto age = std::chrono::duration<double>(now_utc() - *stats.last_good_read).count();
    families.gauge(prefix + "last_read_age_seconds",
                   "Time since changes were last read from the database: what was committed before is shown.",
                   std::max(0.0, age));
  }
}

void add_database(Families& families, const service::DatabaseUse& stats) {
  auto& connections = families.add(MetricType::Gauge, "llm_benchmark_database_connections",
                                   "Connections of the pool: in use, or open and idle.");
  Families::add_value(connections, {{"state", "in_use"}}, static_cast<double>(stats.in_use));
  Families::add_value(connections, {{"state", "idle"}}, static_cast<double>(stats.idle));
  families.gauge("llm_benchmark_database_connections_max", "How many connections the pool may open.",
                 stats.max_connections);
  families.gauge("llm_benchmark_database_waiting", "Requests that wait for a connection.", stats.waiting);
  families.counter("llm_benchmark_database_errors_total",
                   "Transactions that failed: connection lost or not to be had, time-out, unexpected error.",
                   stats.errors);
  families.counter("llm_benchmark_database_retries_total",
                   "Transactions that were run again after a deadlock or serialization failure.", stats.retries);
}

void add_uploads(Families& families, const service::UploadCounts& counts) {
  const auto add = [&](const char* name, const char* help, const auto& totals) {
    auto& family = families.add(MetricType::Counter, name, help);
    for (const auto& [status, count] : totals) {
      Families::add_value(family, {{"status", std::string{status}}}, static_cast<double>(count));
    }
  };
  add("llm_benchmark_uploaded_runs_total", "Runs that were sent, by what became of them.", counts.runs());
  add("llm_benchmark_uploaded_scores_total",
      "Scores that were sent without a run, by what became of them; a refused request counts once.", counts.scores());
}

}  // namespace

std::string make_exposition(const Services& services) {
  Families families{services.request_metrics.state().registry.Collect()};
  auto& build = families.add(MetricType::Gauge, "llm_benchmark_build_info", "Always 1; the label is the version.");
  Families::add_value(build, {{"version", services.version}}, 1);
  add_process(families);
  add_grid_index(families, services.grid);
  add_database(families, service::database_use(services.pool));
  add_uploads(families, services.uploads.counts());
  return families.text();
}

}  // namespace llmbench::api
