// GET /api/model-hardware-analysis/{model_name}/{gpu_model}.

#include "support/endpoint_test.hpp"

#include "llmbench/service/analysis_service.hpp"
#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace llmbench::api {
void add_model_hardware_analysis(http::Routes& routes, Services& services);

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A run of Qwen/Qwen3-4B on one RTX 4090 as a serving benchmark reports it.
struct ServingRun {
  std::string model = "Qwen/Qwen3-4B";
  std::string quantization = "Q4_K_M";
  std::string backend = "llama.cpp";
  std::string gpu = "NVIDIA GeForce RTX 4090";
  int gpu_count = 1;
  std::optional<int> concurrency = {};
  std::optional<Load> load = {};
  std::optional<int> power_limit = {};
  std::vector<std::pair<std::string, double>> metrics = {};
};

class ModelHardwareAnalysis : public testing::EndpointTest {
 protected:
  ModelHardwareAnalysis() { add_model_hardware_analysis(routes_, services_); }

  void store(const ServingRun& serving) {
    testing::RunBuilder builder = testing::a_run();
    builder.with_model(serving.model).with_quantization(serving.quantization).with_gpu(serving.gpu);
    builder.with_fingerprint(std::to_string(++stored_));
    for (const auto& [name, value] : serving.metrics) builder.with_metric(name, value);
    ExperimentRun run = builder.build();
    for (Metric& metric : run.metrics)
      metric.unit = metric.name.ends_with("_ms") ? "ms" : metric.name.ends_with("watts") ? "W" : "tok/s";
    run.backend = serving.backend;
    run.hardware.gpu_count = serving.gpu_count;
    run.concurrent_requests = serving.concurrency;
    run.load = serving.load;
    run.gpu_power_limit_watts = serving.power_limit;
    upload(run);
  }
  Json analysis(const std::string& path, const std::string& query = "") {
    return parse_json(call("GET", "/api/model-hardware-analysis/" + path + query).body);
  }

  int stored_ = 0;
};

TEST_F(ModelHardwareAnalysis, GroupsHoldTheBestFiguresAndTheEfficiencyOfTheFastestRun) {
  store({.concurrency = 8,
         .load = Load::concurrent,
         .power_limit = 300,
         .metrics = {{"tokens_per_second", 100}, {"gpu_power_watts", 200}, {"ttft_p95_ms", 50}, {"itl_p95_ms", 9}}});
  store({.concurrency = 8,
         .load = Load::concurrent,
         .power_limit = 300,
         .metrics = {{"tokens_per_second", 120}, {"gpu_power_watts", 300}, {"ttft_p95_ms", 70}, {"tpot_p95_ms", 8}}});
  store({.concurrency = 1, .load = Load::single, .metrics = {{"tokens_per_second", 40}}});
  const Json shown = analysis("qwen%2Fqwen3-4b/rtx%204090");
  EXPECT_EQ(shown["model_name"], "Qwen/Qwen3-4B");
  EXPECT_EQ(shown["gpu_model"], "RTX 4090");
  EXPECT_EQ(shown["speed_class"], "unspecified");
  EXPECT_EQ(shown["unplaced"], 0);
  ASSERT_EQ(shown["quantizations"].size(), 1U);
  const Json& best = shown["quantizations"][0];
  EXPECT_EQ(best["best_speed"], 120);
  EXPECT_EQ(best["best_ttft"], 50);
  EXPECT_EQ(best["best_tpot"], 8);
  EXPECT_EQ(best["best_itl"], 9);
  EXPECT_EQ(best["best_tokens_per_kwh"], 120 * 3.6e6 / 300)
      << "of the run with 120 tokens a second, not of the thriftier one";
  EXPECT_EQ(best["quality_score"], 0.0);
  EXPECT_EQ(best["unknown"], Json({"quality_score"}));
  const Json& heat = shown["heatmap_data"];
  EXPECT_EQ(heat["quantizations"], Json({"llama.cpp||Q4_K_M"}));
  EXPECT_EQ(heat["power_limits"], Json({0, 300}));
  EXPECT_EQ(heat["concurrent_requests"], Json({1, 8}));
  EXPECT_EQ(heat["speed_data"]["llama.cpp||Q4_K_M"], parse_json(R"({"0":{"1":40.0},"300":{"8":120.0}})"));
  EXPECT_EQ(heat["ttft_data"]["llama.cpp||Q4_K_M"], parse_json(R"({"300":{"8":50.0}})"));
  EXPECT_EQ(heat["efficiency_data"]["llama.cpp||Q4_K_M"], parse_json(R"({"300":{"8":1440000.0}})"));
}

TEST_F(ModelHardwareAnalysis, UnknownConcurrencyIsCountedAndInNoCell) {
  store({.metrics = {{"tokens_per_second", 10}}});
  store({.concurrency = 1, .load = Load::offline, .metrics = {{"tokens_per_second", 20}}});
  const Json shown = analysis("Qwen%2FQwen3-4B/RTX%204090");
  EXPECT_EQ(shown["unplaced"], 2);
  EXPECT_EQ(shown["heatmap_data"]["quantizations"], Json::array());
  EXPECT_EQ(shown["quantizations"][0]["best_speed"], 20);
}

TEST_F(ModelHardwareAnalysis, SpeedsOfAnotherClassAreNotCompared) {
  store({.load = Load::single, .metrics = {{"tg128", 50}}});
  store({.load = Load::single, .metrics = {{"tg128", 52}}});
  store({.load = Load::single, .metrics = {{"tg16", 900}}});
  const Json shown = analysis("Qwen%2FQwen3-4B/RTX%204090");
  EXPECT_EQ(shown["speed_class"], "tg");
  EXPECT_EQ(shown["quantizations"][0]["best_speed"], 52);
}

TEST_F(ModelHardwareAnalysis, ServingRunsFillTheHeatMapBesideRunsOfLlamaBench) {
  store({.load = Load::single, .metrics = {{"tg128", 50}}});
  store({.load = Load::single, .metrics = {{"tg128", 52}}});
  store({.concurrency = 8, .load = Load::concurrent, .metrics = {{"tokens_per_second", 300}}});
  const Json shown = analysis("Qwen%2FQwen3-4B/RTX%204090");
  EXPECT_EQ(shown["quantizations"][0]["best_speed"], 52);
  EXPECT_EQ(shown["speed_class"], "tg");
  EXPECT_EQ(shown["speed_class_several_requests"], "unspecified");
  EXPECT_EQ(shown["heatmap_data"]["speed_data"]["llama.cpp||Q4_K_M"], parse_json(R"({"0":{"1":52.0,"8":300.0}})"));
}

TEST_F(ModelHardwareAnalysis, EachKindOfCellNamesTheClassOfItsSpeeds) {
  store({.concurrency = 8, .load = Load::concurrent, .metrics = {{"tg128", 300}}});
  store({.concurrency = 16, .load = Load::concurrent, .metrics = {{"tg128", 500}}});
  store({.load = Load::single, .metrics = {{"tg1024", 50}}});
  const Json shown = analysis("Qwen%2FQwen3-4B/RTX%204090");
  EXPECT_EQ(shown["speed_class"], "tg");
  EXPECT_EQ(shown["speed_class_one_request"], "tg_long");
  EXPECT_EQ(shown["speed_class_several_requests"], "tg");
  EXPECT_EQ(shown["heatmap_data"]["speed_data"]["llama.cpp||Q4_K_M"],
            parse_json(R"({"0":{"1":50.0,"8":300.0,"16":500.0}})"));
}

TEST_F(ModelHardwareAnalysis, NamesAreDecodedOnceWhateverIsInThem) {
  for (const char* name : {"100% local/model", "a+b model", "Größe-7B", "x%2Fy"}) {
    store({.model = name, .metrics = {{"tokens_per_second", 5}}});
  }
  EXPECT_EQ(analysis("100%25%20local%2Fmodel/RTX%204090")["model_name"], "100% local/model");
  EXPECT_EQ(analysis("a+b%20model/RTX%204090")["model_name"], "a+b model");
  EXPECT_EQ(analysis("Gr%C3%B6%C3%9Fe-7B/RTX%204090")["model_name"], "Größe-7B");
  EXPECT_EQ(analysis("x%252Fy/RTX%204090")["model_name"], "x%2Fy");
}

TEST_F(ModelHardwareAnalysis, APlatformIsMeantBeforeAGpu) {
  store({.gpu = "NVIDIA H100 80GB HBM3", .gpu_count = 4, .metrics = {{"tokens_per_second", 400}}});
  store({.metrics = {{"tokens_per_second", 50}}});
  store({.gpu_count = 2, .metrics = {{"tokens_per_second", 80}}});
  store({.gpu = "CPU Only", .gpu_count = 0, .metrics = {{"tokens_per_second", 7}}});
  const std::string model = "Qwen%2FQwen3-4B/";
  EXPECT_EQ(analysis(model + "RTX%204090")["quantizations"][0]["best_speed"], 50);
  EXPECT_EQ(analysis(model + "2x%20rtx%204090")["quantizations"][0]["best_speed"], 80);
  EXPECT_EQ(analysis(model + "NVIDIA%20GeForce%20RTX%204090")["gpu_model"], "RTX 4090");
  EXPECT_EQ(analysis(model + "cpu%20only")["quantizations"][0]["best_speed"], 7);
}

TEST_F(ModelHardwareAnalysis, UnknownNamesAreNotFoundAndNearOnesNamed) {
  store({.metrics = {{"tokens_per_second", 50}}});
  const Error model = refused("GET", "/api/model-hardware-analysis/Qwen3-4B/RTX%204090");
  EXPECT_EQ(model.code(), ErrorCode::not_found);
  EXPECT_THAT(model.what(), HasSubstr("Qwen/Qwen3-4B"));
  const Error gpu = refused("GET", "/api/model-hardware-analysis/Qwen%2FQwen3-4B/RTX%204080");
  EXPECT_EQ(gpu.code(), ErrorCode::not_found);
  EXPECT_THAT(gpu.what(), HasSubstr("RTX 4090"));
  EXPECT_EQ(refused("GET", "/api/model-hardware-analysis/Qwen%2FQwen3-4B/RTX%204090?lora=nobody").code(),
            ErrorCode::not_found);
}

TEST_F(ModelHardwareAnalysis, VoidedFailedAndSampleRunsAreNotTheBest) {
  upload(testing::a_run().with_metric("tg128", 50).with_fingerprint("a"));
  upload(testing::a_run().with_metric("tg128", 99).with_fingerprint("b").with_tags({"sample"}));
  upload(testing::a_run().with_metric("tg128", 98).with_fingerprint("c").with_status(RunStatus::failed));
  upload(testing::a_run().with_metric("tg128", 97).with_fingerprint("d").with_notes("void"));
  run_sql("UPDATE test_runs SET voided_at = now(), void_reason = 'wrong' WHERE notes = 'void'");
  EXPECT_EQ(analysis("Qwen%2FQwen3-4B/RTX%204090")["quantizations"][0]["best_speed"], 50);
}

TEST(QuantizationOrder, GoesFromTheWidestToTheNarrowest) {
  std::vector<std::string> labels{"Q4_K_M", "W8A8", "FP16", "nobody's", "W4A16", "BF16",
                                  "FP8",    "Q8_0", "FP32", "W4A4",     "Q2_K"};
  std::sort(labels.begin(), labels.end(), service::comes_before_quantization);
  EXPECT_THAT(labels, ElementsAre("FP32", "BF16", "FP16", "FP8", "W4A16", "W8A8", "W4A4", "Q8_0", "Q4_K_M", "Q2_K",
                                  "nobody's"));
}

}  // namespace
}  // namespace llmbench::api
