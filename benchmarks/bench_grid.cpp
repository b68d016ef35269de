// How long a question to the grid takes inside the server, and what a run costs in memory.
//   bench_grid [RUNS] [Google Benchmark flags]      default: 100000 runs
// Each line's p50_ms and p99_ms are percentiles of single queries, cursor decoding and row views included; `json` lines
// add the encoding of the response body. p99_cpu_ms leaves out the time the machine gave to others.

#include "api/grid_json.hpp"
#include "service/grid/grid_builder.hpp"
#include "support/grid_generator.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <malloc.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace llmbench {
namespace {

using service::GridParameters;
using Clock = std::chrono::steady_clock;
using Snapshot = std::shared_ptr<const service::GridSnapshot>;

constexpr std::uint64_t kSeed = 2026;
constexpr int kQueries = 400;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// CPU time of this thread: what a query costs when the machine does other things too.
double cpu_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

double resident_mib() {
  malloc_trim(0);
  std::ifstream statm{"/proc/self/statm"};
  double pages = 0;
  double resident = 0;
  statm >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

/// Builds the index as the first load does, and prints what it takes.
Snapshot build(std::size_t runs) {
  testing::GridGenerator generator{kSeed};
  const auto scores = generator.make_scores();
  for (int warm_up = 0; warm_up < 120'000; ++warm_up) (void)generator.make_run();  // its own memory is there now
  const double before_mib = resident_mib();
  service::GridBuilder builder;
  double spent_ms = 0;
  for (const auto& variant : generator.variants()) builder.upsert_variant(variant);
  for (const auto& score : scores) builder.set_scores(score.variant_id, {score});
  for (std::size_t run = 0; run < runs; ++run) {
    const auto made = generator.make_run();
    const auto start = Clock::now();
    builder.upsert_run(made);
    spent_ms += milliseconds_since(start);
  }
  const auto start = Clock::now();
  const Snapshot snapshot = builder.publish();
  const double publish_ms = milliseconds_since(start);
  const double grown_mib = resident_mib() - before_mib;
  std::printf("%zu runs, %zu configurations: inserted in %.0f ms, published in %.0f ms\n", snapshot->runs.live,
              snapshot->configurations.live, spent_ms, publish_ms);
  std::printf(
      "memory: %.1f MiB resident, %.0f bytes a run (writer's tables and both kinds of rows included); columns %zu "
      "bytes a row\n",
      grown_mib, grown_mib * 1024 * 1024 / static_cast<double>(runs), sizeof(service::GridRow));

  auto changed = generator.make_run();
  std::vector<double> changes_ms;
  for (int change = 0; change < 200; ++change) {
    generator.change_figures(changed);
    const auto change_start = Clock::now();
    builder.upsert_run(changed);
    (void)builder.publish();
    changes_ms.push_back(milliseconds_since(change_start));
  }
  std::sort(changes_ms.begin(), changes_ms.end());
  std::printf("one changed run applied and published: p50 %.3f ms, p99 %.3f ms\n", changes_ms[100], changes_ms[197]);
  return builder.publish();
}

template <typename Ask>
void measure(benchmark::State& state, const Ask& ask) {
  std::vector<double> taken;
  std::vector<double> cpu;
  for (auto _ : state) {
    const auto start = Clock::now();
    const double cpu_start = cpu_milliseconds();
    ask();
    cpu.push_back(cpu_milliseconds() - cpu_start);
    taken.push_back(milliseconds_since(start));
  }
  std::sort(taken.begin(), taken.end());
  std::sort(cpu.begin(), cpu.end());
  state.counters["p50_ms"] = taken[taken.size() / 2];
  state.counters["p99_ms"] = taken[taken.size() * 99 / 100];
  state.counters["p99_cpu_ms"] = cpu[cpu.size() * 99 / 100];
}

template <typename Ask>
void add(const std::string& name, const Ask& ask) {
  benchmark::RegisterBenchmark(name.c_str(), [ask](benchmark::State& state) { measure(state, ask); })
      ->Iterations(kQueries)
      ->Unit(benchmark::kMillisecond);
}

GridParameters with(std::map<std::string, std::string, std::less<>> values,
                    std::map<std::string, std::vector<std::string>, std::less<>> lists = {}) {
  GridParameters parameters;
  parameters.values = std::move(values);
  parameters.lists = std::move(lists);
  return parameters;
}

/// Every filter with a value that keeps a part of the rows.
std::vector<std::pair<std::string, GridParameters>> filters() {
  std::vector<std::pair<std::string, GridParameters>> filters{
      {"none", with({})},
      {"models", with({}, {{"models", {"Qwen/Qwen3-40e8", "microsoft/phi-4-140e8"}}})},
      {"quantizations", with({}, {{"quantizations", {"Q4_K_M", "Q8_0"}}})},
      {"lora", with({}, {{"lora", {}}})},
      {"backends", with({}, {{"backends", {"llama.cpp"}}})},
      {"flavours", with({}, {{"flavours", {"ik_llama.cpp"}}})},
      {"hardware_types", with({}, {{"hardware_types", {"gpu"}}})},
      {"hardware_categories", with({}, {{"hardware_categories", {"consumer_gpu"}}})},
      {"gpu_models", with({}, {{"gpu_models", {"RTX 4090", "RTX 3090"}}})},
      {"cpu_models", with({}, {{"cpu_models", {"EPYC 9654"}}})},
      {"platforms", with({}, {{"platforms", {"RTX 4090"}}})},
      {"machines", with({}, {{"machines", {"rack 1"}}})},
      {"load", with({}, {{"load", {"single"}}})},
      {"tags", with({}, {{"tags", {"nightly"}}})},
      {"kv_types", with({}, {{"kv_types", {"q8_0"}}})},
      {"publishers", with({}, {{"publishers", {"unsloth"}}})},
  };
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"flash_attn", "true"},
                                                                                    {"benchmark", "gsm8k"},
                                                                                    {"min_quality", "50"},
                                                                                    {"min_speed", "20"},
                                                                                    {"min_prompt_speed", "500"},
                                                                                    {"max_memory_gb", "16"},
                                                                                    {"context", "32768"},
                                                                                    {"params_min", "4"},
                                                                                    {"params_max", "14"},
                                                                                    {"bits_min", "4"},
                                                                                    {"bits_max", "6"},
                                                                                    {"at_depth", "4096"},
                                                                                    {"min_context", "4096"},
                                                                                    {"since", "2025-01-01T00:00:00Z"},
                                                                                    {"until", "2025-12-01T00:00:00Z"},
                                                                                    {"has_samples", "false"},
                                                                                    {"hide_partial", "true"},
                                                                                    {"search", "qwen3"},
                                                                                    {"speed_class", "tg"},
                                                                                    {"prompt_class", "pp512"},
                                                                                    {"latest_builds", "false"},
                                                                                    {"rows", "runs"}}) {
    filters.emplace_back(name, with({{name, value}}));
  }
  return filters;
}

void add_grid_questions(const Snapshot& snapshot) {
  for (const auto& [filter, base] : filters()) {
    for (const std::string sort : {"timestamp", "model_name", "quantization", "speed", "prompt_speed", "memory",
                                   "quality", "efficiency", "size"}) {
      // All builds: every configuration is a candidate, the worst case.
      GridParameters parameters = base;
      parameters.values.emplace("latest_builds", "false");
      parameters.values["sort"] = sort;
      parameters.values["limit"] = "100";
      add("grid/" + filter + "/" + sort, [=] { benchmark::DoNotOptimize(service::query_grid(snapshot, parameters)); });
    }
  }
  GridParameters whole = with({{"sort", "speed"}, {"latest_builds", "false"}, {"limit", "1000"}});
  add("grid/1000 rows", [=] { benchmark::DoNotOptimize(service::query_grid(snapshot, whole)); });
  GridParameters deep = with({{"sort", "speed"}, {"latest_builds", "false"}, {"limit", "1000"}});
  for (int page = 0; page < 20; ++page) {
    const auto next = service::query_grid(snapshot, deep).next_cursor;
    if (!next) break;
    deep.values["cursor"] = *next;
  }
  add("grid/20th page of 1000", [=] { benchmark::DoNotOptimize(service::query_grid(snapshot, deep)); });
  add("grid/json of 1000 rows", [=] {
    const auto page = service::query_grid(snapshot, whole);
    api::JsonWriter json;
    api::GridRowEncoder encoder{json};
    json.begin_array();
    for (const auto& row : page.rows) encoder.encode_row(row);
    json.end_array();
    benchmark::DoNotOptimize(json.take());
  });
}

void add_grouped_questions(const Snapshot& snapshot) {
  for (const std::string sort_by : {"quality", "speed", "efficiency", "memory", "model_name"}) {
    GridParameters parameters = with({{"sort_by", sort_by}, {"latest_builds", "false"}, {"limit", "20"}});
    add("grouped/" + sort_by, [=] { benchmark::DoNotOptimize(service::query_grouped(snapshot, parameters)); });
  }
}

}  // namespace
}  // namespace llmbench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const std::size_t runs = argc > 1 ? std::stoul(argv[1]) : 100'000;
  const auto snapshot = llmbench::build(runs);
  llmbench::add_grid_questions(snapshot);
  llmbench::add_grouped_questions(snapshot);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
