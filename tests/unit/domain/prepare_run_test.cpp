#include "llmbench/domain/identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace llmbench {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Metric found_metric(const char* name, double value, const char* unit = "tok/s", Json context = Json::object()) {
  Metric result;
  result.name = name;
  result.value = value;
  result.unit = unit;
  result.context = std::move(context);
  return result;
}

/// Nothing about it is worth a warning.
ExperimentRun plain_run() {
  ExperimentRun run;
  run.model_name = "Qwen/Qwen3-4B-GGUF";
  run.quantization = "q4_k_m";
  run.backend = "llama_cpp";
  run.backend_version = "5606 (abc)";
  run.hardware.gpu_model = "NVIDIA GeForce RTX 4090";
  run.hardware.cpu_model = "AMD Ryzen 9 7950X 16-Core Processor";
  run.timestamp = parse_time("2025-06-08T22:17:33Z");
  run.load = Load::single;
  run.settings = {{"backends", "CUDA"}, {"n_gpu_layers", 99}, {"n_batch", 2048}, {"flash_attn", true}};
  run.metrics = {found_metric("tg128", 150), found_metric("pp512", 9000), found_metric("memory_usage_gb", 4, "GB")};
  run.artifact = Artifact{std::int64_t{2'497'281'312}, std::int64_t{4'022'468'096}, "", std::nullopt};
  return run;
}

Uuid configuration_after(const std::function<void(ExperimentRun&)>& change) {
  ExperimentRun run = plain_run();
  change(run);
  return prepare_run(std::move(run)).configuration_id;
}

TEST(PrepareRun, NamesAreNormalisedAndRawOnesKept) {
  const PreparedRun prepared = prepare_run(plain_run());
  EXPECT_EQ(prepared.variant, (ModelVariant{"Qwen/Qwen3-4B", "Q4_K_M", ""}));
  EXPECT_EQ(prepared.run.model_name, "Qwen/Qwen3-4B");
  EXPECT_EQ(prepared.run.backend, "llama.cpp");
  EXPECT_EQ(prepared.raw_names,
            (Json{{"model_name", "Qwen/Qwen3-4B-GGUF"}, {"quantization", "q4_k_m"}, {"backend", "llama_cpp"}}));
  EXPECT_EQ(prepared.variant_id, model_variant_id(prepared.variant));
  EXPECT_EQ(prepared.artifact_id, artifact_id(prepared.variant_id, *plain_run().artifact));
  EXPECT_EQ(prepared.content_id, content_id(plain_run())) << "identity is taken before any name is changed";
  EXPECT_EQ(prepared.hardware.platform, "RTX 4090");
  EXPECT_EQ(prepared.settings_summary, "fa");
  EXPECT_EQ(prepared.load, Load::single);
  EXPECT_EQ(prepared.concurrency_source, "unknown");
  EXPECT_THAT(prepared.warnings, IsEmpty());
}

TEST(PrepareRun, HeadlineSpeedsAreCopiedForOlderReaders) {
  const PreparedRun prepared = prepare_run(plain_run());
  ASSERT_EQ(prepared.run.metrics.size(), 5U);
  EXPECT_EQ(prepared.run.metrics[3].name, "tokens_per_second");
  EXPECT_EQ(prepared.run.metrics[3].value, 150);
  EXPECT_EQ(prepared.run.metrics[3].context.at("from"), "tg128");
  EXPECT_EQ(prepared.run.metrics[4].name, "prompt_processing_speed");
  EXPECT_EQ(prepared.headline.speed->value, 150);
}

TEST(PrepareRun, ACopyWithoutItsSourceIsNotDropped) {
  ExperimentRun run = plain_run();
  run.metrics = {
      found_metric("tokens_per_second", 150, "tok/s", {{"from", "tg128"}, {"test", "tg128"}, {"n_depth", 0}})};
  const PreparedRun prepared = prepare_run(std::move(run));
  ASSERT_EQ(prepared.run.metrics.size(), 1U);
  EXPECT_FALSE(is_copied(prepared.run.metrics[0]));
  EXPECT_EQ(speed_test_name(*prepared.headline.speed), "tg128");
}

TEST(PrepareRun, RepeatedMetricsAreOneWithAWarning) {
  ExperimentRun run = plain_run();
  run.metrics.push_back(found_metric("tg128", 150));
  run.metrics.back().samples = {149, 151};
  const PreparedRun prepared = prepare_run(std::move(run));
  EXPECT_EQ(prepared.run.metrics[0].samples.size(), 2U) << "the one with samples stays";
  EXPECT_EQ(prepared.run.metrics.size(), 5U);
  EXPECT_THAT(prepared.warnings, Contains("metric tg128 was sent more than once with the same value; one is kept"));
}

TEST(PrepareRun, UnknownVersionIsNoText) {
  ExperimentRun run = plain_run();
  run.backend_version = "unknown";
  EXPECT_FALSE(prepare_run(std::move(run)).run.backend_version);
}

TEST(PrepareRun, ConcurrencyIsStatedWhenSent) {
  ExperimentRun run = plain_run();
  run.load.reset();
  run.concurrent_requests = 8;
  EXPECT_EQ(prepare_run(run).load, Load::concurrent);
  EXPECT_EQ(prepare_run(run).concurrency_source, "stated");
  run.concurrency_source = "derived";
  EXPECT_EQ(prepare_run(run).concurrency_source, "derived");
}

TEST(PrepareRun, SeveralMachinesComeFromTheReadersHint) {
  ExperimentRun run = plain_run();
  run.provenance["multi_host"] = true;
  const PreparedRun prepared = prepare_run(run);
  EXPECT_EQ(prepared.hardware.category, HardwareCategory::multi_host);
  EXPECT_TRUE(prepared.run.hardware.optimizations.empty()) << "what was sent stays as it was sent";
  EXPECT_NE(prepared.configuration_id, prepare_run(plain_run()).configuration_id);
}

TEST(ConfigurationId, TestsAndTimesAndMemoryDoNotSplitIt) {
  const Uuid plain = prepare_run(plain_run()).configuration_id;
  EXPECT_EQ(configuration_after([](auto& run) { run.metrics = {found_metric("pp512", 1)}; }), plain);
  EXPECT_EQ(configuration_after([](auto& run) { run.timestamp = parse_time("2025-07-01T00:00:00Z"); }), plain);
  EXPECT_EQ(configuration_after([](auto& run) { run.hardware.ram_gb = 64; }), plain);
  EXPECT_EQ(configuration_after([](auto& run) { run.hardware.gpu_model = "RTX 4090"; }), plain);
  EXPECT_EQ(configuration_after([](auto& run) { run.settings["n_threads"] = 8; }), plain);
  EXPECT_EQ(configuration_after([](auto& run) { run.settings["no_host"] = false; }), plain);
  EXPECT_EQ(configuration_after([](auto& run) { run.notes = "x"; }), plain);
  EXPECT_EQ(configuration_after([](auto& run) { run.tags = {"x"}; }), plain);
}

TEST(ConfigurationId, WhatIsMeasuredSplitsIt) {
  const Uuid plain = prepare_run(plain_run()).configuration_id;
  EXPECT_NE(configuration_after([](auto& run) { run.quantization = "Q8_0"; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.artifact->publisher = "unsloth"; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.hardware.gpu_count = 2; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.hardware.cpu_model = "AMD Ryzen 9 9950X"; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.hardware.machine_name = "bench-1"; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.backend_version = "5607 (abd)"; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.settings["type_k"] = "q8_0"; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.settings["backends"] = "Vulkan"; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.settings["fused_moe"] = 1; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.user_settings["branch"] = "mmq"; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.load = Load::offline; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.concurrent_requests = 4; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.dataset_name = "sharegpt"; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.gpu_power_limit_watts = 300; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.max_context_length = 8192; }), plain);
  EXPECT_NE(configuration_after([](auto& run) { run.workload = Workload::training; }), plain);
}

TEST(SeriesId, IsTheConfigurationOverVersions) {
  ExperimentRun newer = plain_run();
  newer.backend_version = "9999 (fff)";
  const PreparedRun a = prepare_run(plain_run());
  const PreparedRun b = prepare_run(newer);
  EXPECT_EQ(a.series_id, b.series_id);
  EXPECT_NE(a.configuration_id, b.configuration_id);
  EXPECT_NE(a.series_id, a.configuration_id);
  newer.settings["flash_attn"] = false;
  EXPECT_NE(prepare_run(newer).series_id, a.series_id);
}

std::vector<std::string> warnings_after(const std::function<void(ExperimentRun&)>& change) {
  ExperimentRun run = plain_run();
  change(run);
  return prepare_run(std::move(run)).warnings;
}

TEST(Warnings, MissingSpeedOrMemory) {
  EXPECT_THAT(warnings_after([](auto& run) { run.metrics = {found_metric("memory_usage_gb", 4, "GB")}; }),
              Contains(HasSubstr("has no speed")));
  EXPECT_THAT(warnings_after([](auto& run) { run.metrics.pop_back(); }), Contains(HasSubstr("has no memory")));
  EXPECT_THAT(warnings_after([](auto& run) {
                run.metrics.clear();
                run.status = RunStatus::failed;
              }),
              IsEmpty())
      << "a failed run has neither";
}

TEST(Warnings, SpeedAboveWhatTheMemoryCanRead) {
  // RTX 4090: 1008 GB/s over 2.5 GB is about 404 tokens a second.
  EXPECT_THAT(warnings_after([](auto& run) { run.metrics[0].value = 440; }), IsEmpty());
  EXPECT_THAT(warnings_after([](auto& run) { run.metrics[0].value = 450; }),
              Contains(HasSubstr("more than the memory of RTX 4090 can read")));
  EXPECT_THAT(warnings_after([](auto& run) {
                run.metrics[0].value = 450;
                run.load = Load::concurrent;
              }),
              IsEmpty())
      << "many requests share one reading of the weights";
}

TEST(Warnings, ASparseModelReadsOnlyItsActiveWeights) {
  const auto sparse = [](double speed, const char* name) {
    return warnings_after([=](ExperimentRun& run) {
      run.model_name = name;
      run.metrics[0].value = speed;
      run.artifact = Artifact{std::int64_t{18'000'000'000}, std::int64_t{30'000'000'000}, "", std::nullopt};
    });
  };
  EXPECT_THAT(sparse(300, "Qwen3-30B-A3B"), IsEmpty());
  EXPECT_THAT(sparse(900, "Qwen3-30B-A3B"), Contains(HasSubstr("can read")));
  EXPECT_THAT(sparse(300, "gpt-oss-30b"), IsEmpty());
  EXPECT_THAT(sparse(300, "Qwen3-30B"), Contains(HasSubstr("can read")));
}

TEST(Warnings, MemoryAboveTheDevice) {
  EXPECT_THAT(warnings_after([](auto& run) { run.metrics[2].value = 30; }),
              Contains("30 GB of memory is more than the 24 GB of RTX 4090"));
  EXPECT_THAT(warnings_after([](auto& run) {
                run.metrics[2].value = 30;
                run.hardware.gpu_count = 2;
              }),
              IsEmpty());
  EXPECT_THAT(warnings_after([](auto& run) {
                run.metrics[2].value = 30;
                run.metrics[2].context = {{"place", "split"}};
              }),
              IsEmpty());
}

TEST(Warnings, UnknownNamesAndUnits) {
  EXPECT_THAT(warnings_after([](auto& run) { run.quantization = "Q9"; }), Contains(HasSubstr("quantization \"Q9\"")));
  EXPECT_THAT(warnings_after([](auto& run) { run.backend = "mine"; }), Contains(HasSubstr("backend \"mine\"")));
  EXPECT_THAT(warnings_after([](auto& run) { run.model_name = "llama3"; }), Contains(HasSubstr("nobody named")));
  EXPECT_THAT(warnings_after([](auto& run) { run.metrics.push_back(found_metric("x", 1, "parsecs")); }),
              Contains("unit \"parsecs\" is not a unit we know; it is kept"));
  EXPECT_THAT(warnings_after([](auto& run) { run.metrics[2].unit = "MB"; }),
              Contains("metric memory_usage_gb has the unit \"MB\" where \"GB\" is usual"));
}

TEST(Warnings, DevicesSoldInSeveralSizes) {
  EXPECT_THAT(warnings_after([](auto& run) { run.hardware.gpu_model = "NVIDIA GeForce RTX 3080"; }),
              Contains(HasSubstr("RTX 3080 exists with 10 and 12 GB")));
}

TEST(Warnings, ScoresThatLookLikeFractions) {
  ScoreUpload score;
  score.data = HumanEvalScore{0.457, std::nullopt, std::nullopt, 164};
  const auto warnings = warnings_after([&](ExperimentRun& run) { run.benchmark_scores = {score}; });
  EXPECT_THAT(warnings, Not(IsEmpty()));
}

TEST(RecomputeAfterExtension, FollowsTheNewMetrics) {
  ExperimentRun run = plain_run();
  run.metrics = {found_metric("tg32", 160)};
  PreparedRun prepared = prepare_run(std::move(run));
  EXPECT_EQ(prepared.headline.speed->tokens, 32);
  prepared.run.metrics.push_back(found_metric("tg128", 150));
  recompute_after_extension(prepared);
  EXPECT_EQ(prepared.headline.speed->tokens, 128);
  ASSERT_EQ(prepared.run.metrics.size(), 3U);
  EXPECT_EQ(prepared.run.metrics[2].context.at("from"), "tg128");
}

}  // namespace
}  // namespace llmbench
