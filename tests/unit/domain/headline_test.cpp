#include "llmbench/domain/headline.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

using Kind = SpeedPoint::Kind;

Metric measured_metric(std::string name, double value, Json context = Json::object(),
                       std::vector<double> samples = {}) {
  Metric result;
  result.name = std::move(name);
  result.value = value;
  result.unit = "tok/s";
  result.context = std::move(context);
  result.samples = std::move(samples);
  return result;
}

SpeedPoint tg(int tokens, double value, int depth = 0) {
  return {Kind::generation, tokens, depth, value, std::nullopt, false};
}
SpeedPoint pp(int tokens, double value, int depth = 0) {
  return {Kind::prompt, tokens, depth, value, std::nullopt, false};
}

struct SpeedTestCase {
  const char* name;
  Kind kind;
  int tokens;
  int depth;
};

TEST(ParseSpeedTest, ReadsLlamaBenchNamesOfEveryEra) {
  const SpeedTestCase cases[] = {
      {"tg128", Kind::generation, 128, 0},    {"pp512", Kind::prompt, 512, 0},
      {"pp 512", Kind::prompt, 512, 0},       {"tg128 @ d4096", Kind::generation, 128, 4096},
      {"tg32 @ d0", Kind::generation, 32, 0},
  };
  for (const auto& expected : cases) {
    const auto test = parse_speed_test(expected.name);
    ASSERT_TRUE(test) << expected.name;
    EXPECT_EQ(test->kind, expected.kind) << expected.name;
    EXPECT_EQ(test->tokens, expected.tokens) << expected.name;
    EXPECT_EQ(test->depth, expected.depth) << expected.name;
  }
}

TEST(ParseSpeedTest, RefusesWhatIsNotOneTest) {
  for (const char* name : {"pp512+tg128", "tg128@pp512", "tg", "pp0", "ppx", "tg128 @ d", "tg128 @ d4k",
                           "pp99999999999", "prompt_processing_speed", "", "TG128"}) {
    EXPECT_FALSE(parse_speed_test(name)) << name;
  }
}

TEST(SpeedTestName, NamesTestAndDepth) {
  EXPECT_EQ(speed_test_name(tg(128, 1, 4096)), "tg128");
  EXPECT_EQ(speed_test_name(tg(128, 1, 4096), true), "tg128 @ d4096");
  EXPECT_EQ(speed_test_name(pp(512, 1), true), "pp512");
  EXPECT_EQ(speed_test_name(tg(0, 1)), "");
}

TEST(HeadlineSpeed, SmallestDepthThenNearestTo128ThenTheLarger) {
  EXPECT_EQ(headline_speed({tg(128, 10, 4096), tg(32, 20, 0)})->tokens, 32);
  EXPECT_EQ(headline_speed({tg(32, 1), tg(512, 2), tg(100, 3)})->tokens, 100);
  EXPECT_EQ(headline_speed({tg(64, 1), tg(256, 2)})->tokens, 256);
  EXPECT_EQ(headline_speed({tg(128, 1, 8192), tg(128, 2, 512)})->depth, 512);
  EXPECT_FALSE(headline_speed({pp(512, 1)}));
}

TEST(HeadlineSpeed, KnownTestBeforeUnknownOne) {
  EXPECT_EQ(headline_speed({tg(0, 99), tg(128, 10, 4096)})->value, 10);
  EXPECT_EQ(headline_speed({tg(0, 99)})->value, 99);
}

TEST(HeadlinePromptSpeed, NearestTo512AndNeverUnder256) {
  EXPECT_EQ(headline_prompt_speed({pp(16, 5000), pp(2048, 900), pp(1024, 800)})->tokens, 1024);
  EXPECT_EQ(headline_prompt_speed({pp(256, 1), pp(1024, 2)})->tokens, 1024);
  EXPECT_EQ(headline_prompt_speed({pp(255, 1), pp(8192, 2)})->tokens, 8192);
  EXPECT_FALSE(headline_prompt_speed({pp(16, 1), pp(128, 2)}));
}

TEST(SpeedClass, BordersAreAsDocumented) {
  EXPECT_EQ(speed_class(tg(63, 1)), "tg_short");
  EXPECT_EQ(speed_class(tg(64, 1)), "tg");
  EXPECT_EQ(speed_class(tg(512, 1)), "tg");
  EXPECT_EQ(speed_class(tg(513, 1)), "tg_long");
  EXPECT_EQ(speed_class(tg(128, 1, 1)), "depth");
  EXPECT_EQ(speed_class(tg(0, 1)), "unspecified");
  EXPECT_EQ(prompt_class(pp(256, 1)), "pp512");
  EXPECT_EQ(prompt_class(pp(1024, 1)), "pp512");
  EXPECT_EQ(prompt_class(pp(1025, 1)), "pp2k");
  EXPECT_EQ(prompt_class(pp(4096, 1)), "pp2k");
  EXPECT_EQ(prompt_class(pp(4097, 1)), "pp8k+");
  EXPECT_EQ(prompt_class(pp(512, 1, 4096)), "depth");
  EXPECT_EQ(prompt_class(pp(0, 1)), "unspecified");
}

TEST(MergeSpeedPoints, MedianOverEqualTestsAndMedianOfKnownSpreads) {
  auto first = tg(128, 10);
  first.cv = 0.02;
  auto second = tg(128, 30);
  second.gpu_assisted = true;
  auto third = tg(128, 11);
  third.cv = 0.04;
  const auto merged = merge_speed_points({first, second, third, pp(512, 100), tg(128, 5, 4096)});
  ASSERT_EQ(merged.size(), 3U);
  EXPECT_EQ(merged[0], (SpeedPoint{Kind::generation, 128, 0, 11, 0.03, true}));
  EXPECT_EQ(merged[1], tg(128, 5, 4096));
  EXPECT_EQ(merged[2], pp(512, 100));
}

TEST(SpeedAtDepth, ExactOrNearestWithinAFactorOfOneAndAHalf) {
  const std::vector<SpeedPoint> points{tg(128, 50), tg(128, 40, 4096), tg(32, 41, 4096), tg(128, 30, 16384)};
  EXPECT_EQ(speed_at_depth(points, Kind::generation, 0)->value, 50);
  EXPECT_EQ(speed_at_depth(points, Kind::generation, 4096)->value, 40);
  EXPECT_EQ(speed_at_depth(points, Kind::generation, 6144)->value, 40);
  EXPECT_EQ(speed_at_depth(points, Kind::generation, 12000)->value, 30);
  EXPECT_FALSE(speed_at_depth(points, Kind::generation, 6200));
  EXPECT_FALSE(speed_at_depth(points, Kind::generation, 100));
  EXPECT_FALSE(speed_at_depth(points, Kind::prompt, 0));
  EXPECT_FALSE(speed_at_depth({tg(128, 40, 4096)}, Kind::generation, 0));
}

TEST(ComputeHeadline, TakesSpeedsFromTestsNotFromCombinedOnes) {
  ExperimentRun run;
  run.load = Load::single;
  run.metrics = {measured_metric("pp512", 900), measured_metric("pp512+tg128", 300), measured_metric("tg128", 50),
                 measured_metric("tokens_per_second", 50, {{"from", "tg128"}, {"test", "tg128"}})};
  const Headline headline = compute_headline(run);
  EXPECT_EQ(headline.speed, tg(128, 50));
  EXPECT_EQ(headline.prompt_speed, pp(512, 900));
  EXPECT_EQ(headline.tokens_per_second_per_request, 50);
  EXPECT_EQ(headline.points.size(), 2U);
}

TEST(ComputeHeadline, StatedSpeedTakesItsTestFromTheContext) {
  ExperimentRun run;
  run.metrics = {measured_metric("tokens_per_second", 42, {{"test", "tg256"}, {"n_depth", 2048}}),
                 measured_metric("prompt_processing_speed", 800)};
  const Headline headline = compute_headline(run);
  EXPECT_EQ(headline.speed, tg(256, 42, 2048));
  EXPECT_EQ(headline.prompt_speed, pp(0, 800));
  EXPECT_FALSE(headline.tokens_per_second_per_request) << "the load is unknown";
}

TEST(ComputeHeadline, SpeedPerRequestOfConcurrentLoadComesFromMedianTimePerToken) {
  ExperimentRun run;
  run.concurrent_requests = 16;
  run.metrics = {measured_metric("tokens_per_second", 900), measured_metric("tpot_p50_ms", 20)};
  EXPECT_EQ(compute_headline(run).tokens_per_second_per_request, 50);
}

TEST(ComputeHeadline, FirstTokenTimePrefersTheMedian) {
  ExperimentRun run;
  run.metrics = {measured_metric("first_token_latency_ms", 3), measured_metric("ttft_mean_ms", 2),
                 measured_metric("ttft_p50_ms", 1)};
  EXPECT_EQ(compute_headline(run).time_to_first_token_ms, 1);
  run.metrics.pop_back();
  EXPECT_EQ(compute_headline(run).time_to_first_token_ms, 2);
}

TEST(ComputeHeadline, MemorySaysWhereItComesFrom) {
  ExperimentRun run;
  run.hardware.gpu_model = "NVIDIA GeForce RTX 4090";
  run.settings = {{"n_gpu_layers", 99}};
  run.metrics = {measured_metric("memory_usage_gb", 12, {{"estimated", true}, {"context_tokens", 8192}})};
  Headline headline = compute_headline(run);
  EXPECT_EQ(headline.memory_gb, 12);
  EXPECT_EQ(headline.memory_source, "estimated");
  EXPECT_EQ(headline.memory_place, "gpu");
  EXPECT_EQ(headline.memory_context_tokens, 8192);

  run.metrics = {measured_metric("memory_usage_gb", 70, {{"reserved", true}}), measured_metric("peak_memory_gb", 20)};
  headline = compute_headline(run);
  EXPECT_EQ(headline.memory_gb, 20);
  EXPECT_EQ(headline.memory_source, "measured");

  run.metrics = {measured_metric("memory_usage_gb", 70, {{"reserved", true}})};
  headline = compute_headline(run);
  EXPECT_FALSE(headline.memory_gb) << "a server's reservation is no headline";
  EXPECT_EQ(headline.memory_source, "reserved");
}

TEST(ComputeHeadline, SizeAndBitsPerWeightComeFromTheArtifact) {
  ExperimentRun run;
  run.artifact = Artifact{std::int64_t{4} << 30, std::int64_t{8'000'000'000}, "", std::nullopt};
  const Headline headline = compute_headline(run);
  EXPECT_EQ(headline.model_size_gb, 4);
  EXPECT_EQ(headline.n_params, 8'000'000'000);
  EXPECT_NEAR(*headline.bits_per_weight, 4.295, 0.001);
}

TEST(ComputeHeadline, SpreadOfOneSampleOrZeroIsUnknown) {
  ExperimentRun run;
  run.metrics = {measured_metric("tg128", 50, {}, {50})};
  EXPECT_FALSE(compute_headline(run).speed->cv);
  run.metrics = {measured_metric("tg128", 50)};
  run.metrics[0].stddev = 0;
  EXPECT_FALSE(compute_headline(run).speed->cv);
  run.metrics[0].stddev = 1;
  EXPECT_DOUBLE_EQ(*compute_headline(run).speed->cv, 0.02);
}

TEST(ComputeHeadline, UnstableWhenTheHeadlineSpreads) {
  ExperimentRun run;
  run.metrics = {measured_metric("tg128", 50, {}, {45, 50, 55}), measured_metric("pp512", 100, {}, {99, 100, 101})};
  EXPECT_TRUE(compute_headline(run).unstable);
  run.metrics = {measured_metric("tg128", 50, {}, {49.9, 50, 50.1}),
                 measured_metric("tg128 @ d4096", 20, {}, {10, 20, 30})};
  EXPECT_FALSE(compute_headline(run).unstable) << "only the headline's own test counts";
}

TEST(ComputeHeadline, PartialWhenErrorsOrADamagedFile) {
  ExperimentRun run;
  EXPECT_FALSE(compute_headline(run).partial);
  run.metrics = {measured_metric("error_rate", 0.02)};
  run.metrics[0].unit = "";
  EXPECT_TRUE(compute_headline(run).partial);
  run.metrics[0].value = 0.9;
  run.metrics[0].unit = "percent";
  EXPECT_FALSE(compute_headline(run).partial);
  run.provenance = {{"partial", true}};
  EXPECT_TRUE(compute_headline(run).partial);
}

TEST(RefreshCopiedMetrics, CopiesHeadlinesAnewAndLeavesStatedOnes) {
  std::vector<Metric> metrics{measured_metric("tg32", 55), measured_metric("tokens_per_second", 55, {{"from", "tg32"}}),
                              measured_metric("tg128", 50, {{"n_threads", 8}}, {49, 51}), measured_metric("pp16", 30)};
  refresh_copied_metrics(metrics);
  ASSERT_EQ(metrics.size(), 4U);
  EXPECT_EQ(metrics[3].name, "tokens_per_second");
  EXPECT_EQ(metrics[3].value, 50);
  EXPECT_EQ(metrics[3].context, (Json{{"from", "tg128"}, {"test", "tg128"}, {"n_depth", 0}}));
  EXPECT_TRUE(metrics[3].samples.empty());

  std::vector<Metric> stated{measured_metric("tg128", 50), measured_metric("tokens_per_second", 48)};
  refresh_copied_metrics(stated);
  ASSERT_EQ(stated.size(), 2U);
  EXPECT_EQ(stated[1].value, 48);
}

}  // namespace
}  // namespace llmbench
