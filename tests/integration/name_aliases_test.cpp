// Other names of models and devices: what becomes of uploads, and what of the aliases themselves.

#include "support/endpoint_test.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>

namespace llmbench::api {
void add_delete_by_model(http::Routes& routes, Services& services);
void add_name_aliases(http::Routes& routes, Services& services);
void add_restore(http::Routes& routes, Services& services);

namespace {

using service::UploadStatus;
using testing::a_gsm8k_score;
using testing::a_run;
using testing::at;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NameAliasesTest : public testing::EndpointTest {
 protected:
  NameAliasesTest() {
    add_delete_by_model(routes_, services_);
    add_name_aliases(routes_, services_);
    add_restore(routes_, services_);
  }

  static std::string body(const std::string& kind, const std::string& alias, const std::string& canonical) {
    return dump_json(Json{{"kind", kind}, {"alias", alias}, {"canonical", canonical}});
  }
  Json put(const std::string& kind, const std::string& alias, const std::string& canonical) {
    return parse_json(call("POST", "/api/name-aliases", body(kind, alias, canonical)).body);
  }
  std::vector<std::string> aliases() {
    return texts("SELECT kind || ' ' || alias || ' = ' || canonical AS text FROM name_aliases ORDER BY kind, alias");
  }
};

TEST_F(NameAliasesTest, AModelIsStoredUnderItsCanonicalNameAsIfItHadBeenSentSo) {
  const auto direct = upload(a_run().with_metric("tg128", 50));
  put("model", "QWEN3_4b-GGUF", "Qwen/Qwen3-4B-GGUF");
  const auto aliased =
      upload(a_run().with_model("Qwen3_4B").with_metric("tg128", 51).with_time(at("2025-06-09T12:00:00Z")));
  EXPECT_EQ(aliased.status, UploadStatus::created);
  EXPECT_EQ(aliased.model_variant_id, direct.model_variant_id);
  EXPECT_THAT(aliased.warnings, Contains("\"Qwen3_4B\" is an alias; it is stored as \"Qwen/Qwen3-4B\""));
  const auto detail = detail_of(aliased.test_run_id);
  EXPECT_EQ(detail.run.variant.model_name, "Qwen/Qwen3-4B");
  EXPECT_EQ(detail.run.configuration_id, detail_of(direct.test_run_id).run.configuration_id);
  EXPECT_EQ(detail.run.provenance["raw_names"]["model_name"], "Qwen3_4B");
}

TEST_F(NameAliasesTest, TheSameMeasurementStaysTheSameWhenAnAliasComes) {
  const auto run = a_run().with_model("Qwen3_4B").with_metric("tg128", 51);
  const auto before = upload(run);
  put("model", "Qwen3_4B", "Qwen/Qwen3-4B");
  const auto again = upload(run);
  EXPECT_EQ(again.status, UploadStatus::duplicate);
  EXPECT_EQ(again.test_run_id, before.test_run_id);
  EXPECT_EQ(count("test_runs"), 1);
}

TEST_F(NameAliasesTest, DevicesAreFoundByTheNameThatWasSentAndByTheCanonicalOne) {
  put("gpu", "Mystery Board X1", "NVIDIA GeForce RTX 4090");
  put("cpu", "AMD Ryzen 9 7950X", "AMD Ryzen 9 7950X3D");
  const auto aliased = upload(a_run().with_gpu("mystery  board x1").with_metric("tg128", 50));
  const auto detail = detail_of(aliased.test_run_id);
  EXPECT_EQ(detail.run.hardware.gpu_model, "RTX 4090");
  EXPECT_EQ(detail.run.hardware.platform, "RTX 4090");
  EXPECT_EQ(detail.run.hardware.raw_gpu_model, "mystery  board x1");
  EXPECT_EQ(detail.run.hardware.cpu_model, "AMD Ryzen 9 7950X3D");
  EXPECT_EQ(detail.run.provenance["raw_names"]["gpu_model"], "mystery  board x1");
}

TEST_F(NameAliasesTest, ManyRunsAndScoresUseThemToo) {
  put("model", "Qwen3_4B", "Qwen/Qwen3-4B");
  auto outcomes = uploads_.upload_runs({a_run().with_model("Qwen3_4B").with_metric("tg128", 51).build(),
                                        a_run().with_model("other").with_metric("tg128", 51).build()},
                                       kReceivedAt);
  ASSERT_TRUE(outcomes[0].stored);
  const Uuid expected = model_variant_id({"Qwen/Qwen3-4B", "Q4_K_M", ""});
  EXPECT_EQ(outcomes[0].stored->model_variant_id, expected);
  const auto scores =
      uploads_.upload_scores({{"Qwen3_4B", "q4_k_m", ""}, {make_score_set(a_gsm8k_score(700, 1319))}, {}}, kReceivedAt);
  EXPECT_EQ(scores.model_variant_id, expected);
  EXPECT_EQ(scores.variant.model_name, "Qwen/Qwen3-4B");
  EXPECT_THAT(scores.warnings, ElementsAre("\"Qwen3_4B\" is an alias; it is stored as \"Qwen/Qwen3-4B\""));
  const Json deleted =
      parse_json(call("POST", "/api/delete-by-model", R"({"model_name":"Qwen3_4B","quantization":"Q4_K_M"})").body);
  EXPECT_EQ(deleted["deleted_count"], 1);
}

TEST_F(NameAliasesTest, ThereAreNoChainsAndNoCircles) {
  put("model", "a", "b");
  const Json repointed = put("model", "b", "c");
  EXPECT_THAT(repointed["repointed"], ElementsAre("a"));
  EXPECT_EQ(put("model", "d", "A")["name_alias"]["canonical"], "c");
  EXPECT_THAT(aliases(), ElementsAre("model a = c", "model b = c", "model d = c"));
  for (const char* circle : {"a", "b", "c", "C-GGUF"}) {
    EXPECT_EQ(refused("POST", "/api/name-aliases", body("model", "c", circle)).code(), ErrorCode::invalid_input);
  }
  EXPECT_EQ(refused("POST", "/api/name-aliases", body("model", " ", "x")).code(), ErrorCode::invalid_input);
  EXPECT_THAT(refused("POST", "/api/name-aliases", body("quantization", "q", "x")).what(), HasSubstr("kind"));
  EXPECT_EQ(put("gpu", "a", "b")["status"], "created") << "kinds know nothing of each other";
}

TEST_F(NameAliasesTest, TheSameAgainIsUnchangedAndAnotherNameChangesIt) {
  EXPECT_EQ(call("POST", "/api/name-aliases", body("model", "a", "b")).status, 201);
  const Json again = put("model", "A", "b");
  EXPECT_EQ(again["status"], "unchanged");
  EXPECT_EQ(again["audit_id"], nullptr);
  EXPECT_EQ(put("model", "a", "c")["status"], "changed");
  EXPECT_THAT(texts("SELECT details ->> 'canonical_before' AS text FROM audit_log WHERE details ? 'canonical_before'"),
              ElementsAre("b"));
}

TEST_F(NameAliasesTest, VariantsStoredUnderTheAliasAreSuggestedForMerging) {
  const auto stored = upload(a_run().with_model("qwen3_4b").with_metric("tg128", 50));
  const Json suggested = put("model", "Qwen3_4B", "Qwen/Qwen3-4B")["merge_suggestions"];
  ASSERT_EQ(suggested.size(), 1U);
  EXPECT_EQ(suggested[0]["from"]["id"], to_string(stored.model_variant_id));
  EXPECT_EQ(suggested[0]["to"]["model_name"], "Qwen/Qwen3-4B");
  EXPECT_EQ(suggested[0]["to"]["quantization"], "Q4_K_M");
}

TEST_F(NameAliasesTest, ARemovedAliasCanBeRestored) {
  put("model", "a", "b");
  const Json removed = parse_json(call("DELETE", "/api/name-aliases?kind=model&alias=A").body);
  EXPECT_THAT(aliases(), IsEmpty());
  EXPECT_EQ(refused("DELETE", "/api/name-aliases?kind=model&alias=a").code(), ErrorCode::not_found);
  EXPECT_EQ(refused("DELETE", "/api/name-aliases?kind=model").code(), ErrorCode::invalid_query);
  const std::string target = "/api/restore/" + removed["audit_id"].dump();
  EXPECT_EQ(parse_json(call("POST", target).body)["status"], "restored");
  EXPECT_THAT(aliases(), ElementsAre("model a = b"));
  EXPECT_EQ(parse_json(call("POST", target).body)["status"], "unchanged");
  put("model", "a", "c");
  EXPECT_EQ(refused("POST", target).code(), ErrorCode::conflict);
}

TEST_F(NameAliasesTest, TheListIsPaged) {
  for (const char* alias : {"a", "b", "c"}) put("model", alias, "x");
  put("gpu", "z", "RTX 4090");
  EXPECT_EQ(parse_json(call("GET", "/api/name-aliases").body).size(), 4U);
  const auto page = call("GET", "/api/name-aliases?kind=model&limit=2");
  EXPECT_EQ(parse_json(page.body).size(), 2U);
  ASSERT_EQ(page.headers.size(), 1U);
  const std::string& link = page.headers[0].second;
  const Json next = parse_json(call("GET", link.substr(1, link.find('>') - 1)).body);
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0]["alias"], "c");
  EXPECT_EQ(refused("GET", "/api/name-aliases?kind=backend").code(), ErrorCode::invalid_query);
}

}  // namespace
}  // namespace llmbench::api
