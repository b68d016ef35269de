// Runs side by side: GET /api/comparison.

#include "support/base/paths.hpp"
#include "support/endpoint_test.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/service/comparison_service.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

namespace llmbench::api {
void add_comparison(http::Routes& routes, Services& services);

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ComparisonEndpoint : public testing::EndpointTest {
 protected:
  ComparisonEndpoint() { add_comparison(routes_, services_); }

  std::string stored(const testing::RunBuilder& run) { return to_string(upload(run).test_run_id); }
  std::string stored(const ExperimentRun& run) { return to_string(upload(run).test_run_id); }
  OrderedJson compare(const std::string& a, const std::string& b) {
    return get("/api/comparison?config_a=" + a + "&config_b=" + b);
  }
  OrderedJson get(const std::string& target) { return OrderedJson::parse(call("GET", target).body); }
};

/// Five samples around `value` with a spread of 1 %.
std::vector<double> around(double value) {
  return {0.99 * value, value, 1.01 * value, 0.995 * value, 1.005 * value};
}

testing::RunBuilder measured(const char* time, double speed) {
  return testing::a_run().with_time(testing::at(time)).with_metric("tg128", speed, around(speed));
}

std::vector<std::string> keys_of(const OrderedJson& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

OrderedJson metric_of(const OrderedJson& answer, const std::string& name) {
  for (const auto& metric : answer.at("metrics")) {
    if (metric.at("metric") == name) return metric;
  }
  return nullptr;
}

TEST_F(ComparisonEndpoint, TheAnswerHasTheContractsShape) {
  const std::string a = stored(measured("2025-06-08T12:00:00Z", 100).with_metric("pp512", 5000));
  const std::string b = stored(measured("2025-06-09T12:00:00Z", 110));
  const OrderedJson answer = compare(a, b);
  EXPECT_THAT(keys_of(answer), ElementsAre("config_a", "config_b", "categories", "metrics", "settings", "not_compared",
                                           "quality", "noise_floor", "notes", "sentence", "others"));
  const OrderedJson& config = answer["config_a"];
  EXPECT_EQ(config["id"], a);
  EXPECT_EQ(config["name"], "Qwen/Qwen3-4B Q4_K_M");
  EXPECT_EQ(config["hardware"], "RTX 4090/zen4");
  EXPECT_EQ(config["overall_score"], 0.0);
  EXPECT_EQ(config["performance"]["speed"], 100.0);
  EXPECT_EQ(config["performance"]["loading_time"], 0.0);
  EXPECT_THAT(config["performance"]["unknown"], ElementsAre("memory", "loading_time"));
  EXPECT_THAT(config["unknown"], ElementsAre("overall_score"));
  EXPECT_THAT(keys_of(answer["metrics"][0]),
              ElementsAre("metric", "unit", "direction", "a", "b", "change_percent", "ratio", "ratio_low", "ratio_high",
                          "p_value", "p_adjusted", "method", "verdict", "noise_floor", "sentence"));
  EXPECT_EQ(answer["not_compared"], OrderedJson::parse(R"([{"metric":"pp512","reason":"only in A"}])"));
  EXPECT_THAT(answer["others"], IsEmpty());
}

TEST_F(ComparisonEndpoint, ASpeedTenPercentHigherIsBetterAndLowerWorse) {
  const std::string a = stored(measured("2025-06-08T12:00:00Z", 100));
  const std::string b = stored(measured("2025-06-09T12:00:00Z", 110));
  const OrderedJson faster = metric_of(compare(a, b), "tg128");
  EXPECT_EQ(faster["verdict"], "better");
  EXPECT_EQ(faster["method"], "mann_whitney");
  EXPECT_NEAR(faster["change_percent"].get<double>(), 10, 1e-9);
  EXPECT_GT(faster["ratio_low"], 1.05);
  EXPECT_THAT(faster["sentence"].get<std::string>(), HasSubstr("B generates 10.0 % faster in tg128"));
  const OrderedJson slower = metric_of(compare(b, a), "tg128");
  EXPECT_EQ(slower["verdict"], "worse");
  EXPECT_THAT(slower["sentence"].get<std::string>(), HasSubstr("B generates 9.1 % slower in tg128"));
}

TEST_F(ComparisonEndpoint, ATimeTenPercentHigherIsWorse) {
  const auto with_time_to_first_token = [](const char* time, double ms) {
    auto run = testing::a_run().with_time(testing::at(time)).with_metric("ttft_p50_ms", ms, around(ms)).build();
    run.metrics.front().unit = "ms";
    return run;
  };
  const std::string a = stored(with_time_to_first_token("2025-06-08T12:00:00Z", 100));
  const std::string b = stored(with_time_to_first_token("2025-06-09T12:00:00Z", 110));
  EXPECT_EQ(metric_of(compare(a, b), "ttft_p50_ms")["verdict"], "worse");
  EXPECT_EQ(metric_of(compare(b, a), "ttft_p50_ms")["verdict"], "better");
  EXPECT_EQ(metric_of(compare(a, b), "ttft_p50_ms")["direction"], "lower_is_better");
}

TEST_F(ComparisonEndpoint, ARunComparedWithItselfHasNotChanged) {
  const std::string a = stored(measured("2025-06-08T12:00:00Z", 100));
  const OrderedJson answer = compare(a, a);
  EXPECT_EQ(metric_of(answer, "tg128")["verdict"], "no significant change");
  EXPECT_EQ(metric_of(answer, "tg128")["ratio"], 1.0);
  EXPECT_THAT(answer["settings"], IsEmpty());
  EXPECT_THAT(answer["notes"], Contains("A and B are the same run."));
}

TEST_F(ComparisonEndpoint, OneMeasurementTellsNothing) {
  const std::string a =
      stored(testing::a_run().with_time(testing::at("2025-06-08T12:00:00Z")).with_metric("tg128", 100));
  const std::string b = stored(measured("2025-06-09T12:00:00Z", 150));
  const OrderedJson metric = metric_of(compare(a, b), "tg128");
  EXPECT_EQ(metric["verdict"], "unknown");
  EXPECT_EQ(metric["method"], nullptr);
  EXPECT_EQ(metric["ratio_low"], nullptr);
  EXPECT_EQ(metric["p_value"], nullptr);
  EXPECT_THAT(metric["sentence"].get<std::string>(), HasSubstr("Too few samples to tell"));
}

TEST_F(ComparisonEndpoint, AStatedSpreadIsAsGoodAsSamples) {
  auto stated = testing::a_run().with_time(testing::at("2025-06-08T12:00:00Z")).with_metric("tg128", 100).build();
  stated.metrics.front().n = 10;
  stated.metrics.front().stddev = 1;
  const std::string a = stored(stated);
  const std::string b = stored(measured("2025-06-09T12:00:00Z", 110));
  const OrderedJson metric = metric_of(compare(a, b), "tg128");
  EXPECT_EQ(metric["method"], "welch");
  EXPECT_EQ(metric["verdict"], "better");
}

TEST_F(ComparisonEndpoint, AZeroHasNoRatio) {
  const std::string a = stored(measured("2025-06-08T12:00:00Z", 100).with_metric("error_rate", 0));
  const std::string b = stored(measured("2025-06-09T12:00:00Z", 100).with_metric("error_rate", 0.5));
  const OrderedJson metric = metric_of(compare(a, b), "error_rate");
  EXPECT_EQ(metric["ratio"], nullptr);
  EXPECT_EQ(metric["change_percent"], nullptr);
  EXPECT_EQ(metric["verdict"], "unknown");
}

TEST_F(ComparisonEndpoint, RepeatedRunsGiveTheMachineANoiseFloor) {
  std::vector<std::string> ids;
  for (const double speed : {100.0, 104.0, 96.0, 108.0, 92.0}) {
    ids.push_back(stored(measured(("2025-06-0" + std::to_string(ids.size() + 1) + "T12:00:00Z").c_str(), speed)));
  }
  const OrderedJson noisy = compare(ids[0], ids[3]);
  EXPECT_EQ(noisy["noise_floor"]["machine"], "RTX 4090");
  EXPECT_EQ(noisy["noise_floor"]["runs"], 5);
  EXPECT_EQ(noisy["noise_floor"]["series"], 1);
  EXPECT_GT(metric_of(noisy, "tg128")["noise_floor"], 0.08);
  EXPECT_EQ(metric_of(noisy, "tg128")["noise_floor"], noisy["noise_floor"]["generation"]);
  EXPECT_EQ(noisy["noise_floor"]["prompt"], nullptr);
  EXPECT_EQ(metric_of(noisy, "tg128")["verdict"], "no significant change");
  EXPECT_THAT(metric_of(noisy, "tg128")["sentence"].get<std::string>(), HasSubstr("within this machine's noise of"));
  // Beside this machine there is another one, of which nothing is known: this one's floor still counts.
  const std::string elsewhere = stored(measured("2025-06-09T12:00:00Z", 108).with_gpu("NVIDIA GeForce RTX 4070"));
  EXPECT_EQ(compare(ids[0], elsewhere)["noise_floor"]["machine"], "RTX 4090 and RTX 4070");
  EXPECT_EQ(metric_of(compare(ids[0], elsewhere), "tg128")["verdict"], "no significant change");
}

TEST_F(ComparisonEndpoint, RunsThatDoNotSayTheirHardwareAreNotRepeatedRunsOfOneMachine) {
  std::vector<std::string> ids;
  for (const double speed : {100.0, 400.0, 25.0, 112.0}) {
    ExperimentRun run = measured(("2025-06-0" + std::to_string(ids.size() + 1) + "T12:00:00Z").c_str(), speed).build();
    run.hardware = {};
    ids.push_back(stored(run));
  }
  const OrderedJson answer = compare(ids[0], ids[3]);
  EXPECT_EQ(answer["noise_floor"]["machine"], "unknown hardware");
  EXPECT_EQ(answer["noise_floor"]["runs"], 0);
  EXPECT_EQ(metric_of(answer, "tg128")["noise_floor"], nullptr);
  EXPECT_EQ(metric_of(answer, "tg128")["verdict"], "better");
  EXPECT_THAT(answer["notes"], Contains(HasSubstr("B does not say its hardware")));
}

TEST_F(ComparisonEndpoint, VoidedRunsAreNoNoiseButMayBeCompared) {
  std::vector<std::string> ids;
  for (const double speed : {100.0, 101.0, 150.0}) {
    ids.push_back(stored(measured(("2025-06-0" + std::to_string(ids.size() + 1) + "T12:00:00Z").c_str(), speed)));
  }
  run_sql("UPDATE test_runs SET voided_at = now(), void_reason = 'fan broken' WHERE id = '" + ids[2] + "'");
  const OrderedJson answer = compare(ids[0], ids[2]);
  EXPECT_EQ(answer["noise_floor"]["runs"], 0);
  EXPECT_EQ(metric_of(answer, "tg128")["verdict"], "better");
  EXPECT_EQ(answer["config_b"]["voided"], true);
  EXPECT_THAT(answer["notes"], Contains("B is voided: fan broken."));
  EXPECT_THAT(answer["notes"], Contains(HasSubstr("no series of it has 3 runs")));
}

TEST_F(ComparisonEndpoint, AFailedRunIsSaidToHaveFailed) {
  auto failed = testing::a_run().with_time(testing::at("2025-06-09T12:00:00Z")).with_status(RunStatus::failed).build();
  failed.error = "out of memory";
  const std::string b = stored(failed);
  const OrderedJson answer = compare(stored(measured("2025-06-08T12:00:00Z", 100)), b);
  EXPECT_THAT(answer["notes"], Contains("B did not complete: its status is failed, out of memory."));
  EXPECT_EQ(answer["config_b"]["status"], "failed");
  EXPECT_EQ(answer["sentence"], "A and B have no metric in common that can be compared.");
}

TEST_F(ComparisonEndpoint, WhatDiffersIsListed) {
  auto first = measured("2025-06-08T12:00:00Z", 100).build();
  auto second = measured("2025-06-09T12:00:00Z", 100).build();
  first.settings = {{"backends", "CUDA"}, {"n_ubatch", 512}};
  second.settings = {{"backends", "CUDA"}, {"n_ubatch", 2048}};
  second.backend_version = "6100 (fedcba98)";
  const OrderedJson answer = compare(stored(first), stored(second));
  const auto expected = OrderedJson::parse(R"json([
    {"name":"backend_version","a":"6000 (abcdef12)","b":"6100 (fedcba98)","default_moved":false},
    {"name":"settings.n_ubatch","a":"512","b":"2048","default_moved":false}])json");
  EXPECT_EQ(answer["settings"], expected);
}

ScoreUpload gsm8k(std::int64_t solved, std::int64_t total) {
  return testing::a_gsm8k_score(solved, total);
}

TEST_F(ComparisonEndpoint, ASettingWithoutEffectOnOneSideDoesNotDifferWhenItIsTheSame) {
  ExperimentRun on_gpu = measured("2025-06-08T12:00:00Z", 100).build();
  on_gpu.settings = {{"backends", "Vulkan"}, {"n_gpu_layers", 99}, {"n_threads", 2}};
  ExperimentRun on_cpu = measured("2025-06-09T12:00:00Z", 100).build();
  on_cpu.settings = {{"backends", "CPU"}, {"n_gpu_layers", 99}, {"n_threads", 2}};
  const OrderedJson answer = compare(stored(on_gpu), stored(on_cpu));
  std::vector<std::string> names;
  for (const auto& setting : answer["settings"]) names.push_back(setting["name"]);
  EXPECT_THAT(names, ElementsAre("settings.backends"));
  EXPECT_THAT(answer["sentence"].get<std::string>(), ::testing::StartsWith("Of 1 metric B is"));
}

TEST_F(ComparisonEndpoint, ScoresAreComparedByTheirCounts) {
  const std::string a = stored(measured("2025-06-08T12:00:00Z", 100).with_score(gsm8k(700, 1000)));
  const std::string b =
      stored(measured("2025-06-09T12:00:00Z", 100).with_quantization("Q8_0").with_score(gsm8k(800, 1000)));
  const std::string c = stored(measured("2025-06-10T12:00:00Z", 100).with_quantization("Q6_K"));
  const OrderedJson answer = compare(a, b);
  ASSERT_EQ(answer["categories"].size(), 1U);
  const OrderedJson& category = answer["categories"][0];
  EXPECT_EQ(category["name"], "GSM8K");
  EXPECT_EQ(category["score_a"], 70.0);
  EXPECT_EQ(category["score_b"], 80.0);
  EXPECT_THAT(category["unknown"], IsEmpty());
  EXPECT_EQ(category["difference"], 10.0);
  // Newcombe's method 10 for 800/1000 against 700/1000: 6.20 to 13.76 points.
  EXPECT_NEAR(category["low"].get<double>(), 6.20, 0.02);
  EXPECT_NEAR(category["high"].get<double>(), 13.76, 0.02);
  EXPECT_EQ(category["significant"], true);
  EXPECT_EQ(answer["quality"][0]["benchmark"], "gsm8k");
  EXPECT_THAT(answer["quality"][0]["sentence"].get<std::string>(), HasSubstr("B scores 10.0 points higher in gsm8k"));
  EXPECT_THAT(compare(b, a)["quality"][0]["sentence"].get<std::string>(), HasSubstr(": worse."));
  const OrderedJson one_sided = compare(a, c);
  EXPECT_EQ(one_sided["categories"][0]["score_b"], 0.0);
  EXPECT_THAT(one_sided["categories"][0]["unknown"], ElementsAre("score_b"));
  EXPECT_EQ(one_sided["categories"][0]["difference"], nullptr);
  EXPECT_THAT(one_sided["not_compared"], Contains(OrderedJson({{"metric", "gsm8k"}, {"reason", "only in A"}})));
}

TEST_F(ComparisonEndpoint, ScoresOfOtherContextsStandBesideEachOther) {
  ScoreUpload five_shots = gsm8k(700, 1000);
  five_shots.context = {{"shots", 5}};
  ScoreUpload no_shots = gsm8k(800, 1000);
  no_shots.context = {{"shots", 0}};
  const std::string a = stored(measured("2025-06-08T12:00:00Z", 100).with_score(five_shots));
  const std::string b = stored(measured("2025-06-09T12:00:00Z", 100).with_quantization("Q8_0").with_score(no_shots));
  const OrderedJson answer = compare(a, b);
  EXPECT_EQ(answer["categories"][0]["score_b"], 80.0);
  EXPECT_EQ(answer["categories"][0]["difference"], nullptr);
  EXPECT_EQ(answer["quality"][0]["significant"], nullptr);
  EXPECT_THAT(answer["not_compared"],
              Contains(OrderedJson({{"metric", "gsm8k"}, {"reason", "shots is 5 in A and 0 in B"}})));
}

TEST_F(ComparisonEndpoint, SixRunsAreComparedWithTheFirst) {
  std::string ids;
  std::vector<std::string> all;
  for (const double speed : {100.0, 110.0, 120.0, 90.0, 100.0, 200.0}) {
    all.push_back(stored(measured(("2025-06-0" + std::to_string(all.size() + 1) + "T12:00:00Z").c_str(), speed)
                             .with_quantization("Q" + std::to_string(all.size() + 2) + "_K")));
    ids += (ids.empty() ? "" : ",") + all.back();
  }
  const OrderedJson answer = get("/api/comparison?ids=" + ids);
  EXPECT_EQ(answer["config_a"]["id"], all[0]);
  EXPECT_EQ(answer["config_b"]["id"], all[1]);
  ASSERT_EQ(answer["others"].size(), 4U);
  EXPECT_EQ(answer["others"][3]["config"]["id"], all[5]);
  EXPECT_EQ(metric_of(answer["others"][3], "tg128")["change_percent"], 100.0);
  EXPECT_EQ(metric_of(answer["others"][1], "tg128")["verdict"], "worse");
  EXPECT_THAT(keys_of(answer["others"][0]), ElementsAre("config", "categories", "metrics", "settings", "not_compared",
                                                        "quality", "noise_floor", "notes", "sentence"));
}

TEST_F(ComparisonEndpoint, WrongQuestionsAreRefusedByName) {
  const std::string a = stored(measured("2025-06-08T12:00:00Z", 100));
  const std::string missing = "00000000-0000-8000-8000-000000000001";
  const auto path = [](const Error& error) { return error.fields().at(0).path; };
  const Error none = refused("GET", "/api/comparison");
  EXPECT_EQ(none.code(), ErrorCode::invalid_query);
  EXPECT_EQ(none.fields().size(), 2U);
  const Error one = refused("GET", "/api/comparison?config_a=" + a);
  EXPECT_EQ(one.code(), ErrorCode::invalid_query);
  EXPECT_EQ(path(one), "config_b");
  const Error malformed = refused("GET", "/api/comparison?config_a=" + a + "&config_b=7");
  EXPECT_EQ(malformed.code(), ErrorCode::invalid_query);
  EXPECT_EQ(path(malformed), "config_b");
  const Error both = refused("GET", "/api/comparison?config_a=" + a + "&ids=" + a + "," + a);
  EXPECT_EQ(both.code(), ErrorCode::invalid_query);
  const Error unknown = refused("GET", "/api/comparison?config_a=" + a + "&config_b=" + missing);
  EXPECT_EQ(unknown.code(), ErrorCode::not_found);
  EXPECT_EQ(path(unknown), "config_b");
  for (const std::string& ids : {a, a + "," + a + "," + a + "," + a + "," + a + "," + a + "," + a}) {
    EXPECT_EQ(refused("GET", "/api/comparison?ids=" + ids).code(), ErrorCode::invalid_query) << ids;
  }
}

/// The reference data lies beside some checkouts only; without it there is nothing to look at.
TEST_F(ComparisonEndpoint, TwentyEqualRunsOfABusyMachineAreNoChange) {
  const auto folder = testing::reference_data_dir();
  if (!folder) return;
  std::vector<Uuid> ids;
  for (const auto& entry : std::filesystem::directory_iterator(*folder / "llama-bench-local" / "history")) {
    if (entry.path().extension() != ".json") continue;
    parsers::TextStream stream{parsers::make_memory_source(testing::read_file(entry.path())), "result"};
    const auto result = parsers::read_as(*parsers::find_format("llama-bench"), stream, {});
    for (const ExperimentRun& run : result.runs) ids.push_back(upload(run).test_run_id);
  }
  ASSERT_EQ(ids.size(), 20U);
  int metrics = 0;
  int alarms = 0;
  int asymmetric = 0;
  const auto verdicts = [&](const Uuid& a, const Uuid& b) {
    const auto comparison = services_.comparisons.compare({{a, "config_a"}, {b, "config_b"}});
    std::vector<bool> changed;
    for (const auto& metric : comparison.others.front().metrics) {
      if (metric.name == "model_size_gb") continue;
      changed.push_back(metric.figures.verdict != stats::Verdict::no_significant_change);
    }
    metrics += static_cast<int>(changed.size());
    alarms += static_cast<int>(std::ranges::count(changed, true));
    return changed;
  };
  for (std::size_t a = 0; a < ids.size(); ++a) {
    for (std::size_t b = a + 1; b < ids.size(); ++b) {
      if (verdicts(ids[a], ids[b]) != verdicts(ids[b], ids[a])) ++asymmetric;
    }
  }
  EXPECT_EQ(metrics, 2 * 190 * 2);
  EXPECT_LE(alarms, metrics / 20);
  EXPECT_LE(asymmetric, 2);
  RecordProperty("alarms", alarms);
}

}  // namespace
}  // namespace llmbench::api
