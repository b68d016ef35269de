#include "llmbench/stats/comparison.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace llmbench::stats {
namespace {

constexpr auto kHigher = MetricDirection::higher_is_better;
constexpr auto kLower = MetricDirection::lower_is_better;

const MetricSide kSlow{.value = 100, .samples = {98.9, 99.4, 100.0, 100.7, 101.2}, .summary = {}};
const MetricSide kFast{.value = 110, .samples = {108.9, 109.4, 110.0, 110.7, 111.2}, .summary = {}};

MetricSide stated(std::size_t n, double mean, double stddev) {
  return {.value = mean, .samples = {}, .summary = Summary{.n = n, .mean = mean, .stddev = stddev}};
}

TEST(CompareMetric, SamplesAreComparedByRanksAndBootstrap) {
  const auto result = compare_metric(kSlow, kFast, kHigher, std::nullopt);
  EXPECT_EQ(to_string(result.method), "mann_whitney");
  EXPECT_DOUBLE_EQ(result.a, 100);
  EXPECT_DOUBLE_EQ(result.b, 110);
  EXPECT_DOUBLE_EQ(result.ratio.value(), 1.1);
  EXPECT_NEAR(result.change_percent.value(), 10, 1e-12);
  EXPECT_NEAR(result.p_value.value(), 2.0 / 252, 1e-12);  // 5 against 5 without overlap
  EXPECT_GT(result.ratio_interval.value().low, 1.07);
  EXPECT_LT(result.ratio_interval.value().high, 1.13);
  EXPECT_EQ(to_string(result.verdict), "better");
}

TEST(CompareMetric, DirectionDecidesWhatBetterMeans) {
  EXPECT_EQ(compare_metric(kSlow, kFast, kLower, std::nullopt).verdict, Verdict::worse);
  EXPECT_EQ(compare_metric(kFast, kSlow, kHigher, std::nullopt).verdict, Verdict::worse);
  EXPECT_EQ(compare_metric(kFast, kSlow, kLower, std::nullopt).verdict, Verdict::better);
}

TEST(CompareMetric, WithoutADirectionThereIsNoVerdict) {
  const auto result = compare_metric(kSlow, kFast, std::nullopt, std::nullopt);
  EXPECT_EQ(to_string(result.verdict), "");
  EXPECT_TRUE(result.ratio_interval);
}

TEST(CompareMetric, AChangeBelowTwoPercentIsNotOneHoweverCertain) {
  const auto result = compare_metric(stated(100, 100, 0.01), stated(100, 101.9, 0.01), kHigher, std::nullopt);
  EXPECT_GT(result.ratio_interval.value().low, 1);
  EXPECT_LT(result.p_value.value(), 1e-50);
  EXPECT_EQ(to_string(result.verdict), "no significant change");
}

TEST(CompareMetric, TheNoiseFloorOfTheMachineRaisesTheBar) {
  EXPECT_EQ(compare_metric(kSlow, kFast, kHigher, 0.09).verdict, Verdict::better);
  EXPECT_EQ(compare_metric(kSlow, kFast, kHigher, 0.11).verdict, Verdict::no_significant_change);
}

TEST(CompareMetric, AnIntervalThatHoldsOneIsNoChange) {
  const MetricSide wide{.value = 104, .samples = {80, 95, 104, 115, 130}, .summary = {}};
  EXPECT_EQ(compare_metric(kSlow, wide, kHigher, std::nullopt).verdict, Verdict::no_significant_change);
}

TEST(CompareMetric, StatedMeansAreComparedByWelchAndFieller) {
  const auto result = compare_metric(stated(5, 100, 1), stated(5, 110, 1), kHigher, std::nullopt);
  EXPECT_EQ(to_string(result.method), "welch");
  EXPECT_DOUBLE_EQ(result.ratio.value(), 1.1);
  EXPECT_LT(result.p_value.value(), 1e-6);
  EXPECT_TRUE(result.ratio_interval);
  EXPECT_EQ(result.verdict, Verdict::better);
}

TEST(CompareMetric, SamplesAgainstStatedFiguresAreComparedByTheirMeans) {
  const auto result = compare_metric(kSlow, stated(5, 110, 1), kHigher, std::nullopt);
  EXPECT_EQ(result.method, ComparisonMethod::welch);
  EXPECT_DOUBLE_EQ(result.a, (98.9 + 99.4 + 100.0 + 100.7 + 101.2) / 5);
}

TEST(CompareMetric, ThreeSamplesAreTooFewForRanksAndEnoughForMeans) {
  const MetricSide three_slow{.value = 100, .samples = {99, 100, 101}, .summary = {}};
  const MetricSide three_fast{.value = 120, .samples = {119, 120, 121}, .summary = {}};
  EXPECT_EQ(compare_metric(three_slow, three_fast, kHigher, std::nullopt).method, ComparisonMethod::welch);
}

TEST(CompareMetric, OneNumberEachIsUnknownWithItsRatio) {
  const MetricSide a{.value = 50, .samples = {}, .summary = {}};
  const MetricSide b{.value = 60, .samples = {60}, .summary = {}};
  const auto result = compare_metric(a, b, kHigher, std::nullopt);
  EXPECT_EQ(to_string(result.method), "");
  EXPECT_EQ(to_string(result.verdict), "unknown");
  EXPECT_FALSE(result.p_value);
  EXPECT_FALSE(result.ratio_interval);
  EXPECT_DOUBLE_EQ(result.ratio.value(), 1.2);
}

TEST(CompareMetric, AStatedDeviationOfOneMeasurementSaysNothing) {
  EXPECT_EQ(compare_metric(stated(1, 100, 0), stated(5, 110, 1), kHigher, std::nullopt).verdict, Verdict::unknown);
}

TEST(CompareMetric, NoRatioToZero) {
  const MetricSide zero{.value = 0, .samples = {0, 0, 0, 0}, .summary = {}};
  const auto result = compare_metric(zero, kFast, kHigher, std::nullopt);
  EXPECT_FALSE(result.ratio);
  EXPECT_FALSE(result.change_percent);
  EXPECT_FALSE(result.ratio_interval);
  EXPECT_TRUE(result.p_value);
  EXPECT_EQ(result.verdict, Verdict::unknown);
}

TEST(CompareMetric, EqualConstantSidesDoNotDiffer) {
  const MetricSide constant{.value = 4, .samples = {4, 4, 4, 4}, .summary = {}};
  const auto result = compare_metric(constant, constant, kLower, std::nullopt);
  EXPECT_DOUBLE_EQ(result.p_value.value(), 1);
  EXPECT_DOUBLE_EQ(result.ratio_interval.value().low, 1);
  EXPECT_DOUBLE_EQ(result.ratio_interval.value().high, 1);
  EXPECT_EQ(result.verdict, Verdict::no_significant_change);
}

TEST(CompareMetric, ConstantSidesApartDiffer) {
  const auto result = compare_metric(stated(5, 4.0, 0), stated(5, 4.5, 0), kLower, std::nullopt);
  EXPECT_FALSE(result.p_value);  // Welch has no degrees of freedom without any spread
  EXPECT_DOUBLE_EQ(result.ratio_interval.value().low, 1.125);
  EXPECT_EQ(result.verdict, Verdict::worse);
}

TEST(CompareMetric, SamplesThatAreNotFiniteAreRefused) {
  const MetricSide odd{.value = 1, .samples = {1, 2, 3, std::numeric_limits<double>::infinity()}, .summary = {}};
  EXPECT_THROW((void)compare_metric(odd, kSlow, kHigher, std::nullopt), std::invalid_argument);
}

}  // namespace
}  // namespace llmbench::stats
