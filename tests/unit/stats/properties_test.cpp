// What holds for every pair of groups, tried on random ones. The slow simulations of coverage are in
// tests/integration/statistics_slow_test.cpp.

#include "support/base/normal_source.hpp"

#include "llmbench/stats/comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace llmbench::stats {
namespace {

using llmbench::testing::NormalSource;
using Values = std::vector<double>;

Values mapped(Values values, double factor, double shift) {
  for (double& value : values) value = factor * value + shift;
  return values;
}

MetricSide side(Values samples) {
  return {.value = median(samples), .samples = std::move(samples), .summary = {}};
}

struct Groups {
  Values a;
  Values b;
};

/// Group sizes 4..25, rounded to one decimal so that ties occur.
std::vector<Groups> random_groups() {
  NormalSource source{11};
  std::vector<Groups> groups;
  for (std::size_t i = 0; i < 60; ++i) {
    Groups pair{source.draw_many(4 + i % 22, 50, 1), source.draw_many(4 + (7 * i) % 22, 50.5, 1.5)};
    for (double& value : pair.a) value = std::round(value * 10) / 10;
    for (double& value : pair.b) value = std::round(value * 10) / 10;
    groups.push_back(std::move(pair));
  }
  return groups;
}

TEST(Properties, ExchangingTheGroupsGivesTheReciprocal) {
  for (const auto& [a, b] : random_groups()) {
    const auto forward = compare_metric(side(a), side(b), MetricDirection::higher_is_better, std::nullopt);
    const auto backward = compare_metric(side(b), side(a), MetricDirection::higher_is_better, std::nullopt);
    EXPECT_DOUBLE_EQ(forward.p_value.value(), backward.p_value.value());
    EXPECT_DOUBLE_EQ(forward.ratio.value(), 1 / backward.ratio.value());
    EXPECT_DOUBLE_EQ(forward.ratio_interval.value().low, 1 / backward.ratio_interval.value().high);
    EXPECT_DOUBLE_EQ(forward.ratio_interval.value().high, 1 / backward.ratio_interval.value().low);
    EXPECT_DOUBLE_EQ(welch_p(summarise(a), summarise(b)).value(), welch_p(summarise(b), summarise(a)).value());
    const auto fieller = fieller_ratio(summarise(a), summarise(b)).value();
    const auto inverse = fieller_ratio(summarise(b), summarise(a)).value();
    EXPECT_NEAR(fieller.low, 1 / inverse.high, 1e-12);
    EXPECT_NEAR(fieller.high, 1 / inverse.low, 1e-12);
  }
}

TEST(Properties, TheUnitDoesNotMatter) {
  for (const auto& [a, b] : random_groups()) {
    const auto plain = compare_metric(side(a), side(b), std::nullopt, std::nullopt);
    for (const double unit : {0x1p-40, 8.0, 0x1p300}) {  // powers of two: nothing is rounded
      const auto scaled =
          compare_metric(side(mapped(a, unit, 0)), side(mapped(b, unit, 0)), std::nullopt, std::nullopt);
      EXPECT_EQ(plain.p_value, scaled.p_value);
      EXPECT_EQ(plain.ratio, scaled.ratio);
      EXPECT_EQ(plain.ratio_interval.value().low, scaled.ratio_interval.value().low);
      EXPECT_EQ(plain.ratio_interval.value().high, scaled.ratio_interval.value().high);
      const auto fieller = fieller_ratio(summarise(a), summarise(b)).value();
      EXPECT_NEAR(fieller.low, fieller_ratio(summarise(mapped(a, unit, 0)), summarise(mapped(b, unit, 0)))->low, 1e-12);
    }
  }
}

TEST(Properties, TheOrderOfSamplesDoesNotMatter) {
  for (const auto& [a, b] : random_groups()) {
    const Values turned{a.rbegin(), a.rend()};
    const auto interval = bootstrap_median_ratio(a, b).value();
    const auto same = bootstrap_median_ratio(turned, b).value();
    EXPECT_EQ(interval.low, same.low);
    EXPECT_EQ(interval.high, same.high);
    EXPECT_EQ(mann_whitney_p(a, b), mann_whitney_p(turned, b));
  }
}

TEST(Properties, RanksIgnoreWhatKeepsTheOrder) {
  for (const auto& [a, b] : random_groups()) {
    const double p = mann_whitney_p(a, b);
    EXPECT_EQ(p, mann_whitney_p(mapped(a, 1, 1024), mapped(b, 1, 1024)));
    EXPECT_DOUBLE_EQ(p, mann_whitney_p(mapped(a, -1, 0), mapped(b, -1, 0)));
    Values exp_a = a;
    Values exp_b = b;
    for (double& value : exp_a) value = std::exp(value);
    for (double& value : exp_b) value = std::exp(value);
    EXPECT_EQ(p, mann_whitney_p(exp_a, exp_b));
  }
}

TEST(Properties, FurtherApartIsNeverLessSignificant) {
  NormalSource source{12};
  const Values a = source.draw_many(9, 100, 1);
  const Values b = source.draw_many(11, 100, 1);
  double rank_p = 1;
  double welch = 1;
  for (double shift = 0.5; shift < 10; shift += 0.25) {
    const Values moved = mapped(b, 1, shift);
    EXPECT_LE(mann_whitney_p(a, moved), rank_p);
    EXPECT_LE(welch_p(summarise(a), summarise(moved)).value(), welch);
    rank_p = mann_whitney_p(a, moved);
    welch = welch_p(summarise(a), summarise(moved)).value();
  }
  EXPECT_LT(rank_p, 1e-4);
}

TEST(Properties, IntervalsHoldTheRatioAndPValuesAreProbabilities) {
  for (const auto& [a, b] : random_groups()) {
    const auto result = compare_metric(side(a), side(b), std::nullopt, std::nullopt);
    EXPECT_LE(result.ratio_interval.value().low, result.ratio.value());
    EXPECT_GE(result.ratio_interval.value().high, result.ratio.value());
    EXPECT_GT(result.p_value.value(), 0);
    EXPECT_LE(result.p_value.value(), 1);
  }
}

TEST(Properties, QuantilesUndoTails) {
  for (const double df : {1.0, 2.5, 9.0, 40.0, 5000.0, 1e8}) {
    for (const double p : {1e-9, 0.01, 0.2, 0.49}) {
      EXPECT_NEAR(student_t_two_sided_p(student_t_quantile(p, df), df) / (2 * p), 1, 1e-11) << df << " " << p;
    }
    EXPECT_EQ(student_t_quantile(0.125, df), -student_t_quantile(0.875, df)) << df;  // both exact in binary
  }
}

/// Largest distance of the empirical distribution from the uniform one: above it, and in either direction.
struct Distance {
  double above = 0;
  double either = 0;
};
Distance from_uniform(Values p_values) {
  std::sort(p_values.begin(), p_values.end());
  Distance distance;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    const double above = static_cast<double>(i + 1) / static_cast<double>(p_values.size()) - p_values[i];
    distance.above = std::max(distance.above, above);
    distance.either = std::max({distance.either, above, -above});
  }
  return distance;
}

constexpr std::size_t kDraws = 2000;
const double kKolmogorov = 1.95 / std::sqrt(static_cast<double>(kDraws));  // exceeded once in 1,000 uniform samples

TEST(UnderTheNullHypothesis, PValuesOfWelchAreUniform) {
  NormalSource source{13};
  Values p;
  for (std::size_t i = 0; i < kDraws; ++i) {
    p.push_back(welch_p(summarise(source.draw_many(8, 10, 1)), summarise(source.draw_many(12, 10, 1))).value());
  }
  EXPECT_LT(from_uniform(p).either, kKolmogorov);
}

TEST(UnderTheNullHypothesis, ExactRankTestsAreNeverTooSmall) {
  NormalSource source{14};
  Values p;
  for (std::size_t i = 0; i < kDraws; ++i)
    p.push_back(mann_whitney_p(source.draw_many(8, 0, 1), source.draw_many(7, 0, 1)));
  EXPECT_LT(from_uniform(p).above, kKolmogorov);
}

TEST(UnderTheNullHypothesis, RankTestsOfManyValuesAreUniform) {
  NormalSource source{15};
  Values p;
  for (std::size_t i = 0; i < kDraws; ++i) {
    p.push_back(mann_whitney_p(source.draw_many(60, 0, 1), source.draw_many(70, 0, 1)));
  }
  EXPECT_LT(from_uniform(p).either, kKolmogorov + 0.005);  // ranks come in steps
}

TEST(Coverage, FiellerIntervalsHoldTheTrueRatioIn95Percent) {
  NormalSource source{16};
  int covered = 0;
  for (std::size_t i = 0; i < kDraws; ++i) {
    const auto interval = fieller_ratio(summarise(source.draw_many(6, 100, 8)), summarise(source.draw_many(9, 130, 5)));
    if (interval.value().low <= 1.3 && 1.3 <= interval.value().high) ++covered;
  }
  EXPECT_GT(covered, 0.93 * kDraws);
  EXPECT_LT(covered, 0.97 * kDraws);
}

// Enumerated, not simulated: every count of 200 questions with its binomial probability.
TEST(Coverage, WilsonIntervalsHoldTheTrueShareIn95PercentOnAverage) {
  double sum = 0;
  double lowest = 1;
  for (int percent = 5; percent <= 95; ++percent) {
    const double share = percent / 100.0;
    double probability = std::pow(1 - share, 200);
    double covered = 0;
    for (std::int64_t correct = 0; correct <= 200; ++correct) {
      const auto interval = wilson_percent(correct, 200).value();
      if (interval.low <= percent && percent <= interval.high) covered += probability;
      probability *= static_cast<double>(200 - correct) / static_cast<double>(correct + 1) * share / (1 - share);
    }
    sum += covered;
    lowest = std::min(lowest, covered);
  }
  EXPECT_NEAR(sum / 91, 0.95, 0.005);
  EXPECT_GT(lowest, 0.92);
}

TEST(Power, TenPercentAtOnePercentSpreadIsAlwaysFoundFromFiveSamples) {
  NormalSource source{18};
  for (int i = 0; i < 50; ++i) {
    const Values a = source.draw_many(5, 100, 1);
    const Values b = mapped(source.draw_many(5, 100, 1), 1.10, 0);
    EXPECT_EQ(compare_metric(side(a), side(b), MetricDirection::higher_is_better, std::nullopt).verdict,
              Verdict::better);
    EXPECT_EQ(compare_metric(side(a), side(b), MetricDirection::lower_is_better, std::nullopt).verdict, Verdict::worse);
  }
}

}  // namespace
}  // namespace llmbench::stats
