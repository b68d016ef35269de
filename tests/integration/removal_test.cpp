// Deleting, voiding and their history: what the endpoints answer and what is left afterwards.

#include "support/endpoint_test.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>

namespace llmbench::api {
void add_audit(http::Routes& routes, Services& services);
void add_delete_benchmark(http::Routes& routes, Services& services);
void add_delete_by_model(http::Routes& routes, Services& services);
void add_delete_by_tag(http::Routes& routes, Services& services);
void add_delete_run(http::Routes& routes, Services& services);
void add_model_variants(http::Routes& routes, Services& services);
void add_performance_grid(http::Routes& routes, Services& services);
void add_unvoid_run(http::Routes& routes, Services& services);
void add_void_run(http::Routes& routes, Services& services);

namespace {

using testing::a_gsm8k_score;
using testing::a_run;
using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Removal : public testing::EndpointTest {
 protected:
  Removal() {
    add_audit(routes_, services_);
    add_delete_benchmark(routes_, services_);
    add_delete_by_model(routes_, services_);
    add_delete_by_tag(routes_, services_);
    add_delete_run(routes_, services_);
    add_model_variants(routes_, services_);
    add_performance_grid(routes_, services_);
    add_unvoid_run(routes_, services_);
    add_void_run(routes_, services_);
  }

  std::string upload_id(const testing::RunBuilder& run) { return to_string(upload(run).test_run_id); }
  Json answer(const std::string& method, const std::string& target, const std::string& body = "") {
    return parse_json(call(method, target, body).body);
  }
  Json grid() { return answer("GET", "/api/performance-grid?rows=runs"); }
  std::vector<std::string> grid_ids() {
    std::vector<std::string> ids;
    for (const Json& row : grid()) ids.push_back(row["id"]);
    return ids;
  }
  Json variants() { return answer("GET", "/api/model-variants"); }
  static http::Actor token(const std::string& name, bool admin) { return {random_uuid(), name, admin}; }
};

TEST_F(Removal, ADeletedRunIsGoneFromTheGridAndItsVariantAndScoresStay) {
  const auto id =
      upload_id(a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319)).with_model("Qwen/Qwen3-4B-GGUF"));
  actor_ = token("admin laptop", true);
  const Json deleted = answer("DELETE", "/api/delete/" + id);
  EXPECT_EQ(deleted["success"], true);
  EXPECT_EQ(deleted["message"], "Deleted the run of Qwen/Qwen3-4B/Q4_K_M");
  EXPECT_EQ(deleted["deleted_id"], id);
  EXPECT_THAT(grid_ids(), IsEmpty());
  EXPECT_EQ(count("test_runs"), 0);
  EXPECT_EQ(count("performance_metrics"), 0);
  const Json variant = variants().at(0);
  EXPECT_EQ(variant["test_run_count"], 0);
  EXPECT_EQ(variant["benchmark_count"], 1);

  const Json entry = answer("GET", "/api/audit").at(0);
  EXPECT_EQ(entry["id"], deleted["audit_id"]);
  EXPECT_EQ(entry["action"], "delete");
  EXPECT_EQ(entry["actor"], "admin laptop");
  EXPECT_EQ(entry["entity"], "run");
  EXPECT_EQ(entry["entity_id"], id);
  EXPECT_EQ(entry["restorable"], true);
  EXPECT_EQ(refused("DELETE", "/api/delete/" + id).code(), ErrorCode::not_found);
  EXPECT_EQ(refused("DELETE", "/api/delete/nonsense").code(), ErrorCode::not_found);
}

TEST_F(Removal, DeletingARunThatNeverCompletedChangesTheCountOfItsVariant) {
  const auto failed = upload_id(a_run().with_status(RunStatus::failed));
  EXPECT_EQ(variants().at(0)["test_run_count"], 1);
  answer("DELETE", "/api/delete/" + failed);
  EXPECT_EQ(variants().at(0)["test_run_count"], 0);
}

TEST_F(Removal, MovingARunThatNeverCompletedChangesTheCountOfBothVariants) {
  upload(a_run().with_status(RunStatus::failed));
  upload(a_run().with_quantization("Q8_0").with_metric("tg128", 30));
  run_sql("UPDATE test_runs SET model_variant_id = (SELECT id FROM model_variants WHERE quantization = 'Q8_0')");
  index_.catch_up();
  std::map<std::string, int> counts;
  for (const Json& variant : variants()) counts[variant["variant"]["quantization"]] = variant["test_run_count"];
  EXPECT_EQ(counts["Q4_K_M"], 0);
  EXPECT_EQ(counts["Q8_0"], 2);
}

TEST_F(Removal, DeleteByModelRemovesRunsOfEveryStatusOfTheBaseVariantOnly) {
  const auto first = upload_id(a_run().with_metric("tg128", 50));
  const auto failed = upload_id(a_run().with_status(RunStatus::failed));
  const auto other = upload_id(a_run().with_quantization("Q8_0").with_metric("tg128", 30));
  const auto adapter = upload_id(a_run().with_lora("medical").with_metric("tg128", 40));
  const Json deleted =
      answer("POST", "/api/delete-by-model", R"({"model_name":" qwen/QWEN3-4B-gguf ","quantization":"q4_k - medium"})");
  EXPECT_EQ(deleted["success"], true);
  EXPECT_EQ(deleted["deleted_count"], 2);
  EXPECT_THAT(deleted["deleted_ids"].get<std::vector<std::string>>(), UnorderedElementsAre(first, failed));
  EXPECT_THAT(grid_ids(), UnorderedElementsAre(other, adapter));

  const Json with_adapter =
      answer("POST", "/api/delete-by-model",
             R"({"model_name":"Qwen/Qwen3-4B","quantization":"Q4_K_M","lora_adapter":"medical"})");
  EXPECT_THAT(with_adapter["deleted_ids"].get<std::vector<std::string>>(), ElementsAre(adapter));
}

TEST_F(Removal, DeleteByModelOfNothingSaysSo) {
  const Json deleted = answer("POST", "/api/delete-by-model", R"({"model_name":"None","quantization":"Q4_K_M"})");
  EXPECT_EQ(deleted["success"], true);
  EXPECT_EQ(deleted["message"], "Deleted 0 runs of None/Q4_K_M");
  EXPECT_EQ(deleted["deleted_count"], 0);
  EXPECT_EQ(deleted["audit_id"], nullptr);
  EXPECT_EQ(count("audit_log"), 0);
}

TEST_F(Removal, DeleteByModelIsOneEntryWithAPartForEachRun) {
  upload(a_run().with_metric("tg128", 50));
  upload(a_run().with_metric("tg128", 51).with_time(at("2025-06-09T12:00:00Z")));
  const Json deleted =
      answer("POST", "/api/delete-by-model", R"({"model_name":"Qwen/Qwen3-4B","quantization":"Q4_K_M"})");
  const Json entries = answer("GET", "/api/audit");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0]["part_of"], deleted["audit_id"]);
  EXPECT_EQ(entries[1]["part_of"], deleted["audit_id"]);
  EXPECT_EQ(entries[2]["id"], deleted["audit_id"]);
  EXPECT_EQ(entries[2]["entity"], "model");
  EXPECT_EQ(entries[2]["restorable"], true);
}

TEST_F(Removal, RequestsWithoutTheirFieldsNameThem) {
  const auto id = upload_id(a_run().with_metric("tg128", 50));
  EXPECT_THAT(refused("POST", "/api/delete-by-model", R"({"model_name":"x"})").what(), HasSubstr("quantization"));
  EXPECT_EQ(refused("POST", "/api/delete-by-model", R"({"model_name":"x","quantization":"Q4_0","lora":"y"})").code(),
            ErrorCode::invalid_input)
      << "a misspelled field would remove more than was meant";
  EXPECT_THAT(refused("POST", "/api/void/" + id, "{}").what(), HasSubstr("reason"));
  EXPECT_EQ(refused("POST", "/api/void/" + id, R"({"reason":"  "})").code(), ErrorCode::invalid_input);
  EXPECT_EQ(refused("POST", "/api/void/" + id, R"({"reason":")" + std::string(65537, 'x') + "\"}").code(),
            ErrorCode::invalid_input);
  EXPECT_THAT(refused("POST", "/api/delete-benchmark/" + id, "{}").what(), HasSubstr("benchmark_type"));
  EXPECT_THAT(refused("POST", "/api/delete-by-tag", "{}").what(), HasSubstr("tag"));
  EXPECT_EQ(count("test_runs"), 1);
}

TEST_F(Removal, DeleteBenchmarkTakesWireTypesPreciseNamesAndOthers) {
  GenericScore ifeval;
  ifeval.benchmark_name = "IFEval";
  ifeval.score = 71.5;
  ScoreUpload generic;
  generic.data = ifeval;
  ScoreUpload mmlu;
  mmlu.data = MmluScore{{{"law", 40, 100, 40}}};
  const auto id = upload_id(
      a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319)).with_score(generic).with_score(mmlu));
  const std::string target = "/api/delete-benchmark/" + id;
  const Error unknown = refused("POST", target, R"({"benchmark_type":"HumanEval"})");
  EXPECT_EQ(unknown.code(), ErrorCode::not_found);
  EXPECT_STREQ(unknown.what(), "Qwen/Qwen3-4B Q4_K_M has no scores of HumanEval; it has gsm8k, ifeval, mmlu_pro");

  const Json deleted = answer("POST", target, R"({"benchmark_type":"GSM8K"})");
  EXPECT_EQ(deleted["success"], true);
  EXPECT_EQ(deleted["deleted_id"], id);
  EXPECT_EQ(deleted["benchmark"], "gsm8k");
  EXPECT_EQ(answer("POST", target, R"({"benchmark_type":"MMLU"})")["benchmark"], "mmlu_pro");
  EXPECT_EQ(variants().at(0)["benchmark_count"], 1);
  EXPECT_EQ(answer("POST", target, R"({"benchmark_type":"ifeval"})")["benchmark"], "ifeval");
  EXPECT_EQ(variants().at(0)["benchmark_count"], 0);
  EXPECT_EQ(count("score_parts"), 0);
  EXPECT_THAT(grid_ids(), ElementsAre(id)) << "the run stays";
  EXPECT_EQ(refused("POST", target, R"({"benchmark_type":"GSM8K"})").code(), ErrorCode::not_found);
}

TEST_F(Removal, DeleteByTagRemovesRunsAndScoreSets) {
  const auto kept = upload_id(a_run().with_metric("tg128", 50));
  const auto tagged = upload_id(a_run()
                                    .with_metric("tg128", 30)
                                    .with_quantization("Q8_0")
                                    .with_tags({"trial", "other"})
                                    .with_score(a_gsm8k_score(700, 1319)));
  const Json deleted = answer("POST", "/api/delete-by-tag", R"({"tag":"trial"})");
  EXPECT_THAT(deleted["deleted_ids"].get<std::vector<std::string>>(), ElementsAre(tagged));
  EXPECT_EQ(deleted["deleted_score_sets"], 1);
  EXPECT_THAT(grid_ids(), ElementsAre(kept));
  EXPECT_EQ(count("score_parts"), 0);
  EXPECT_EQ(answer("POST", "/api/delete-by-tag", R"({"tag":"trial"})")["deleted_count"], 0);
}

TEST_F(Removal, AVoidedRunIsHiddenListedAndCanCountAgain) {
  const auto id = upload_id(a_run().with_metric("tg128", 50));
  const Json voided = answer("POST", "/api/void/" + id, R"({"reason":"the GPU was busy"})");
  EXPECT_EQ(voided["success"], true);
  EXPECT_EQ(voided["changed"], true);
  EXPECT_THAT(grid_ids(), IsEmpty());
  EXPECT_EQ(detail_of(*parse_uuid(id)).run.void_reason, "the GPU was busy");
  EXPECT_EQ(answer("POST", "/api/void/" + id, R"({"reason":"the GPU was busy"})")["changed"], false);
  EXPECT_EQ(answer("POST", "/api/void/" + id, R"({"reason":"it was another GPU"})")["changed"], true);

  EXPECT_EQ(answer("POST", "/api/unvoid/" + id)["changed"], true);
  EXPECT_THAT(grid_ids(), ElementsAre(id));
  EXPECT_EQ(answer("POST", "/api/unvoid/" + id)["changed"], false);
  EXPECT_THAT(texts("SELECT action AS text FROM audit_log ORDER BY id"), ElementsAre("void", "void", "unvoid"));
  EXPECT_EQ(refused("POST", "/api/unvoid/00000000-0000-4000-8000-000000000000").code(), ErrorCode::not_found);
}

TEST_F(Removal, AnUploadTokenVoidsOnlyWhatItUploaded) {
  const auto outcome = uploads_.upload_run(a_run().with_metric("tg128", 50).build(), kReceivedAt, "machine one");
  const std::string id = to_string(outcome.test_run_id);
  actor_ = token("machine two", false);
  EXPECT_EQ(refused("POST", "/api/void/" + id, R"({"reason":"x"})").code(), ErrorCode::forbidden);
  EXPECT_EQ(refused("POST", "/api/unvoid/" + id).code(), ErrorCode::forbidden);
  actor_ = token("machine one", false);
  EXPECT_EQ(answer("POST", "/api/void/" + id, R"({"reason":"x"})")["changed"], true);
  actor_ = token("boss", true);
  EXPECT_EQ(answer("POST", "/api/unvoid/" + id)["changed"], true);
}

TEST_F(Removal, TheAuditLogIsPagedAndFiltered) {
  const auto id = upload_id(a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319)));
  answer("POST", "/api/void/" + id, R"({"reason":"one"})");
  answer("POST", "/api/delete-benchmark/" + id, R"({"benchmark_type":"GSM8K"})");
  answer("POST", "/api/unvoid/" + id);
  EXPECT_EQ(answer("GET", "/api/audit").size(), 3U);
  EXPECT_EQ(answer("GET", "/api/audit?entity=scores").size(), 1U);
  EXPECT_EQ(answer("GET", "/api/audit?since=2999-01-01").size(), 0U);
  EXPECT_EQ(answer("GET", "/api/audit?since=2020-01-01T00:00:00Z").size(), 3U);

  const auto first = call("GET", "/api/audit?limit=2&entity=run");
  EXPECT_THAT(first.headers, IsEmpty()) << "two entries are all there are";
  const auto page = call("GET", "/api/audit?limit=1&entity=run");
  ASSERT_EQ(page.headers.size(), 1U);
  const std::string link = page.headers[0].second;
  const std::string next = link.substr(1, link.find('>') - 1);
  EXPECT_EQ(answer("GET", next).at(0)["action"], "void");
  const std::string cursor = next.substr(next.find("cursor="));
  EXPECT_EQ(refused("GET", "/api/audit?entity=scores&" + cursor).code(), ErrorCode::invalid_query);
  EXPECT_EQ(refused("GET", "/api/audit?limit=0").code(), ErrorCode::invalid_query);
  EXPECT_EQ(refused("GET", "/api/audit?since=yesterday").code(), ErrorCode::invalid_query);
}

}  // namespace
}  // namespace llmbench::api
