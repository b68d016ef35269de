// How often intervals of the bootstrap hold the truth and verdicts are wrong, over thousands of simulated comparisons.
// docs/statistics.md states the figures (benchmarks/simulate_comparisons.cpp); these bounds notice when they change.

#include "support/base/normal_source.hpp"

#include "llmbench/stats/comparison.hpp"

#include <gtest/gtest.h>

namespace llmbench::stats {
namespace {

constexpr int kComparisons = 2000;
constexpr int kFewComparisons = 500;

struct Rates {
  double covered = 0;
  double judged = 0;
};

/// Groups of `n` normal samples; b is scaled by `ratio`.
Rates simulate(int comparisons, std::size_t n, double cv, double ratio, MetricDirection direction, Verdict counted) {
  llmbench::testing::NormalSource source{n};
  Rates rates;
  for (int i = 0; i < comparisons; ++i) {
    MetricSide a;
    MetricSide b;
    a.samples = source.draw_many(n, 100, 100 * cv);
    b.samples = source.draw_many(n, 100 * ratio, 100 * ratio * cv);
    const auto result = compare_metric(a, b, direction, std::nullopt);
    const auto interval = result.ratio_interval.value();
    if (interval.low <= ratio && ratio <= interval.high) rates.covered += 1.0 / comparisons;
    if (result.verdict == counted) rates.judged += 1.0 / comparisons;
  }
  return rates;
}

class BootstrapCoverage : public ::testing::TestWithParam<std::size_t> {};

TEST_P(BootstrapCoverage, IsNear95Percent) {
  const auto rates = simulate(kComparisons, GetParam(), 0.03, 1, MetricDirection::higher_is_better, Verdict::better);
  EXPECT_GT(rates.covered, GetParam() == 4 ? 0.915 : 0.93);  // four samples: measured 93 %
  EXPECT_LT(rates.covered, 0.985);
}
INSTANTIATE_TEST_SUITE_P(Sizes, BootstrapCoverage, ::testing::Values(4, 5, 10, 21, 50));

TEST(VerdictsWithoutAChange, AreRareAtOnePercentSpread) {
  for (const std::size_t n : {std::size_t{4}, std::size_t{5}, std::size_t{10}}) {
    const auto better = simulate(kFewComparisons, n, 0.01, 1, MetricDirection::higher_is_better, Verdict::better);
    const auto worse = simulate(kFewComparisons, n, 0.01, 1, MetricDirection::higher_is_better, Verdict::worse);
    EXPECT_LE(better.judged + worse.judged, 0.05) << n << " samples";
  }
}

TEST(VerdictsOnAChange, FindTenPercentAtOnePercentSpread) {
  for (const std::size_t n : {std::size_t{4}, std::size_t{5}, std::size_t{10}}) {
    EXPECT_GE(simulate(kFewComparisons, n, 0.01, 1.1, MetricDirection::higher_is_better, Verdict::better).judged, 0.999)
        << n;
    EXPECT_GE(simulate(kFewComparisons, n, 0.01, 1.1, MetricDirection::lower_is_better, Verdict::worse).judged, 0.999)
        << n;
  }
}

}  // namespace
}  // namespace llmbench::stats
