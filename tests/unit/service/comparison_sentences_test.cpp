#include "service/comparison/sentences.hpp"

#include <gtest/gtest.h>

namespace llmbench::service {
namespace {

using stats::Verdict;

ComparedMetric a_change(const std::string& name, double ratio, stats::Interval interval, Verdict verdict,
                        std::optional<double> noise_floor = std::nullopt) {
  ComparedMetric metric;
  metric.name = name;
  metric.figures.a = 100;
  metric.figures.b = 100 * ratio;
  metric.figures.ratio = ratio;
  metric.figures.ratio_interval = interval;
  metric.figures.verdict = verdict;
  metric.noise_floor = noise_floor;
  return metric;
}

std::string said(const ComparedMetric& metric, bool one_machine = true) {
  return metric_sentence(metric, {5, 5, one_machine});
}

TEST(ComparisonSentences, AChangeBeyondNoise) {
  EXPECT_EQ(said(a_change("tg128", 1.083, {1.079, 1.087}, Verdict::better, 0.012)),
            "B generates 8.3 % faster in tg128 (95 % interval 7.9 to 8.7 %), more than this machine's noise of 1.2 %.");
  EXPECT_EQ(said(a_change("pp512", 0.92, {0.91, 0.93}, Verdict::worse, 0.012), false),
            "B processes prompts 8.0 % slower in pp512 (95 % interval 7.0 to 9.0 %), more than these machines' noise "
            "of 1.2 %.");
}

TEST(ComparisonSentences, AChangeOnAMachineOfUnknownNoise) {
  EXPECT_EQ(said(a_change("tokens_per_second", 1.083, {1.079, 1.087}, Verdict::better)),
            "B generates 8.3 % faster (95 % interval 7.9 to 8.7 %); how much repeated runs of this machine differ is "
            "not known.");
}

TEST(ComparisonSentences, OtherMetricsSayWhichDirectionIsBetter) {
  EXPECT_EQ(said(a_change("ttft_p50_ms", 0.8, {0.78, 0.82}, Verdict::better, 0.05)),
            "ttft_p50_ms is 20.0 % lower in B, better (95 % interval 18.0 to 22.0 %), more than this machine's noise "
            "of 5.0 %.");
  EXPECT_EQ(said(a_change("memory_usage_gb", 1.5, {1.4, 1.6}, Verdict::worse, 0.05)),
            "memory_usage_gb is 50.0 % higher in B, worse (95 % interval 40.0 to 60.0 %), more than this machine's "
            "noise of 5.0 %.");
}

TEST(ComparisonSentences, NoSignificantChangeSaysWhy) {
  EXPECT_EQ(said(a_change("tg128", 1.03, {0.98, 1.08}, Verdict::no_significant_change)),
            "No significant change: B generates 3.0 % faster in tg128 (95 % interval -2.0 to 8.0 %), and the interval "
            "includes no change.");
  EXPECT_EQ(said(a_change("tg128", 0.99, {0.985, 0.995}, Verdict::no_significant_change, 0.05)),
            "No significant change: B generates 1.0 % slower in tg128 (95 % interval 0.5 to 1.5 %), less than the "
            "2.0 % that matter.");
  EXPECT_EQ(said(a_change("tg128", 1.04, {1.03, 1.05}, Verdict::no_significant_change, 0.05)),
            "No significant change: B generates 4.0 % faster in tg128 (95 % interval 3.0 to 5.0 %), within this "
            "machine's noise of 5.0 %.");
  EXPECT_EQ(said(a_change("tg128", 1, {0.99, 1.01}, Verdict::no_significant_change)),
            "No significant change: B generates as fast in tg128 (95 % interval -1.0 to 1.0 %), and the interval "
            "includes no change.");
}

TEST(ComparisonSentences, TooFewSamplesAreSaid) {
  ComparedMetric metric = a_change("tg128", 1.5, {}, Verdict::unknown);
  metric.figures.ratio_interval.reset();
  EXPECT_EQ(metric_sentence(metric, {1, 0, true}),
            "Too few samples to tell: B generates 50.0 % faster in tg128, but A has 1 and B an unknown number of the 4 "
            "measurements that are needed on each side.");
  metric.figures.ratio.reset();
  metric.figures.a = 0;
  metric.figures.b = 5;
  EXPECT_EQ(said(metric), "No ratio: tg128 is 0 in A and 5 in B.");
}

TEST(ComparisonSentences, TheSizeOfAFileIsAFact) {
  ComparedMetric metric = a_change("model_size_gb", 1, {}, Verdict::unknown);
  metric.figures.ratio_interval.reset();
  EXPECT_EQ(metric_sentence(metric, {0, 0, true}), "model_size_gb is the same in B.");
}

TEST(ComparisonSentences, NothingIsBetterWithoutADirection) {
  EXPECT_EQ(said(a_change("duration_seconds", 1.1, {1.05, 1.15}, Verdict::none)),
            "duration_seconds is 10.0 % higher in B (95 % interval 5.0 to 15.0 %); neither direction is better.");
}

TEST(ComparisonSentences, ScoresSayPoints) {
  ComparedScore score{"mmlu_pro", 50.0, 54.0, 4.0, stats::Interval{1.5, 6.5}, true, ""};
  EXPECT_EQ(score_sentence(score, true),
            "B scores 4.0 points higher in mmlu_pro (95 % interval of the difference 1.5 to 6.5): better.");
  score.interval = stats::Interval{-1.5, 9.5};
  score.significant = false;
  EXPECT_EQ(score_sentence(score, true),
            "No significant change: B scores 4.0 points higher in mmlu_pro (95 % interval of the difference -1.5 to "
            "9.5).");
  score.interval.reset();
  EXPECT_EQ(score_sentence(score, true),
            "B scores 4.0 points higher in mmlu_pro; without counts of questions chance cannot be told from skill.");
}

TEST(ComparisonSentences, ASummaryCountsTheVerdicts) {
  RunComparison comparison;
  EXPECT_EQ(summary_sentence(comparison), "A and B have no metric in common that can be compared.");
  comparison.metrics = {a_change("pp512", 1.1, {1, 1}, Verdict::better), a_change("tg128", 0.9, {1, 1}, Verdict::worse),
                        a_change("tg64", 1, {1, 1}, Verdict::no_significant_change),
                        a_change("duration_seconds", 1, {1, 1}, Verdict::none)};
  EXPECT_EQ(summary_sentence(comparison),
            "Of 4 metrics B is better in 1 (pp512) and worse in 1 (tg128); 1 without a significant change, 1 without a "
            "verdict.");
}

}  // namespace
}  // namespace llmbench::service
