#include "service/run_merge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::service {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Metric a_metric(const std::string& name, double value, std::vector<double> samples = {}) {
  Metric metric;
  metric.name = name;
  metric.value = value;
  metric.unit = "tok/s";
  metric.samples = std::move(samples);
  return metric;
}

Metric a_copy(const std::string& name, double value) {
  Metric metric = a_metric(name, value);
  metric.context = {{"from", "tg128"}};
  return metric;
}

std::vector<std::string> names_of(const std::vector<Metric>& metrics) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics) names.push_back(metric.name);
  return names;
}

TEST(MergeMetrics, EqualMetricsChangeNothing) {
  const auto merge = merge_metrics({a_metric("tg128", 50)}, {a_metric("tg128", 50)});
  EXPECT_TRUE(merge.changes_nothing());
  EXPECT_EQ(merge.conflict, std::nullopt);
}

TEST(MergeMetrics, FewerMetricsChangeNothing) {
  const auto merge = merge_metrics({a_metric("tg128", 50), a_metric("pp512", 900)}, {a_metric("pp512", 900)});
  EXPECT_TRUE(merge.changes_nothing());
  EXPECT_THAT(names_of(merge.merged), ElementsAre("tg128", "pp512"));
}

TEST(MergeMetrics, AbsentOnesAreAdded) {
  const auto merge = merge_metrics({a_metric("pp512", 900)}, {a_metric("pp512", 900), a_metric("tg128", 50)});
  EXPECT_THAT(merge.added, ElementsAre("tg128"));
  EXPECT_THAT(merge.enriched, IsEmpty());
  EXPECT_THAT(names_of(merge.merged), ElementsAre("pp512", "tg128"));
}

TEST(MergeMetrics, GainedSamplesReplaceThePrintedValue) {
  const auto merge = merge_metrics({a_metric("tg128", 50.13)}, {a_metric("tg128", 50.1267, {50.1, 50.1534})});
  EXPECT_THAT(merge.enriched, ElementsAre("tg128"));
  ASSERT_EQ(merge.merged.size(), 1U);
  EXPECT_EQ(merge.merged[0].value, 50.1267);
  EXPECT_EQ(merge.merged[0].samples.size(), 2U);
}

TEST(MergeMetrics, AFormatWithoutSamplesCannotContradictOneWithThem) {
  const auto merge = merge_metrics({a_metric("tg128", 50.1267, {50.1, 50.1534})}, {a_metric("tg128", 50.13)});
  EXPECT_TRUE(merge.changes_nothing());
  EXPECT_EQ(merge.conflict, std::nullopt);
}

TEST(MergeMetrics, MoreThanRoundingIsAnotherMeasurementWithOrWithoutSamples) {
  EXPECT_EQ(merge_metrics({a_metric("tg128", 50.1, {50.0, 50.2})}, {a_metric("tg128", 80.5)}).conflict, "tg128");
  EXPECT_EQ(merge_metrics({a_metric("tg128", 80.5)}, {a_metric("tg128", 50.1, {50.0, 50.2})}).conflict, "tg128");
  EXPECT_EQ(merge_metrics({a_metric("ppl", 0.1249, {0.1249})}, {a_metric("ppl", 0.1)}).conflict, std::nullopt)
      << "printed with one decimal";
  EXPECT_EQ(merge_metrics({a_metric("tg128", 50.1, {50.0, 50.2})}, {a_metric("tg128", 50.3456)}).conflict, std::nullopt)
      << "a tool may print the mean of unrounded times";
}

TEST(MergeMetrics, AnotherNumberIsAnotherMeasurement) {
  EXPECT_EQ(merge_metrics({a_metric("tg128", 50)}, {a_metric("tg128", 51)}).conflict, "tg128");
  EXPECT_EQ(merge_metrics({a_metric("tg128", 50, {50})}, {a_metric("tg128", 51, {51})}).conflict, "tg128");
}

TEST(MergeMetrics, CopiedMetricsCountOnNeitherSide) {
  const auto merge = merge_metrics({a_metric("tg128", 50), a_copy("tokens_per_second", 50)},
                                   {a_metric("tg128", 50), a_copy("tokens_per_second", 40)});
  EXPECT_TRUE(merge.changes_nothing());
  EXPECT_EQ(merge.conflict, std::nullopt);
  EXPECT_THAT(names_of(merge.merged), ElementsAre("tg128"));
}

TEST(PrintedTolerance, IsHalfOfTheLastDecimalOfTheWholeTable) {
  // 132.10 arrives as 132.1: the second decimal is known from the other row.
  EXPECT_NEAR(printed_tolerance({a_metric("pp512", 900.25), a_metric("tg128", 132.1)}), 0.005, 1e-7);
  EXPECT_NEAR(printed_tolerance({a_metric("pp512", 900)}), 0.5, 1e-5);
  EXPECT_LT(printed_tolerance({a_metric("x", 1e-9)}), 1e-16);
}

TEST(IsLaterStatus, FollowsTheLifeOfARun) {
  EXPECT_TRUE(is_later_status(RunStatus::pending, RunStatus::running));
  EXPECT_TRUE(is_later_status(RunStatus::running, RunStatus::failed));
  EXPECT_TRUE(is_later_status(RunStatus::failed, RunStatus::completed));
  EXPECT_FALSE(is_later_status(RunStatus::completed, RunStatus::failed));
  EXPECT_FALSE(is_later_status(RunStatus::completed, RunStatus::completed));
}

TEST(MergeProvenance, StoredKeysWinAndAWholeFileCuresAPartialOne) {
  EXPECT_EQ(merge_provenance({{"source", "a.json"}, {"partial", true}}, {{"source", "b.json"}, {"format", "jsonl"}}),
            Json({{"source", "a.json"}, {"format", "jsonl"}}));
  EXPECT_EQ(merge_provenance({{"partial", true}}, {{"partial", true}}), Json({{"partial", true}}));
  EXPECT_EQ(merge_provenance({{"source", "a"}}, {{"partial", true}}), Json({{"source", "a"}}));
}

}  // namespace
}  // namespace llmbench::service
