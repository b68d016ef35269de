// Takes over a large database of the older system and says how long every step took:
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

void run(const testing::OlderSize& size, const std::filesystem::path& folder, bool durable) {
  pgembed::ClusterOptions options;
  options.data_dir = folder;
  options.durable = durable;
  const pgembed::Cluster cluster{options};
  db::PoolOptions pool_options;
  pool_options.url = cluster.url();
  db::Pool pool{pool_options};
  const auto made = Clock::now();
  testing::make_large_older_database(pool, size);
  std::printf("%zu runs with %zu metrics, %zu scored variants, made in %.1f s\n", size.runs, size.metrics_per_run,
              size.scored_variants, seconds_since(made));

  Stopwatch stopwatch;
  service::LegacyMigration migration{pool, [&](service::LegacyStep step, std::int64_t, std::int64_t) {
                                       stopwatch.begin(std::string{to_string(step)});
                                     }};
  const auto start = Clock::now();
  const auto report = migration.separate(false, now_utc(), "benchmark");
  stopwatch.end();
  std::printf("separate   %6.1f s, %s\n", seconds_since(start), report.verified() ? "verified" : "NOT VERIFIED");
  const auto back = Clock::now();
  (void)migration.rollback(false, {[](const auto&) {}, [](const auto&) {}, [] {}});
  stopwatch.end();
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
