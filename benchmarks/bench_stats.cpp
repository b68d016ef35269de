// What a comparison of two groups of samples costs.
//   bench_stats [Google Benchmark flags]
// ByValue and ByLaw draw the medians of 10,000 resamples of one group; Interval is bootstrap_median_ratio of two.

#include "stats/bootstrap.hpp"

#include "llmbench/stats/two_samples.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>

namespace llmbench::stats {
namespace {

std::vector<double> samples(std::int64_t count, std::uint64_t seed) {
  std::mt19937_64 random{seed};
  std::vector<double> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(100 + 1e-9 * static_cast<double>(random() >> 32));
  return values;
}

void interval(benchmark::State& state) {
  const auto a = samples(state.range(0), 1);
  const auto b = samples(state.range(0), 2);
  for (auto _ : state) benchmark::DoNotOptimize(bootstrap_median_ratio(a, b));
}
BENCHMARK(interval)->Name("Interval")->Arg(5)->Arg(20)->Arg(50)->Arg(400)->Arg(10'000)->Unit(benchmark::kMillisecond);

template <auto Draw>
void medians(benchmark::State& state) {
  auto sorted = samples(state.range(0), 1);
  std::sort(sorted.begin(), sorted.end());
  std::mt19937_64 random{3};
  for (auto _ : state) benchmark::DoNotOptimize(Draw(sorted, 10'000, random));
}
BENCHMARK(medians<resampled_medians_by_value>)
    ->Name("ByValue")
    ->Arg(5)
    ->Arg(20)
    ->Arg(50)
    ->Arg(100)
    ->Arg(400)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(medians<resampled_medians_by_law>)
    ->Name("ByLaw")
    ->Arg(5)
    ->Arg(20)
    ->Arg(50)
    ->Arg(100)
    ->Arg(401)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);

void mann_whitney(benchmark::State& state) {
  const auto a = samples(state.range(0), 1);
  const auto b = samples(state.range(0), 2);
  for (auto _ : state) benchmark::DoNotOptimize(mann_whitney_p(a, b));
}
BENCHMARK(mann_whitney)->Name("MannWhitney")->Arg(5)->Arg(20)->Arg(21)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace llmbench::stats

BENCHMARK_MAIN();
