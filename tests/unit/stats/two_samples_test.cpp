// Edges of the functions that reference_test.cpp compares with R.

#include "llmbench/stats/two_samples.hpp"

#include "stats/bootstrap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace llmbench::stats {
namespace {

using Values = std::vector<double>;

TEST(Samples, NothingOrNoNumberIsRefused) {
  EXPECT_THROW((void)mean(Values{}), std::invalid_argument);
  EXPECT_THROW((void)median(Values{}), std::invalid_argument);
  EXPECT_THROW((void)standard_deviation(Values{1, std::nan("")}), std::invalid_argument);
  EXPECT_THROW((void)scaled_mad(Values{std::numeric_limits<double>::infinity()}), std::invalid_argument);
}

TEST(Samples, OneValueHasNoSpread) {
  EXPECT_EQ(standard_deviation(Values{7}), 0);
  EXPECT_EQ(scaled_mad(Values{7}), 0);
  EXPECT_EQ(robust_spread(Values{7}), 0);
}

TEST(Samples, EqualValuesHaveExactlyNoSpread) {
  EXPECT_EQ(standard_deviation(Values{0.1, 0.1, 0.1}), 0);
}

TEST(Samples, SumsAndSquaresStayInRange) {
  EXPECT_DOUBLE_EQ(mean(Values{1.5e308, 1.7e308}), 1.6e308);
  EXPECT_DOUBLE_EQ(standard_deviation(Values{1e-300, 3e-300}), std::sqrt(2) * 1e-300);
}

TEST(Samples, SpreadAroundZeroIsInfinite) {
  EXPECT_EQ(robust_spread(Values{0, 0}), 0);
  EXPECT_EQ(robust_spread(Values{-1, 0, 1}), std::numeric_limits<double>::infinity());
}

TEST(MannWhitney, EqualValuesEverywhereSayNothing) {
  EXPECT_EQ(mann_whitney_p(Values{1, 1}, Values{1, 1, 1}), 1);
  EXPECT_EQ(mann_whitney_p(Values(30, 1.0), Values(30, 1.0)), 1);
}

TEST(MannWhitney, NoValueOrNoNumberIsRefused) {
  EXPECT_THROW((void)mann_whitney_p(Values{}, Values{1}), std::invalid_argument);
  EXPECT_THROW((void)mann_whitney_p(Values{1}, Values{std::nan("")}), std::invalid_argument);
}

// P(no overlap) is 2 / C(n + m, n): 2/70 and 2/252 are the smallest p-values there are.
TEST(MannWhitney, SmallestPossibleValues) {
  EXPECT_DOUBLE_EQ(mann_whitney_p(Values{1, 2, 3, 4}, Values{5, 6, 7, 8}), 2.0 / 70);
  EXPECT_DOUBLE_EQ(mann_whitney_p(Values{6, 7, 8, 9, 10}, Values{1, 2, 3, 4, 5}), 2.0 / 252);
}

TEST(Bootstrap, NoRatioToZeroOrBetweenSigns) {
  EXPECT_FALSE(bootstrap_median_ratio(Values{0, 1, 2, 3}, Values{1, 2, 3, 4}));
  EXPECT_FALSE(bootstrap_median_ratio(Values{-1, 1, 2, 3}, Values{1, 2, 3, 4}));
  EXPECT_FALSE(bootstrap_median_ratio(Values{1, 2, 3, 4}, Values{-1, 2, 3, 4}));
  EXPECT_FALSE(bootstrap_median_ratio(Values{1, 2, 3, 4}, Values{-4, -3, -2, -1}));
}

TEST(Bootstrap, ZerosMayStandAbove) {
  const auto interval = bootstrap_median_ratio(Values{1, 1, 1, 1}, Values{0, 0, 0, 0});
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->low, 0);
  EXPECT_EQ(interval->high, 0);
}

TEST(Bootstrap, NegativeValuesHaveRatiosToo) {
  const auto positive = bootstrap_median_ratio(Values{1, 2, 3, 4}, Values{2, 3, 4, 5});
  const auto negative = bootstrap_median_ratio(Values{-1, -2, -3, -4}, Values{-2, -3, -4, -5});
  ASSERT_TRUE(positive && negative);
  EXPECT_EQ(positive->low, negative->low);
  EXPECT_EQ(positive->high, negative->high);
}

// Equal input, equal answer on every machine: these digits may only change together with docs/statistics.md.
TEST(Bootstrap, TheSeedIsPartOfTheAnswer) {
  const auto interval = bootstrap_median_ratio(Values{98.2, 99.1, 100.3, 100.9, 101.5}, Values{99, 100, 101, 102, 103});
  ASSERT_TRUE(interval);
  EXPECT_DOUBLE_EQ(interval->low, 100.0 / 101.5);
  EXPECT_DOUBLE_EQ(interval->high, 102.0 / 98.2);
}

TEST(DrawBelow, EveryNumberIsEquallyLikely) {
  std::mt19937_64 random{1};
  std::array<int, 7> counts{};
  for (int i = 0; i < 70'000; ++i) ++counts.at(draw_below(random, 7));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 400);  // 4 standard deviations
}

// Exact law of the median of three draws of three values: 1 and 3 with 7/27 each, 2 with 13/27.
TEST(ResampledMedians, BothWaysFollowTheExactLawOfOddNumbers) {
  for (const auto& draw : {resampled_medians_by_value, resampled_medians_by_law}) {
    std::mt19937_64 random{2};
    std::map<double, int> counts;
    for (const double value : draw(Values{1, 2, 3}, 27'000, random)) ++counts[value];
    EXPECT_NEAR(counts[1], 7'000, 300);
    EXPECT_NEAR(counts[2], 13'000, 340);
    EXPECT_NEAR(counts[3], 7'000, 300);
  }
}

// Of four draws of four values, 1/256 each: counted by hand for the lowest medians; (1+1)/2 needs three or more ones.
TEST(ResampledMedians, BothWaysFollowTheExactLawOfEvenNumbers) {
  for (const auto& draw : {resampled_medians_by_value, resampled_medians_by_law}) {
    std::mt19937_64 random{3};
    std::map<double, int> counts;
    for (const double value : draw(Values{1, 2, 4, 8}, 25'600, random)) ++counts[value];
    EXPECT_NEAR(counts[1], 1'300, 145);    // 13 of 256: 1 + 4 * 3
    EXPECT_NEAR(counts[1.5], 3'000, 210);  // 30: two ones, then at least one 2: 6 * (3^2 - 2^2)
    EXPECT_NEAR(counts[2.5], 1'800, 165);  // 18: two ones, then 4 and 4 or 8: 6 * (2^2 - 1)
    EXPECT_NEAR(counts[4.5], 600, 100);    // 6: 1 1 8 8
    EXPECT_NEAR(counts[8], 1'300, 145);
  }
}

TEST(ResampledMedians, TheLawAgreesWithDrawingForManyValues) {
  for (const std::size_t n : {std::size_t{60}, std::size_t{61}, std::size_t{400}}) {
    Values sorted(n);
    for (std::size_t i = 0; i < n; ++i) sorted[i] = static_cast<double>(i);
    std::mt19937_64 random{4};
    auto drawn = resampled_medians_by_value(sorted, 20'000, random);
    auto law = resampled_medians_by_law(sorted, 20'000, random);
    std::sort(drawn.begin(), drawn.end());
    std::sort(law.begin(), law.end());
    double distance = 0;  // Kolmogorov-Smirnov, 0.1 % bound: 1.95 * sqrt(2 / 20000)
    for (std::size_t i = 0; i < law.size(); ++i) {
      const auto below = std::upper_bound(drawn.begin(), drawn.end(), law[i]) - drawn.begin();
      const auto self = std::upper_bound(law.begin(), law.end(), law[i]) - law.begin();
      distance = std::max(distance, std::abs(static_cast<double>(below - self)) / 20'000);
    }
    EXPECT_LT(distance, 0.0195) << n << " values";
  }
}

TEST(Fieller, NothingIsSaidOfAMeanThatMayBeZero) {
  EXPECT_FALSE(fieller_ratio({.n = 5, .mean = 1, .stddev = 2}, {.n = 5, .mean = 10, .stddev = 1}));
  EXPECT_FALSE(fieller_ratio({.n = 5, .mean = 0, .stddev = 0}, {.n = 5, .mean = 10, .stddev = 1}));
  EXPECT_FALSE(fieller_ratio({.n = 1, .mean = 5, .stddev = 0}, {.n = 5, .mean = 10, .stddev = 1}));
}

TEST(Fieller, WithoutAnySpreadTheRatioIsCertain) {
  const auto interval = fieller_ratio({.n = 5, .mean = 4, .stddev = 0}, {.n = 5, .mean = 5, .stddev = 0});
  ASSERT_TRUE(interval);
  EXPECT_DOUBLE_EQ(interval->low, 1.25);
  EXPECT_DOUBLE_EQ(interval->high, 1.25);
}

TEST(Welch, NeedsTwoOnEachSideAndSomeSpread) {
  EXPECT_FALSE(welch_p({.n = 1, .mean = 5, .stddev = 0}, {.n = 5, .mean = 10, .stddev = 1}));
  EXPECT_FALSE(welch_p({.n = 5, .mean = 5, .stddev = 0}, {.n = 5, .mean = 10, .stddev = 0}));
  EXPECT_THROW((void)welch_p({.n = 5, .mean = 5, .stddev = -1}, {.n = 5, .mean = 10, .stddev = 1}),
               std::invalid_argument);
}

TEST(Holm, UnknownValuesStayUnknownAndDoNotCount) {
  const auto adjusted = holm_adjusted({0.01, std::nullopt, 0.04});
  EXPECT_DOUBLE_EQ(adjusted.at(0).value(), 0.02);
  EXPECT_FALSE(adjusted.at(1));
  EXPECT_DOUBLE_EQ(adjusted.at(2).value(), 0.04);
  EXPECT_TRUE(holm_adjusted({}).empty());
}

TEST(Newcombe, ImpossibleCountsHaveNoInterval) {
  EXPECT_FALSE(newcombe_difference_percent(5, 4, 1, 2));
  EXPECT_FALSE(newcombe_difference_percent(0, 0, 1, 2));
}

TEST(McNemar, NegativeCountsAreRefused) {
  EXPECT_THROW((void)mcnemar_exact_p(-1, 2), std::invalid_argument);
}

TEST(StudentT, WrongArgumentsAreRefused) {
  EXPECT_THROW((void)student_t_two_sided_p(1, 0), std::invalid_argument);
  EXPECT_THROW((void)student_t_quantile(0, 3), std::invalid_argument);
  EXPECT_THROW((void)student_t_quantile(1, 3), std::invalid_argument);
  EXPECT_EQ(student_t_two_sided_p(std::numeric_limits<double>::infinity(), 3), 0);
}

}  // namespace
}  // namespace llmbench::stats
