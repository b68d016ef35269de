// The lists a client reads: GET /api/configurations, /api/hardware, /api/benchmarks, /api/metrics-catalogue,
// /api/formats.

#include "support/endpoint_test.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>

#include <set>

namespace llmbench::api {
namespace {

using testing::a_run;
using testing::at;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ReadEndpoints : public testing::EndpointTest {
 protected:
  ReadEndpoints() { add_all_endpoints(routes_, services_); }

  Json get(const std::string& target) { return parse_json(call("GET", target).body); }
  std::string header(const http::Response& response, const std::string& name) {
    for (const auto& [known, value] : response.headers) {
      if (known == name) return value;
    }
    return "";
  }
  /// The target of the Link header; "" on the last page.
  std::string next_of(const http::Response& response) {
    const std::string link = header(response, "Link");
    return link.empty() ? "" : link.substr(1, link.find('>') - 1);
  }
  std::vector<std::string> tags_of(const Json& list) {
    std::vector<std::string> tags;
    for (const Json& row : list["configurations"]) tags.push_back(row["tags"].at(0));
    return tags;
  }
};

TEST_F(ReadEndpoints, RunsOfEveryStatusAreListedNewestFirst) {
  upload(a_run().with_metric("tg128", 50).with_tags({"old"}).with_time(at("2025-01-01T00:00:00Z")));
  upload(a_run().with_metric("tg128", 51).with_tags({"new"}).with_time(at("2025-06-01T00:00:00Z")));
  upload(a_run().with_tags({"failed"}).with_status(RunStatus::failed).with_time(at("2025-03-01T00:00:00Z")));
  const auto untimed = a_run().with_metric("tg128", 52).with_tags({"untimed"}).with_time(std::nullopt);
  upload(untimed);  // stored on 2025-07-01
  run_sql("UPDATE test_runs SET voided_at = now(), void_reason = 'wrong' WHERE 'old' = ANY (tags)");
  index_.catch_up();

  const http::Response response = call("GET", "/api/configurations");
  const Json list = parse_json(response.body);
  EXPECT_THAT(tags_of(list), ElementsAre("untimed", "new", "failed", "old"));
  EXPECT_EQ(list["total_count"], 4);
  EXPECT_EQ(header(response, "X-Total-Count"), "4");
  EXPECT_EQ(next_of(response), "");
  const Json& rows = list["configurations"];
  EXPECT_EQ(rows[0]["timestamp"], nullptr) << "nobody measured when";
  EXPECT_EQ(rows[1]["timestamp"], "2025-06-01T00:00:00Z");
  EXPECT_EQ(rows[1]["hardware_summary"], "RTX 4090 / zen4");
  EXPECT_EQ(rows[1]["tokens_per_second"], 51);
  EXPECT_EQ(rows[1]["overall_score"], nullptr);
  EXPECT_EQ(rows[2]["status"], "failed");
  EXPECT_EQ(rows[2]["tokens_per_second"], nullptr);
  EXPECT_EQ(rows[3]["voided"], true);
  EXPECT_EQ(rows[1]["voided"], false);
}

TEST_F(ReadEndpoints, PagesOfRunsHoldEachRunOnceAlsoWhenTimesAreEqual) {
  std::set<std::string> stored;
  for (int run = 0; run < 7; ++run) {
    const auto outcome = upload(a_run().with_metric("tg128", 50 + run).with_fingerprint(std::to_string(run)));
    stored.insert(to_string(outcome.test_run_id));
  }
  std::set<std::string> listed;
  std::size_t rows = 0;
  std::string target = "/api/configurations?limit=3";
  while (!target.empty()) {
    const http::Response page = call("GET", target);
    const Json list = parse_json(page.body);
    for (const Json& row : list["configurations"]) listed.insert(row["id"].get<std::string>());
    rows += list["configurations"].size();
    EXPECT_EQ(list["total_count"], 7);
    target = next_of(page);
  }
  EXPECT_EQ(rows, 7U);
  EXPECT_EQ(listed, stored);
}

TEST_F(ReadEndpoints, TheTotalFollowsVoidingAndDeleting) {
  const auto voided = upload(a_run().with_metric("tg128", 50).with_fingerprint("1"));
  const auto failed = upload(a_run().with_fingerprint("2").with_status(RunStatus::failed));
  upload(a_run().with_metric("tg128", 51).with_fingerprint("3"));
  call("POST", "/api/void/" + to_string(voided.test_run_id), R"({"reason":"wrong clock"})");
  EXPECT_EQ(get("/api/configurations")["total_count"], 3) << "a voided run is kept and listed";
  call("DELETE", "/api/delete/" + to_string(voided.test_run_id));
  EXPECT_EQ(get("/api/configurations")["total_count"], 2);
  call("DELETE", "/api/delete/" + to_string(failed.test_run_id));
  EXPECT_EQ(get("/api/configurations")["total_count"], 1);
}

TEST_F(ReadEndpoints, AWrongLimitOrCursorIsNamed) {
  EXPECT_THAT(refused("GET", "/api/configurations?limit=0").what(), HasSubstr("limit"));
  EXPECT_EQ(refused("GET", "/api/configurations?cursor=abc").code(), ErrorCode::invalid_query);
  EXPECT_EQ(refused("GET", "/api/hardware?cursor=abc").code(), ErrorCode::invalid_query);
  const Error category = refused("GET", "/api/hardware?category=toaster");
  EXPECT_EQ(category.code(), ErrorCode::invalid_query);
  EXPECT_THAT(category.what(), HasSubstr("consumer_gpu"));
}

TEST_F(ReadEndpoints, AnEmptyDatabaseHasEmptyLists) {
  EXPECT_EQ(get("/api/configurations"), parse_json(R"({"configurations":[],"total_count":0})"));
  EXPECT_EQ(get("/api/hardware"), parse_json(R"({"hardware":[],"total_count":0})"));
}

TEST_F(ReadEndpoints, MachinesAreListedWithTheirRuns) {
  upload(a_run().with_metric("tg128", 50).with_fingerprint("1"));
  upload(a_run().with_metric("tg128", 51).with_fingerprint("2").with_quantization("Q8_0"));
  const auto newest =
      upload(a_run().with_metric("tg128", 52).with_fingerprint("3").with_time(at("2025-06-30T00:00:00Z")));
  upload(a_run().with_metric("tg128", 90).with_gpu("NVIDIA H100 80GB HBM3"));
  upload(a_run().with_gpu("NVIDIA GeForce RTX 3090").with_status(RunStatus::failed));

  const Json list = get("/api/hardware");
  EXPECT_EQ(list["total_count"], 3);
  std::vector<std::string> platforms;
  for (const Json& row : list["hardware"]) platforms.push_back(row["platform"]);
  EXPECT_THAT(platforms, ElementsAre(HasSubstr("H100"), "RTX 3090", "RTX 4090"));
  const Json& used = list["hardware"][2];
  EXPECT_EQ(used["category"], "consumer_gpu");
  EXPECT_EQ(used["hardware_category"], "consumer_gpu");
  EXPECT_EQ(used["gpu_memory_gb"], 24);
  EXPECT_EQ(used["test_run_count"], 3);
  EXPECT_EQ(used["model_variant_count"], 2);
  EXPECT_EQ(used["newest_run_id"], to_string(newest.test_run_id));
  EXPECT_EQ(used["newest_run_at"], "2025-06-30T00:00:00Z");
  EXPECT_EQ(used["ram_gb"], nullptr);
  EXPECT_EQ(list["hardware"][1]["test_run_count"], 0) << "a failed run is no figure";
  EXPECT_EQ(list["hardware"][1]["newest_run_id"], nullptr);

  EXPECT_EQ(get("/api/hardware?search=h100")["total_count"], 1);
  EXPECT_EQ(get("/api/hardware?category=datacenter_gpu,unified")["total_count"], 1);
  const http::Response first = call("GET", "/api/hardware?limit=2");
  EXPECT_EQ(header(first, "X-Total-Count"), "3");
  const Json rest = get(next_of(first));
  EXPECT_EQ(rest["hardware"].size(), 1U);
  EXPECT_EQ(rest["hardware"][0]["platform"], "RTX 4090");
}

TEST_F(ReadEndpoints, BenchmarksSayHowTheirScoresAreSent) {
  const Json answer = get("/api/benchmarks");
  std::map<std::string, Json> types;
  for (const Json& type : answer["types"]) {
    types[type["type"]] = type["data_schema"];
    EXPECT_FALSE(type["rules"].get<std::string>().empty()) << type["type"];
  }
  ASSERT_EQ(types.size(), 6U);
  EXPECT_THAT(types["GSM8K"]["required"], Contains("problems_solved"));
  EXPECT_TRUE(types["HumanEval"]["properties"].contains("pass_at_10"));
  EXPECT_TRUE(types["MMLU"]["properties"]["categories"]["items"]["properties"].contains("correct_answers"));
  std::map<std::string, Json> benchmarks;
  for (const Json& row : answer["benchmarks"]) {
    benchmarks[row["name"]] = row;
    EXPECT_TRUE(types.contains(row["type"])) << row["name"];
  }
  EXPECT_EQ(benchmarks["mmlu_pro"]["label"], "MMLU-Pro");
  EXPECT_EQ(benchmarks["mmlu_pro"]["questions"], 12032);
  EXPECT_EQ(benchmarks["mmlu_pro"]["categories"].size(), 14U);
  EXPECT_EQ(benchmarks["perplexity"]["direction"], "lower_is_better");
  EXPECT_EQ(benchmarks["perplexity"]["questions"], nullptr);
}

TEST_F(ReadEndpoints, MetricsAndFormatsAreListed) {
  std::map<std::string, Json> metrics;
  const Json catalogue = get("/api/metrics-catalogue");
  for (const Json& row : catalogue["metrics"]) metrics[row["name"]] = row;
  EXPECT_EQ(metrics["prompt_processing_speed"]["headline_column"], "prompt_tokens_per_second");
  EXPECT_EQ(metrics["prompt_processing_speed"]["direction"], "higher_is_better");
  EXPECT_EQ(metrics["bits_per_weight"]["direction"], nullptr);
  EXPECT_EQ(metrics["bits_per_weight"]["headline_column"], nullptr);
  EXPECT_EQ(metrics["ttft_*_ms"]["family"], true);
  EXPECT_EQ(metrics["ttft_*_ms"]["unit"], "ms");

  std::set<std::string> formats;
  const Json readers = get("/api/formats");
  for (const Json& row : readers["formats"]) {
    formats.insert(row["name"].get<std::string>());
    EXPECT_FALSE(row["files"].get<std::string>().empty());
  }
  EXPECT_THAT(formats, Contains("llama-bench"));
  EXPECT_THAT(formats, Contains("mmlu-pro"));
}

}  // namespace
}  // namespace llmbench::api
