#include "llmbench/stats/intervals.hpp"

#include <gtest/gtest.h>

namespace llmbench::stats {
namespace {

struct WilsonCase {
  std::int64_t correct;
  std::int64_t total;
  double low;
  double high;
};

class WilsonPercent : public ::testing::TestWithParam<WilsonCase> {};

// Bounds computed independently from the published formula; R: prop.test(k, n, correct = FALSE)$conf.int is the same
// interval.
TEST_P(WilsonPercent, AgreesWithTheReference) {
  const auto interval = wilson_percent(GetParam().correct, GetParam().total);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, GetParam().low, 0.005);
  EXPECT_NEAR(interval->high, GetParam().high, 0.005);
}
INSTANTIATE_TEST_SUITE_P(Values, WilsonPercent,
                         ::testing::Values(WilsonCase{747, 1196, 59.68, 65.16}, WilsonCase{395, 1196, 30.42, 35.74},
                                           WilsonCase{0, 20, 0.0, 16.11}, WilsonCase{20, 20, 83.89, 100.0},
                                           WilsonCase{1, 1, 20.65, 100.0}, WilsonCase{50, 100, 40.38, 59.62}));

TEST(WilsonPercentEdges, BoundsAreExactAtTheEnds) {
  EXPECT_EQ(wilson_percent(0, 7)->low, 0);
  EXPECT_EQ(wilson_percent(7, 7)->high, 100);
}

TEST(WilsonPercentEdges, NothingToSayWithoutQuestionsOrWithImpossibleCounts) {
  EXPECT_FALSE(wilson_percent(0, 0));
  EXPECT_FALSE(wilson_percent(-1, 5));
  EXPECT_FALSE(wilson_percent(6, 5));
}

TEST(ScoreIntervals, CountsComeBeforeTheStandardError) {
  QualitySummary quality;
  quality.score = 50;
  quality.questions = 100;
  quality.correct = 50;
  quality.standard_error = 1;
  const auto interval = score_interval(quality);
  ASSERT_TRUE(interval);
  EXPECT_EQ(to_string(interval->method), "wilson");
  EXPECT_NEAR(interval->bounds.low, 40.38, 0.005);
}

TEST(ScoreIntervals, StandardErrorIsTakenTimes196AndPercentsStayPercents) {
  QualitySummary quality;
  quality.score = 99;
  quality.standard_error = 1;
  const auto interval = score_interval(quality);
  ASSERT_TRUE(interval);
  EXPECT_EQ(to_string(interval->method), "stderr");
  EXPECT_DOUBLE_EQ(interval->bounds.low, 97.04);
  EXPECT_DOUBLE_EQ(interval->bounds.high, 100);
}

TEST(ScoreIntervals, OtherUnitsAreNotCutAtHundredAndNeverWilson) {
  QualitySummary quality;
  quality.unit = "ppl";
  quality.score = 120;
  quality.questions = 10;
  quality.correct = 5;
  quality.standard_error = 2;
  const auto interval = score_interval(quality);
  ASSERT_TRUE(interval);
  EXPECT_EQ(to_string(interval->method), "stderr");
  EXPECT_DOUBLE_EQ(interval->bounds.high, 123.92);
}

TEST(ScoreIntervals, UnknownCountsAndErrorHaveNoInterval) {
  QualitySummary quality;
  quality.score = 60;
  quality.questions = 164;  // HumanEval averaged over samples: no count of solved problems
  EXPECT_FALSE(score_interval(quality));
}

}  // namespace
}  // namespace llmbench::stats
