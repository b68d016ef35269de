// A run as a client sees it: POST /api/upload-experiment and GET /api/detail/{test_run_id}.

#include "support/endpoint_test.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>

namespace llmbench::api {
void add_upload_experiment(http::Routes& routes, Services& services);
void add_detail(http::Routes& routes, Services& services);

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class Detail : public testing::EndpointTest {
 protected:
  Detail() {
    add_upload_experiment(routes_, services_);
    add_detail(routes_, services_);
  }

  http::Response post(const Json& run) {
    return call("POST", "/api/upload-experiment", dump_json(Json{{"experiment_run", run}}));
  }
  std::string post_id(const Json& run) { return parse_json(post(run).body).at("test_run_id"); }
  Json detail(const std::string& id, const std::string& query = "") {
    return parse_json(call("GET", "/api/detail/" + id + query).body);
  }
};

/// A body as the older clients send it.
Json seed_run() {
  return {{"model_name", "Qwen/Qwen3-4B-GGUF"},
          {"quantization", "q4_k_m"},
          {"backend", "llama_cpp"},
          {"backend_version", "b6000"},
          {"hardware_config",
           {{"gpu_model", "NVIDIA GeForce RTX 4090"},
            {"gpu_memory_gb", 24},
            {"cpu_model", "AMD Ryzen 9 7950X 16-Core Processor"},
            {"cpu_arch", "x86_64"},
            {"ram_gb", 64},
            {"optimizations", {"flash_attention", "cuda"}}}},
          {"performance_metrics",
           {{{"metric_name", "tokens_per_second"}, {"value", 150.5}, {"unit", "tokens/s"}},
            {{"metric_name", "prompt_processing_speed"}, {"value", 5000}, {"unit", "tokens/s"}},
            {{"metric_name", "memory_usage_gb"}, {"value", 3.5}, {"unit", "GB"}},
            {{"metric_name", "model_loading_time"}, {"value", 1.25}, {"unit", "seconds"}}}},
          {"benchmark_scores", Json::array()},
          {"timestamp", "2025-06-08T12:00:00.5Z"},
          {"notes", "first"}};
}

Json score_of_type(const char* type, Json data) {
  return {{"type", type}, {"data", std::move(data)}};
}

Json mmlu_pro_scores(int correct_in_law) {
  Json categories = Json::array();
  for (const char* name : {"biology", "business", "chemistry", "computer science", "economics", "engineering", "health",
                           "history", "law", "math", "other", "philosophy", "physics", "psychology"}) {
    const int correct = std::string(name) == "law" ? correct_in_law : 50;
    categories.push_back(
        {{"category", name}, {"score", correct}, {"total_questions", 100}, {"correct_answers", correct}});
  }
  return score_of_type("MMLU", {{"categories", categories}});
}

TEST_F(Detail, AnUploadAnswersAsTheContractSays) {
  const http::Response response = post(seed_run());
  EXPECT_EQ(response.status, 201);
  const OrderedJson answer = OrderedJson::parse(response.body);
  std::vector<std::string> keys;
  for (const auto& [key, value] : answer.items()) keys.push_back(key);
  EXPECT_THAT(keys, ElementsAre("success", "test_run_id", "model_variant_id", "error", "warnings", "status",
                                "metrics_added", "met"));
  EXPECT_EQ(answer["success"], true);
  EXPECT_EQ(answer["error"], nullptr);
  EXPECT_EQ(answer["status"], "created");
  EXPECT_EQ(answer["met"]["scores"], false);
  const http::Response again = post(seed_run());
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(parse_json(again.body)["status"], "duplicate");
  EXPECT_EQ(parse_json(again.body)["test_run_id"], answer["test_run_id"]);
}

TEST_F(Detail, EveryWrongFieldIsNamedAtOnce) {
  Json run = seed_run();
  run["model_name"] = 7;
  run["performance_metrics"][0]["value"] = -1;
  run["performance_metrics"][1]["value"] = "fast";
  run["benchmark_scores"] = {score_of_type("GSM8K", {{"problems_solved", 20}, {"total_problems", 10}})};
  const Error error = refused("POST", "/api/upload-experiment", dump_json(Json{{"experiment_run", run}}));
  EXPECT_EQ(error.code(), ErrorCode::invalid_input);
  EXPECT_THAT(error.what(), StartsWith("Validation error: "));
  std::vector<std::string> paths;
  for (const FieldError& field : error.fields()) paths.push_back(field.path);
  EXPECT_THAT(paths,
              ::testing::IsSupersetOf({"model_name", "performance_metrics[0].value", "performance_metrics[1].value"}));
  EXPECT_THAT(paths, Contains(StartsWith("benchmark_scores[0].data")));
  EXPECT_EQ(count("test_runs"), 0);
}

TEST_F(Detail, ABodyWithoutARunIsRefused) {
  EXPECT_EQ(refused("POST", "/api/upload-experiment", "{}").code(), ErrorCode::invalid_input);
  EXPECT_EQ(refused("POST", "/api/upload-experiment", "[]").code(), ErrorCode::invalid_input);
  EXPECT_EQ(refused("POST", "/api/upload-experiment", "{").code(), ErrorCode::invalid_json);
}

TEST_F(Detail, AnErrorOfTheUploadKeepsTheSeedsFields) {
  const auto match = routes_.match("POST", "/api/upload-experiment");
  const Json extras = parse_json(match.entry->info.error_extras(Error{ErrorCode::invalid_input, "x"}));
  EXPECT_EQ(extras, Json({{"success", false}, {"test_run_id", nullptr}, {"warnings", Json::array()}}));
}

TEST_F(Detail, FieldsNobodyKnowsAreNamedAndKept) {
  Json run = seed_run();
  run["weather"] = "rain";
  const Json answer = parse_json(
      call("POST", "/api/upload-experiment", dump_json(Json{{"experiment_run", run}, {"client", "v1"}})).body);
  EXPECT_THAT(answer["warnings"].get<std::vector<std::string>>(), Contains(HasSubstr("weather")));
  EXPECT_THAT(answer["warnings"].get<std::vector<std::string>>(), Contains(HasSubstr("client")));
  EXPECT_EQ(detail(answer["test_run_id"])["provenance"]["unknown_fields"]["weather"], "rain");
}

TEST_F(Detail, SeedFieldsAreThereAsTheyAlwaysWere) {
  Json run = seed_run();
  run["benchmark_scores"] = {mmlu_pro_scores(64),
                             score_of_type("GSM8K", {{"problems_solved", 1000}, {"total_problems", 1319}})};
  const Json shown = detail(post_id(run));
  const Json& config = shown["config"];
  EXPECT_EQ(config["name"], "Qwen/Qwen3-4B Q4_K_M");
  EXPECT_EQ(config["model"], "Qwen/Qwen3-4B");
  EXPECT_EQ(config["quantization"], "Q4_K_M");
  EXPECT_EQ(config["backend"], "llama.cpp");
  EXPECT_EQ(config["backend_version"], "b6000");
  EXPECT_EQ(config["test_run_date"], "2025-06-08 12:00:00 UTC");
  EXPECT_EQ(config["overall_score"], 51.0);
  EXPECT_EQ(config["unknown"], Json::array());
  EXPECT_EQ(config["performance"], Json({{"speed", 150.5},
                                         {"memory", 3.5},
                                         {"loading_time", 1.25},
                                         {"prompt_speed", 5000.0},
                                         {"unknown", Json::array()}}));
  EXPECT_EQ(shown["system_info"]["gpu_model"], "RTX 4090");
  EXPECT_EQ(shown["system_info"]["gpu_memory_gb"].dump(), "24") << "a whole number, as older clients read it";
  EXPECT_EQ(shown["system_info"]["ram_gb"], 64.0);
  EXPECT_EQ(shown["system_info"]["optimizations"], Json({"cuda", "flash_attention"}));
  EXPECT_EQ(shown["system_info"]["unknown"], Json::array());
  ASSERT_EQ(shown["categories"].size(), 15U);
  EXPECT_EQ(shown["categories"][0]["name"], "GSM8K");
  EXPECT_EQ(shown["categories"][0]["correct_answers"], 1000);
  EXPECT_EQ(shown["categories"][9],
            Json({{"name", "MMLU - law"}, {"score", 64.0}, {"total_questions", 100}, {"correct_answers", 64}}));
  EXPECT_EQ(shown["quality"].size(), 2U);
  EXPECT_EQ(shown["quality"][1]["benchmark"], "mmlu_pro");
  EXPECT_EQ(shown["quality"][1]["interval_method"], "wilson");
}

TEST_F(Detail, UnknownIsNamedInSeedFieldsAndNullInOurs) {
  Json run = seed_run();
  run["hardware_config"] = {{"gpu_model", nullptr},
                            {"gpu_memory_gb", nullptr},
                            {"cpu_model", nullptr},
                            {"cpu_arch", nullptr},
                            {"optimizations", Json::array()}};
  run["backend_version"] = nullptr;
  run["timestamp"] = nullptr;
  run["performance_metrics"] = {{{"metric_name", "tokens_per_second"}, {"value", 12}, {"unit", "tokens/s"}}};
  const Json shown = detail(post_id(run));
  EXPECT_EQ(shown["config"]["performance"]["speed"], 12.0);
  EXPECT_EQ(shown["config"]["performance"]["memory"], 0.0);
  EXPECT_EQ(shown["config"]["performance"]["unknown"], Json({"memory", "loading_time", "prompt_speed"}));
  EXPECT_EQ(shown["config"]["overall_score"], 0.0);
  EXPECT_EQ(shown["config"]["backend_version"], "unknown");
  EXPECT_EQ(shown["config"]["unknown"], Json({"backend_version", "overall_score", "test_run_date"}));
  EXPECT_EQ(shown["system_info"]["unknown"], Json({"gpu_model", "cpu_model", "cpu_arch"}));
  EXPECT_EQ(shown["system_info"]["gpu_memory_gb"], nullptr);
  EXPECT_EQ(shown["run"]["headline"]["memory_gb"], nullptr);
  EXPECT_EQ(shown["run"]["backend_version"], nullptr);
  EXPECT_EQ(shown["run"]["timestamp"], nullptr);
  EXPECT_EQ(shown["run"]["hardware"]["gpu_model"], nullptr);
  EXPECT_EQ(shown["run"]["artifact"], nullptr);
}

TEST_F(Detail, MetricsCarryTheFiguresOfTheirSamples) {
  Json run = seed_run();
  run["performance_metrics"] = {
      {{"metric_name", "tg128"}, {"value", 50}, {"unit", "tok/s"}, {"samples", {49, 50, 51}}, {"stddev", 99}},
      {{"metric_name", "pp512"}, {"value", 100}, {"unit", "tok/s"}, {"stddev", 5}, {"n", 5}},
      {{"metric_name", "one"}, {"value", 7}, {"unit", ""}, {"samples", {7}}}};
  const Json metrics = detail(post_id(run))["metrics"];
  ASSERT_EQ(metrics.size(), 5U);
  EXPECT_EQ(metrics[0]["metric_name"], "one");
  EXPECT_EQ(metrics[0]["n"], 1);
  EXPECT_EQ(metrics[0]["stddev"], nullptr) << "one sample has no spread";
  EXPECT_EQ(metrics[1]["metric_name"], "pp512");
  EXPECT_EQ(metrics[1]["cv"], 0.05);
  EXPECT_EQ(metrics[1]["median"], nullptr);
  EXPECT_EQ(metrics[3]["metric_name"], "tg128");
  EXPECT_EQ(metrics[3]["n"], 3);
  EXPECT_EQ(metrics[3]["stddev"], 1.0) << "recomputed: a tool's own cannot be trusted";
  EXPECT_EQ(metrics[3]["median"], 50.0);
  EXPECT_EQ(metrics[3]["samples"], Json({49.0, 50.0, 51.0}));
}

TEST_F(Detail, TheConfigurationListsItsRunsNewestFirst) {
  const std::string first = post_id(seed_run());
  Json later = seed_run();
  later["timestamp"] = "2025-06-09T12:00:00Z";
  const std::string second = post_id(later);
  Json other = seed_run();
  other["backend_version"] = "b7000";
  post(other);
  const Json runs = detail(first)["configuration"]["runs"];
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0]["id"], second);
  EXPECT_EQ(runs[1]["id"], first);
}

TEST_F(Detail, LoraChoosesWhoseQualityIsShown) {
  Json run = seed_run();
  run["benchmark_scores"] = {mmlu_pro_scores(64)};
  const std::string id = post_id(run);
  Json adapter = seed_run();
  adapter["lora_adapter"] = "legal-v2";
  adapter["benchmark_scores"] = {mmlu_pro_scores(92)};
  const std::string adapter_id = post_id(adapter);
  EXPECT_EQ(detail(id)["config"]["overall_score"], 51.0);
  EXPECT_EQ(detail(id, "?lora=legal-v2")["config"]["overall_score"], 53.0);
  EXPECT_EQ(detail(adapter_id)["config"]["overall_score"], 53.0);
  EXPECT_EQ(detail(adapter_id, "?lora=")["config"]["overall_score"], 51.0);
  EXPECT_THAT(detail(id, "?lora=nobody")["quality"], IsEmpty());
}

TEST_F(Detail, ASmallSubsetIsNoHeadline) {
  Json run = seed_run();
  run["benchmark_scores"] = {score_of_type(
      "MMLU",
      {{"categories",
        {{{"category", "computer science"}, {"score", 75}, {"total_questions", 20}, {"correct_answers", 15}}}}})};
  const Json shown = detail(post_id(run));
  EXPECT_THAT(shown["categories"], IsEmpty());
  EXPECT_EQ(shown["config"]["unknown"], Json({"overall_score"}));
}

TEST_F(Detail, UnknownAndMalformedIdsAreNotFound) {
  EXPECT_EQ(refused("GET", "/api/detail/00000000-0000-8000-8000-000000000000").code(), ErrorCode::not_found);
  const Error no_uuid = refused("GET", "/api/detail/%3Cb%3E7");
  EXPECT_EQ(no_uuid.code(), ErrorCode::not_found);
  EXPECT_STREQ(no_uuid.what(), "no run has this id") << "what was asked is not repeated";
}

TEST_F(Detail, TheTagChangesWithTheContentOnly) {
  const std::string id = post_id(seed_run());
  const std::string tag = call("GET", "/api/detail/" + id).etag;
  EXPECT_THAT(tag, StartsWith("W/\""));
  EXPECT_EQ(call("GET", "/api/detail/" + id).etag, tag);
  run_sql("UPDATE test_runs SET notes = 'edited by hand'");
  EXPECT_NE(call("GET", "/api/detail/" + id).etag, tag);
}

}  // namespace
}  // namespace llmbench::api
