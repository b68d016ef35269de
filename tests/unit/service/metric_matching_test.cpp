#include "service/comparison/metric_matching.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::service {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Metric a_metric(const std::string& name, Json context = Json::object(), const std::string& unit = "tok/s") {
  Metric metric;
  metric.name = name;
  metric.value = 50;
  metric.unit = unit;
  metric.context = std::move(context);
  return metric;
}

std::vector<std::string> pairs_of(const std::vector<Metric>& a, const std::vector<Metric>& b) {
  std::vector<std::string> names;
  for (const auto& [of_a, of_b] : match_metrics(a, b).pairs) names.push_back(of_a->name);
  return names;
}

std::vector<std::string> reasons(const std::vector<Metric>& a, const std::vector<Metric>& b) {
  std::vector<std::string> texts;
  for (const NotCompared& item : match_metrics(a, b).not_compared) texts.push_back(item.metric + ": " + item.reason);
  return texts;
}

TEST(MatchMetrics, EqualNamesAreCompared) {
  const std::vector<Metric> a{a_metric("tg128"), a_metric("pp512")};
  const std::vector<Metric> b{a_metric("pp512"), a_metric("tg128")};
  EXPECT_THAT(pairs_of(a, b), ElementsAre("pp512", "tg128"));
  EXPECT_THAT(reasons(a, b), IsEmpty());
}

TEST(MatchMetrics, WhatOnlyOneRunHasIsSaid) {
  const std::vector<Metric> a{a_metric("tg128"), a_metric("tg64")};
  const std::vector<Metric> b{a_metric("pp512"), a_metric("tg128")};
  EXPECT_THAT(reasons(a, b), ElementsAre("pp512: only in B", "tg64: only in A"));
}

TEST(MatchMetrics, CopiesOfOtherMetricsAreLeftOut) {
  const std::vector<Metric> a{a_metric("tg128"), a_metric("tokens_per_second", {{"from", "tg128"}})};
  EXPECT_THAT(pairs_of(a, a), ElementsAre("tg128"));
  EXPECT_THAT(reasons(a, a), IsEmpty());
}

TEST(MatchMetrics, FiguresOfTheMeasurementAreNoContext) {
  const std::vector<Metric> a{a_metric("tg128", {{"n_gen", 128}, {"avg_ns", 1}, {"stddev_ts", 0.5}})};
  const std::vector<Metric> b{a_metric("tg128", {{"n_gen", 128}, {"avg_ns", 2}})};
  EXPECT_THAT(pairs_of(a, b), ElementsAre("tg128"));
}

TEST(MatchMetrics, AnotherTestUnderOneNameIsNotCompared) {
  const std::vector<Metric> a{a_metric("tokens_per_second", {{"test", "tg128"}, {"n_depth", 4096}})};
  const std::vector<Metric> b{a_metric("tokens_per_second", {{"test", "tg128"}})};
  const std::vector<Metric> c{a_metric("tokens_per_second")};
  EXPECT_THAT(reasons(a, b), ElementsAre("tokens_per_second: n_depth is 4096 in A and 0 in B"));
  EXPECT_THAT(reasons(b, c), ElementsAre("tokens_per_second: n_depth is 0 in A and not known in B"));
  EXPECT_THAT(pairs_of(c, c), ElementsAre("tokens_per_second"));
}

TEST(MatchMetrics, TheSpellingOfATestDoesNotMatter) {
  const std::vector<Metric> a{a_metric("tg128 @ d4096", {{"test", "tg128"}, {"n_depth", 4096}})};
  const std::vector<Metric> b{a_metric("tg128 @ d4096")};
  EXPECT_THAT(pairs_of(a, b), ElementsAre("tg128 @ d4096"));
}

TEST(MatchMetrics, AnotherUnitIsNotCompared) {
  const std::vector<Metric> a{a_metric("memory_usage_gb", Json::object(), "GB")};
  const std::vector<Metric> b{a_metric("memory_usage_gb", Json::object(), "MiB")};
  const std::vector<Metric> c{a_metric("memory_usage_gb", Json::object(), "GiB")};
  EXPECT_THAT(reasons(a, b), ElementsAre("memory_usage_gb: the unit is GB in A and MB in B"));
  EXPECT_THAT(pairs_of(a, c), ElementsAre("memory_usage_gb"));
}

TEST(MatchMetrics, MemoryOfAnotherKindIsNotCompared) {
  const std::vector<Metric> a{a_metric("memory_usage_gb", {{"place", "gpu"}}, "GB")};
  const std::vector<Metric> b{a_metric("memory_usage_gb", {{"place", "ram"}}, "GB")};
  const std::vector<Metric> c{a_metric("memory_usage_gb", {{"place", "gpu"}, {"estimated", true}}, "GB")};
  EXPECT_THAT(reasons(a, b), ElementsAre("memory_usage_gb: place is gpu in A and ram in B"));
  EXPECT_THAT(reasons(a, c), ElementsAre("memory_usage_gb: estimated is no in A and yes in B"));
}

TEST(MatchMetrics, FieldsOnlyANewerToolWritesAreNoReason) {
  const std::vector<Metric> a{a_metric("tg128", {{"n_experts", 8}})};
  const std::vector<Metric> b{a_metric("tg128")};
  const std::vector<Metric> c{a_metric("tg128", {{"n_experts", 4}})};
  EXPECT_THAT(pairs_of(a, b), ElementsAre("tg128"));
  EXPECT_THAT(reasons(a, c), ElementsAre("tg128: n_experts is 8 in A and 4 in B"));
}

}  // namespace
}  // namespace llmbench::service
