// How often the comparison of two runs is right: the figures of docs/statistics.md.
//   simulate_comparisons [COMPARISONS]      default: 4000 a line
// Two groups of n normal samples with the given coefficient of variation; group b is scaled by 1 + change.
// `covered` counts intervals that hold the true ratio, `wrong` verdicts without a change or against its direction.

#include "support/base/normal_source.hpp"

#include "llmbench/stats/comparison.hpp"

#include <cstdio>
#include <cstdlib>

namespace llmbench::stats {
namespace {

struct Rates {
  double covered = 0;
  double small_p = 0;  ///< p < 0.05
  double judged = 0;   ///< better or worse
  double wrong = 0;
};

Rates simulate(std::size_t n, double cv, double change, bool from_samples, int comparisons) {
  testing::NormalSource source{n * 1'000'003 + static_cast<std::uint64_t>(cv * 1e6 + change * 1e4)};
  Rates rates;
  for (int i = 0; i < comparisons; ++i) {
    MetricSide a;
    MetricSide b;
    a.samples = source.draw_many(n, 100, 100 * cv);
    b.samples = source.draw_many(n, 100 * (1 + change), 100 * (1 + change) * cv);
    if (!from_samples) {
      a = {.value = 0, .samples = {}, .summary = summarise(a.samples)};
      b = {.value = 0, .samples = {}, .summary = summarise(b.samples)};
    }
    const auto result = compare_metric(a, b, MetricDirection::higher_is_better, std::nullopt);
    const double ratio = 1 + change;
    if (result.ratio_interval && result.ratio_interval->low <= ratio && ratio <= result.ratio_interval->high) {
      ++rates.covered;
    }
    if (result.p_value && *result.p_value < 0.05) ++rates.small_p;
    const bool judged = result.verdict == Verdict::better || result.verdict == Verdict::worse;
    if (judged) ++rates.judged;
    if (judged && (change == 0 || (change > 0) != (result.verdict == Verdict::better))) ++rates.wrong;
  }
  const double total = comparisons;
  return {rates.covered / total, rates.small_p / total, rates.judged / total, rates.wrong / total};
}

void print_table(bool from_samples, double change, std::initializer_list<double> cvs, int comparisons) {
  std::printf("%s, true change %+.0f %%\n      n     cv  covered  p<0.05  judged   wrong\n",
              from_samples ? "samples: bootstrap and Mann-Whitney" : "n, mean, stddev: Fieller and Welch",
              100 * change);
  for (const std::size_t n : {3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 50}) {
    if (from_samples && n < kMinSamples) continue;
    for (const double cv : cvs) {
      const Rates rates = simulate(n, cv, change, from_samples, comparisons);
      std::printf("%7zu %5.1f%% %7.1f%% %6.1f%% %6.1f%% %6.1f%%\n", n, 100 * cv, 100 * rates.covered,
                  100 * rates.small_p, 100 * rates.judged, 100 * rates.wrong);
      std::fflush(stdout);
    }
  }
}

}  // namespace
}  // namespace llmbench::stats

int main(int argc, char** argv) {
  const int comparisons = argc > 1 ? std::atoi(argv[1]) : 4000;
  using llmbench::stats::print_table;
  print_table(false, 0, {0.01, 0.03, 0.10}, comparisons);
  print_table(false, 0.05, {0.01, 0.03}, comparisons);
  print_table(true, 0, {0.01, 0.03, 0.10}, comparisons);
  print_table(true, 0.05, {0.01, 0.03}, comparisons);
  print_table(true, 0.10, {0.01}, comparisons);
}
