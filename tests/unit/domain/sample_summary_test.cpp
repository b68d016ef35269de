#include "llmbench/domain/sample_summary.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

TEST(MedianOf, OddAndEvenCounts) {
  EXPECT_EQ(median_of({3}), 3);
  EXPECT_EQ(median_of({9, 1, 5}), 5);
  EXPECT_EQ(median_of({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median_of({7, 7, 1, 7}), 7);
}

TEST(SummariseSamples, NoSamplesIsUnknown) {
  EXPECT_FALSE(summarise_samples({}));
}

TEST(SummariseSamples, SpreadOfOneSampleIsUnknownNotZero) {
  const auto summary = summarise_samples({42});
  EXPECT_EQ(summary->n, 1U);
  EXPECT_EQ(summary->mean, 42);
  EXPECT_EQ(summary->median, 42);
  EXPECT_FALSE(summary->stddev);
  EXPECT_FALSE(summary->cv);
}

TEST(SummariseSamples, UsesTheSampleDenominator) {
  const auto summary = summarise_samples({2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_EQ(summary->mean, 5);
  EXPECT_EQ(summary->median, 4.5);
  EXPECT_NEAR(*summary->stddev, 2.13809, 1e-5);
  EXPECT_NEAR(*summary->cv, 0.427618, 1e-6);
}

TEST(SummariseSamples, KeepsDigitsOfASmallSpreadOnALargeMean) {
  const auto summary = summarise_samples({60'000'000'001.0, 60'000'000'002.0, 60'000'000'003.0});
  EXPECT_DOUBLE_EQ(*summary->stddev, 1);
}

TEST(SummariseSamples, MeanZeroHasNoCoefficient) {
  const auto summary = summarise_samples({-1, 1});
  EXPECT_TRUE(summary->stddev);
  EXPECT_FALSE(summary->cv);
}

TEST(IsUnstable, AboveFivePercentSpreadOrThreePercentSkew) {
  EXPECT_FALSE(is_unstable(*summarise_samples({95, 100, 105})));  // cv exactly 5 %
  EXPECT_TRUE(is_unstable(*summarise_samples({94, 100, 106})));   // cv 6 %
  EXPECT_FALSE(is_unstable(*summarise_samples({100})));           // unknown spread
  SampleSummary skewed{5, 103.1, 100, 4.0, 0.039};
  EXPECT_TRUE(is_unstable(skewed));
  skewed.mean = 102.9;
  EXPECT_FALSE(is_unstable(skewed));
}

}  // namespace
}  // namespace llmbench
