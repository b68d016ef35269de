// Scores and variants as a client sees them: POST /api/benchmarks/upload, GET /api/model-variants (+ /{id}).

#include "support/endpoint_test.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

namespace llmbench::api {
void add_benchmarks_upload(http::Routes& routes, Services& services);
void add_model_variants(http::Routes& routes, Services& services);
void add_model_variant(http::Routes& routes, Services& services);

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr db::Statement kCountRows{"count_score_rows", R"sql(
SELECT (SELECT count(*) FROM score_uploads) + (SELECT count(*) FROM model_variants) AS rows
)sql"};

class Variants : public testing::EndpointTest {
 protected:
  Variants() {
    add_benchmarks_upload(routes_, services_);
    add_model_variants(routes_, services_);
    add_model_variant(routes_, services_);
  }

  Json get(const std::string& target) { return parse_json(call("GET", target).body); }
  Json post(const Json& body) { return parse_json(call("POST", "/api/benchmarks/upload", body.dump()).body); }

  std::vector<std::string> model_names(const std::string& target) {
    std::vector<std::string> names;
    for (const auto& entry : get(target)) names.push_back(entry["variant"]["model_name"]);
    return names;
  }
  std::int64_t stored_rows() {
    return database_.pool().transact(
        [&](db::Transaction& tx) { return tx.run(kCountRows)[0].get<std::int64_t>("rows"); });
  }
};

Json typed_score(const char* type, Json data) {
  return {{"type", type}, {"data", std::move(data)}};
}
Json gsm8k(int solved, int total) {
  return typed_score("GSM8K", {{"problems_solved", solved}, {"total_problems", total}});
}
Json request(const std::string& model, const std::string& quantization, std::vector<Json> scores) {
  return {{"model_name", model},
          {"quantization", quantization},
          {"benchmark_scores", std::move(scores)},
          {"timestamp", "2025-06-01T10:00:00Z"}};
}
/// All 14 categories with a tenth of their questions, half of them right.
Json mmlu_pro_subset() {
  Json categories = Json::array();
  for (const auto& [name, total] : std::vector<std::pair<const char*, int>>{{"biology", 71},
                                                                            {"business", 78},
                                                                            {"chemistry", 113},
                                                                            {"computer science", 41},
                                                                            {"economics", 84},
                                                                            {"engineering", 96},
                                                                            {"health", 81},
                                                                            {"history", 38},
                                                                            {"law", 110},
                                                                            {"math", 135},
                                                                            {"philosophy", 49},
                                                                            {"physics", 129},
                                                                            {"psychology", 79},
                                                                            {"other", 92}}) {
    categories.push_back({{"category", name},
                          {"score", 100.0 * (total / 2) / total},
                          {"total_questions", total},
                          {"correct_answers", total / 2}});
  }
  return typed_score("MMLU", {{"categories", std::move(categories)}, {"context", {{"subset", 0.1}}}});
}

TEST_F(Variants, ATypedBenchmarkWithoutCountsShowsItsStandardError) {
  (void)post(request("Qwen3-8B", "Q4_K_M",
                     {typed_score("Generic", {{"benchmark_name", "gsm8k"}, {"score", 85.0}, {"stderr", 2.0}})}));
  const Json variant = get("/api/model-variants?models=Qwen3-8B").at(0);
  EXPECT_EQ(variant["gsm8k_score"], 85.0);
  const Json quality = variant["quality"].at(0);
  EXPECT_EQ(quality["benchmark"], "gsm8k");
  EXPECT_EQ(quality["interval_method"], "stderr");
  EXPECT_NEAR(quality["low"].get<double>(), 85 - 1.96 * 2, 0.01);
  EXPECT_TRUE(quality["questions"].is_null());
}

TEST_F(Variants, AllSixKindsAreStoredInOneRequestAndCountRows) {
  const Json answer = post(
      request("Qwen/Qwen3-4B-GGUF", "q4_k_m",
              {mmlu_pro_subset(), gsm8k(1000, 1319),
               typed_score("HumanEval", {{"pass_at_1", 50}, {"pass_at_10", 70.5}, {"total_problems", 164}}),
               typed_score("HellaSwag", {{"accuracy", 80.0}, {"total_questions", 1000}, {"correct_answers", 800}}),
               typed_score("TruthfulQA", {{"truthful_score", 55.5}, {"helpful_score", 90}, {"total_questions", 817}}),
               typed_score("Generic", {{"benchmark_name", "perplexity"}, {"score", 6.2}, {"stderr", 0.03}})}));
  EXPECT_EQ(answer["success"], true);
  EXPECT_EQ(answer["scores_uploaded"], 19);
  EXPECT_EQ(answer["message"], "Successfully uploaded 19 benchmark scores for Qwen/Qwen3-4B/Q4_K_M");
  EXPECT_EQ(answer["results"][0], parse_json(R"({"benchmark":"mmlu_pro","status":"stored","headline":true})"));
  EXPECT_EQ(answer["warnings"], Json::array());

  const Json list = get("/api/model-variants");
  ASSERT_EQ(list.size(), 1U);
  const Json& entry = list[0];
  EXPECT_EQ(entry["variant"]["id"], answer["model_variant_id"]);
  EXPECT_EQ(entry["variant"]["model_name"], "Qwen/Qwen3-4B");
  EXPECT_EQ(entry["variant"]["quantization"], "Q4_K_M");
  EXPECT_DOUBLE_EQ(entry["gsm8k_score"], 100.0 * 1000 / 1319);
  EXPECT_EQ(entry["humaneval_score"], 50.0);
  EXPECT_EQ(entry["hellaswag_score"], 80.0);
  EXPECT_EQ(entry["truthfulqa_score"], 55.5);
  EXPECT_EQ(entry["benchmark_count"], 6);
  EXPECT_EQ(entry["test_run_count"], 0);
  EXPECT_EQ(entry["quality"].size(), 6U);
}

TEST_F(Variants, QualityHasIntervalCountsAndContext) {
  post(request("M", "Q8_0", {mmlu_pro_subset()}));
  const Json quality = get("/api/model-variants")[0]["quality"][0];
  EXPECT_EQ(quality["benchmark"], "mmlu_pro");
  EXPECT_EQ(quality["interval_method"], "wilson");
  EXPECT_EQ(quality["questions"], 1196);
  EXPECT_EQ(quality["categories"], 14);
  EXPECT_EQ(quality["categories_total"], 14);
  EXPECT_EQ(quality["complete"], false);
  EXPECT_EQ(quality["contexts"], 1);
  EXPECT_EQ(quality["measured_at"], "2025-06-01T10:00:00Z");
  EXPECT_EQ(quality["context"], parse_json(R"({"subset":0.1})"));
  EXPECT_LT(quality["low"], quality["score"]);
  EXPECT_GT(quality["high"], quality["score"]);
}

TEST_F(Variants, SendingItAgainChangesNothingAndSaysSo) {
  const Json body = request("M", "Q8_0", {gsm8k(1000, 1319)});
  post(body);
  const auto before = call("GET", "/api/model-variants");
  EXPECT_EQ(post(body)["results"][0]["status"], "unchanged");
  EXPECT_EQ(call("GET", "/api/model-variants").body, before.body);
}

TEST_F(Variants, TwentyQuestionsAreShownButNeverTheHeadline) {
  const Json small = post(request("M", "Q8_0", {gsm8k(20, 20)}));
  EXPECT_EQ(small["results"][0]["headline"], false);
  EXPECT_TRUE(get("/api/model-variants")[0]["gsm8k_score"].is_null());
  EXPECT_EQ(get("/api/model-variants")[0]["benchmark_count"], 1);
  const Json large = post(request("M", "Q8_0", {gsm8k(150, 200)}));
  EXPECT_EQ(large["results"][0]["headline"], true);
  EXPECT_EQ(get("/api/model-variants")[0]["gsm8k_score"], 75.0);
  Json later = request("M", "Q8_0", {gsm8k(19, 20)});
  later["timestamp"] = "2025-07-01T10:00:00Z";
  EXPECT_EQ(post(later)["results"][0]["headline"], false);
  EXPECT_EQ(get("/api/model-variants")[0]["gsm8k_score"], 75.0);
}

TEST_F(Variants, EverythingWrongIsNamedAtOnceAndNothingIsStored) {
  Json body = request(
      "", "Q8_0",
      {gsm8k(5, 4), typed_score("HellaSwag", {{"accuracy", 0.8}, {"total_questions", 100}, {"correct_answers", 80}}),
       gsm8k(1, 2)});
  body["benchmark_scores"].push_back(typed_score("Gsm8k", {{"x", 1}}));
  const Error error = refused("POST", "/api/benchmarks/upload", body.dump());
  EXPECT_EQ(error.code(), ErrorCode::invalid_input);
  std::vector<std::string> paths;
  for (const auto& field : error.fields()) paths.push_back(field.path);
  EXPECT_THAT(paths, ::testing::IsSupersetOf({"benchmark_scores[0].data.problems_solved",
                                              "benchmark_scores[1].data.accuracy", "benchmark_scores[3].type"}));
  EXPECT_EQ(stored_rows(), 0);
}

TEST_F(Variants, AnEmptySetAndAnEmptyNameAreRefused) {
  EXPECT_EQ(refused("POST", "/api/benchmarks/upload", request("M", "Q8_0", {}).dump()).code(),
            ErrorCode::invalid_input);
  EXPECT_EQ(refused("POST", "/api/benchmarks/upload", request(" ", "Q8_0", {gsm8k(1, 2)}).dump()).code(),
            ErrorCode::invalid_input);
  EXPECT_EQ(refused("POST", "/api/benchmarks/upload",
                    request("M", "Q8_0", {typed_score("MMLU", {{"categories", Json::array()}})}).dump())
                .code(),
            ErrorCode::invalid_input);
  EXPECT_EQ(stored_rows(), 0);
}

TEST_F(Variants, FractionsWithoutCountsWarn) {
  const Json answer =
      post(request("M", "Q8_0", {typed_score("Generic", {{"benchmark_name", "ifeval"}, {"score", 0.61}})}));
  EXPECT_THAT(answer["warnings"][0].get<std::string>(), HasSubstr("looks like a fraction"));
}

TEST_F(Variants, OneVariantShowsEveryContextWithItsSources) {
  Json with_context = gsm8k(900, 1319);
  with_context["data"]["context"] = {{"shots", 0}};
  Json body = request("M", "Q8_0",
                      {gsm8k(1000, 1319), with_context,
                       typed_score("HumanEval", {{"pass_at_1", 50}, {"pass_at_10", 70.5}, {"total_problems", 164}})});
  body["tags"] = {"nightly"};
  const std::string id = post(body)["model_variant_id"];
  const Json shown = get("/api/model-variants/" + id);
  EXPECT_EQ(shown["variant"]["id"], id);
  ASSERT_EQ(shown["scores"].size(), 3U);
  EXPECT_EQ(shown["scores"][0]["benchmark"], "gsm8k");
  EXPECT_EQ(shown["scores"][0]["context_key"], "");
  EXPECT_EQ(shown["scores"][0]["quality"]["contexts"], 2);
  EXPECT_EQ(shown["scores"][0]["correct_answers"], 1000);
  EXPECT_EQ(shown["scores"][1]["context"], parse_json(R"({"shots":0})"));
  EXPECT_EQ(shown["scores"][0]["headline"].get<int>() + shown["scores"][1]["headline"].get<int>(), 1);
  EXPECT_EQ(shown["scores"][2]["secondary"], parse_json(R"({"pass_at_10":70.5})"));
  EXPECT_EQ(shown["scores"][2]["provenance"][0]["tags"], parse_json(R"(["nightly"])"));
  EXPECT_EQ(shown["scores"][2]["provenance"][0]["current"], true);
  EXPECT_EQ(shown["artifacts"], Json::array());
}

TEST_F(Variants, AnUnknownOrMalformedIdIsNotFound) {
  for (const char* id : {"nonsense", "6f1c2b3a-0000-8000-8000-000000000000"}) {
    const Error error = refused("GET", std::string{"/api/model-variants/"} + id);
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    EXPECT_STREQ(error.what(), "no model variant has this id");  // nothing of the request comes back
  }
}

TEST_F(Variants, FiltersChooseByNameAdapterBenchmarkAndSearch) {
  post(request("Qwen/Qwen3-4B", "Q8_0", {gsm8k(1000, 1319)}));
  post(request("meta/Llama-3-8B", "Q4_K_M", {mmlu_pro_subset()}));
  Json adapter = request("meta/Llama-3-8B", "Q4_K_M", {gsm8k(900, 1319)});
  adapter["lora_adapter"] = "math-lora";
  post(adapter);
  EXPECT_THAT(model_names("/api/model-variants"), ElementsAre("meta/Llama-3-8B", "meta/Llama-3-8B", "Qwen/Qwen3-4B"));
  EXPECT_THAT(model_names("/api/model-variants?models=qwen%2FQwen3-4B-GGUF"), ElementsAre("Qwen/Qwen3-4B"));
  EXPECT_THAT(model_names("/api/model-variants?quantizations=q8_0,Q6_K"), ElementsAre("Qwen/Qwen3-4B"));
  EXPECT_EQ(get("/api/model-variants?lora=math-lora").size(), 1U);
  EXPECT_EQ(get("/api/model-variants?lora=Math-LoRA").size(), 1U) << "as in the grid";
  EXPECT_EQ(get("/api/model-variants?lora=").size(), 2U);
  EXPECT_EQ(get("/api/model-variants?search=LORA").size(), 1U);
  EXPECT_THAT(model_names("/api/model-variants?benchmark=mmlu"), ElementsAre("meta/Llama-3-8B"));
  EXPECT_THAT(call("GET", "/api/model-variants?benchmark=mmlu").headers,
              ::testing::Contains(std::pair<std::string, std::string>{"X-Benchmark-Used", "mmlu_pro"}));
  EXPECT_THAT(model_names("/api/model-variants?benchmark=hellaswag"), IsEmpty());
}

TEST_F(Variants, QualitySortsBestFirstAndNullsLastInBothDirections) {
  post(request("a", "Q8_0", {gsm8k(500, 1319)}));
  post(request("b", "Q8_0", {gsm8k(1000, 1319)}));
  post(request("c", "Q8_0", {mmlu_pro_subset()}));
  post(request("d", "Q8_0", {gsm8k(20, 20)}));
  EXPECT_THAT(model_names("/api/model-variants?sort=quality&benchmark=gsm8k"), ElementsAre("b", "a", "d"));
  EXPECT_THAT(model_names("/api/model-variants?sort=quality&benchmark=gsm8k&direction=asc"),
              ElementsAre("a", "b", "d"));
  EXPECT_THAT(model_names("/api/model-variants?sort=model_name&direction=desc"), ElementsAre("d", "c", "b", "a"));
}

TEST_F(Variants, PagesYieldEveryVariantOnce) {
  for (const char* name : {"a", "b", "c", "d", "e"}) post(request(name, "Q8_0", {gsm8k(500, 1319)}));
  std::vector<std::string> seen;
  std::string target = "/api/model-variants?limit=2&sort=quality&benchmark=gsm8k";
  int pages = 0;
  for (; !target.empty() && pages < 5; ++pages) {
    const auto response = call("GET", target);
    for (const auto& entry : parse_json(response.body)) seen.push_back(entry["variant"]["model_name"]);
    target.clear();
    for (const auto& [name, value] : response.headers) {
      if (name == "X-Total-Count") {
        EXPECT_EQ(value, "5");
      }
      if (name == "Link") target = value.substr(1, value.find('>') - 1);
    }
  }
  EXPECT_EQ(pages, 3);
  std::sort(seen.begin(), seen.end());
  EXPECT_THAT(seen, ElementsAre("a", "b", "c", "d", "e"));
}

TEST_F(Variants, WrongQueriesAreNamed) {
  EXPECT_THAT(refused("GET", "/api/model-variants?sort=qualty").what(), HasSubstr("did you mean quality?"));
  EXPECT_EQ(refused("GET", "/api/model-variants?limit=0").code(), ErrorCode::invalid_query);
  EXPECT_EQ(refused("GET", "/api/model-variants?direction=up").code(), ErrorCode::invalid_query);
  EXPECT_EQ(refused("GET", "/api/model-variants?cursor=abc").code(), ErrorCode::invalid_query);
}

TEST_F(Variants, AllThatIsWrongWithAQueryIsNamedAtOnce) {
  const Error error = refused("GET", "/api/model-variants?sort=qualty&limit=0&direction=up");
  std::vector<std::string> paths;
  for (const auto& field : error.fields()) paths.push_back(field.path);
  EXPECT_THAT(paths, ElementsAre("sort", "limit", "direction"));
  EXPECT_EQ(call("GET", "/api/model-variants?sort=&limit=&direction=&cursor=&search=").status, 200);
}

TEST_F(Variants, TheTagChangesWithTheDataOnly) {
  post(request("a", "Q8_0", {gsm8k(500, 1319)}));
  const std::string list = call("GET", "/api/model-variants").etag;
  EXPECT_EQ(call("GET", "/api/model-variants").etag, list);
  EXPECT_NE(call("GET", "/api/model-variants?limit=1").etag, list);
  post(request("a", "Q8_0", {gsm8k(600, 1319)}));
  EXPECT_NE(call("GET", "/api/model-variants").etag, list);
}

TEST_F(Variants, ConcurrentRequestsForOneNewVariantAllArrive) {
  constexpr int kClients = 8;
  std::barrier start{kClients};
  {
    std::vector<std::jthread> clients;
    for (int client = 0; client < kClients; ++client) {
      clients.emplace_back([&, client] {
        Json one = gsm8k(500 + client, 1319);
        one["data"]["context"] = {{"shots", client}};
        start.arrive_and_wait();
        EXPECT_EQ(post(request("new", "Q8_0", {one}))["results"][0]["status"], "stored");
      });
    }
  }
  const Json list = get("/api/model-variants");
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["quality"][0]["contexts"], kClients);
}

}  // namespace
}  // namespace llmbench::api
