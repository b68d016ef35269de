// Takes over a large database of the older system and says how long every step took, and how much processor time this
// program and PostgreSQL spent, which tells more than the clock on a machine that does other work too:
//   bench_migration [--runs 100000] [--metrics 8] [--variants 2000] [--durable]
// Starts a PostgreSQL of its own in a temporary folder. The data are those of the tests.

#include "support/older_database.hpp"

#include "llmbench/pgembed/cluster.hpp"
#include "llmbench/service/legacy_migration.hpp"
#include "llmbench/util/error.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace llmbench;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Prints how long the step before took whenever another one begins.
class Stopwatch {
 public:
  void begin(const std::string& step) {
    if (step == step_) return;
    end();
    step_ = step;
    start_ = Clock::now();
  }
  void end() {
    if (!step_.empty()) std::printf("%-10s %6.1f s\n", step_.c_str(), seconds_since(start_));
    step_.clear();
  }

 private:
  std::string step_;
  Clock::time_point start_;
};

service::LegacyProgress steps_of(Stopwatch& stopwatch) {
  return [&stopwatch](service::LegacyStep step, std::int64_t, std::int64_t) {
    stopwatch.begin(std::string{to_string(step)});
  };
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// User and system seconds of this program so far.
double own_processor_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

/// What Linux says of a process in /proc/PID/stat, in seconds.
struct ProcessTimes {
  int parent = 0;
  double own = 0;             ///< user and system
  double ended_children = 0;  ///< user and system of children that have ended
};
ProcessTimes times_of(const std::filesystem::path& folder) {
  std::ifstream stat{folder / "stat"};
  std::string field;
  std::getline(stat, field, ')');  // the name may have blanks
  ProcessTimes times;
  stat >> field >> times.parent;
  constexpr int kFieldsBetween = 9;
  for (int at = 0; at < kFieldsBetween; ++at) stat >> field;
  double user = 0;
  double system = 0;
  double children_user = 0;
  double children_system = 0;
  stat >> user >> system >> children_user >> children_system;
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  times.own = (user + system) / ticks;
  times.ended_children = (children_user + children_system) / ticks;
  return times;
}

/// User and system seconds of all processes of PostgreSQL so far.
double database_processor_seconds(int postmaster) {
  const std::filesystem::path processes{"/proc"};
  double seconds = times_of(processes / std::to_string(postmaster)).ended_children;
  for (const auto& process : std::filesystem::directory_iterator{processes}) {
    const ProcessTimes times = times_of(process.path());
    if (times.parent == postmaster) seconds += times.own;
  }
  return seconds;
}

service::LegacyReport separate(db::Pool& pool, Stopwatch& stopwatch) {
  auto report = service::LegacyMigration{pool, steps_of(stopwatch)}.separate(false, now_utc(), "benchmark");
  stopwatch.end();
  return report;
}

void rollback(db::Pool& pool, Stopwatch& stopwatch) {
  (void)service::LegacyMigration{pool, steps_of(stopwatch)}.rollback(false,
                                                                     {[](const auto&) {}, [](const auto&) {}, [] {}});
  stopwatch.end();
}

void run(const testing::OlderSize& size, const std::filesystem::path& folder, bool durable) {
  pgembed::ClusterOptions options;
  options.data_dir = folder;
  options.durable = durable;
  const pgembed::Cluster cluster{options};
  db::PoolOptions pool_options;
  pool_options.url = cluster.url();
  const auto made = Clock::now();
  db::Pool pool{pool_options};
  testing::make_large_older_database(pool, size);
  std::printf("%zu runs with %zu metrics, %zu scored variants, made in %.1f s\n", size.runs, size.metrics_per_run,
              size.scored_variants, seconds_since(made));

  Stopwatch stopwatch;
  const double own_before = own_processor_seconds();
  const double database_before = database_processor_seconds(cluster.postmaster_pid());
  const auto start = Clock::now();
  const auto report = separate(pool, stopwatch);
  std::printf("separate   %6.1f s, %s\n", seconds_since(start), report.verified() ? "verified" : "NOT VERIFIED");
  std::printf("processor  %6.1f s here, %.1f s in PostgreSQL\n", own_processor_seconds() - own_before,
              database_processor_seconds(cluster.postmaster_pid()) - database_before);
  const auto back = Clock::now();
  rollback(pool, stopwatch);
  std::printf("rollback   %6.1f s\n", seconds_since(back));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Takes over a generated database of the older system"};
  testing::OlderSize size;
  bool durable = false;
  app.add_option("--runs", size.runs, "how many runs")->capture_default_str();
  app.add_option("--metrics", size.metrics_per_run, "metrics a run, at most 8")->capture_default_str();
  app.add_option("--variants", size.scored_variants, "variants with scores, a multiple of 4")->capture_default_str();
  app.add_flag("--durable", durable, "with fsync, as a server has it");
  CLI11_PARSE(app, argc, argv);
  std::string folder = (std::filesystem::temp_directory_path() / "llmbench-migration-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 1;
  std::filesystem::permissions(folder, std::filesystem::perms{0755});  // PostgreSQL may run as another user
  int code = 0;
  try {
    run(size, folder, durable);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    code = 1;
  }
  std::filesystem::remove_all(folder);
  return code;
}
