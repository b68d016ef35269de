// Merging two variants: as if everything had been uploaded under one name, and back again.

#include "support/endpoint_test.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>

#include <future>

namespace llmbench::api {
void add_delete_benchmark(http::Routes& routes, Services& services);
void add_delete_run(http::Routes& routes, Services& services);
void add_detail(http::Routes& routes, Services& services);
void add_merge_variants(http::Routes& routes, Services& services);
void add_model_variants(http::Routes& routes, Services& services);
void add_performance_grid(http::Routes& routes, Services& services);
void add_restore(http::Routes& routes, Services& services);

namespace {

using testing::a_gsm8k_score;
using testing::a_run;
using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr const char* kOld = "qwen3_4b";
constexpr const char* kNew = "Qwen/Qwen3-4B";

class MergeVariants : public testing::EndpointTest {
 protected:
  MergeVariants() {
    add_delete_benchmark(routes_, services_);
    add_delete_run(routes_, services_);
    add_detail(routes_, services_);
    add_merge_variants(routes_, services_);
    add_model_variants(routes_, services_);
    add_performance_grid(routes_, services_);
    add_restore(routes_, services_);
  }

  static Json names(const std::string& model, const std::string& quantization = "Q4_K_M") {
    return {{"model_name", model}, {"quantization", quantization}};
  }
  static std::string body(const Json& from, const Json& to) { return dump_json(Json{{"from", from}, {"to", to}}); }
  Json merge(const Json& from, const Json& to) {
    return parse_json(call("POST", "/api/merge-variants", body(from, to)).body);
  }
  Json restore(const Json& merged) {
    return parse_json(call("POST", "/api/restore/" + merged["audit_id"].dump()).body);
  }
  std::string get(const std::string& target) { return call("GET", target).body; }

  /// A run with an artifact, settings, a power limit and scores, measured on this day of June.
  static ExperimentRun full_run(const std::string& model, int day, int solved) {
    ScoreUpload shots = a_gsm8k_score(solved, 1319);
    shots.context = {{"shots", 8}};
    ExperimentRun run = a_run()
                            .with_model(model)
                            .with_metric("tg128", 50 + day)
                            .with_time(at("2025-06-0" + std::to_string(day) + "T12:00:00Z"))
                            .with_score(a_gsm8k_score(solved, 1319))
                            .with_score(shots)
                            .build();
    run.artifact = Artifact{2'500'000'000, 4'000'000'000, "Qwen", std::nullopt};
    run.settings = {{"n_gpu_layers", 99}, {"flash_attn", true}, {"type_k", "q8_0"}, {"n_threads", 8}};
    run.user_settings = {{"driver", "570.86"}};
    run.gpu_power_limit_watts = 300;
    run.concurrent_requests = 4;
    return run;
  }
  /// What tells stored runs and scores apart from others, without what was sent.
  std::vector<std::string> stored_ids() {
    auto ids = texts(
        "SELECT concat_ws(' ', model_variant_id, artifact_id, configuration_id, series_id) AS text "
        "FROM test_runs ORDER BY timestamp");
    for (auto& more : texts("SELECT concat_ws(' ', id, model_variant_id, benchmark, context_key) AS text "
                            "FROM score_uploads ORDER BY id")) {
      ids.push_back(std::move(more));
    }
    for (auto& more : texts("SELECT concat_ws(' ', upload_id, model_variant_id, score) AS text "
                            "FROM score_parts ORDER BY 1")) {
      ids.push_back(std::move(more));
    }
    for (auto& more :
         texts("SELECT concat_ws(' ', id, model_variant_id, publisher) AS text FROM model_artifacts ORDER BY 1")) {
      ids.push_back(std::move(more));
    }
    return ids;
  }
};

TEST_F(MergeVariants, IsAsIfAllHadBeenUploadedUnderTheOtherName) {
  upload(full_run(kNew, 1, 700));
  upload(full_run(kNew, 2, 800));
  const auto direct = stored_ids();
  run_sql(
      "DELETE FROM score_parts; DELETE FROM score_uploads; DELETE FROM test_runs; DELETE FROM model_artifacts; "
      "DELETE FROM model_variants");
  upload(full_run(kOld, 1, 700));
  upload(full_run(kNew, 2, 800));
  const Json merged = merge(names(kOld), names(kNew));
  EXPECT_EQ(merged["moved_runs"], 1);
  EXPECT_EQ(merged["moved_score_sets"], 2);
  EXPECT_EQ(stored_ids(), direct);
  const Json grid = parse_json(get("/api/performance-grid"));
  ASSERT_EQ(grid.size(), 1U) << "one configuration";
  EXPECT_EQ(grid[0]["runs"], 2);
  const Json variants = parse_json(get("/api/model-variants"));
  ASSERT_EQ(variants.size(), 1U);
  EXPECT_EQ(variants[0]["test_run_count"], 2);
}

TEST_F(MergeVariants, LaterUploadsUnderTheOldNameFollow) {
  const auto old_run = upload(a_run().with_model(kOld).with_metric("tg128", 50));
  upload(a_run().with_metric("tg128", 51).with_time(at("2025-06-09T12:00:00Z")));
  const Json merged = merge(to_string(old_run.model_variant_id), names(kNew));
  EXPECT_EQ(merged["alias"], kOld);
  const auto later =
      upload(a_run().with_model("Qwen3_4B").with_metric("tg128", 52).with_time(at("2025-06-10T12:00:00Z")));
  EXPECT_EQ(to_string(later.model_variant_id), merged["to"]["id"]);
  const auto same = upload(a_run().with_model(kOld).with_metric("tg128", 50));
  EXPECT_EQ(same.status, service::UploadStatus::duplicate);
  EXPECT_EQ(same.test_run_id, old_run.test_run_id);
}

TEST_F(MergeVariants, AnotherQuantizationBecomesNoAlias) {
  upload(a_run().with_quantization("Q4_K").with_metric("tg128", 50));
  EXPECT_EQ(merge(names(kNew, "Q4_K"), names(kNew))["alias"], nullptr);
  EXPECT_EQ(count("name_aliases"), 0);
  EXPECT_THAT(texts("SELECT quantization AS text FROM model_variants"), ElementsAre("Q4_K_M"));
}

TEST_F(MergeVariants, RestoreBringsBothBackAsTheyWere) {
  const auto first = upload(full_run(kOld, 1, 700));
  const auto second = upload(full_run(kNew, 2, 800));
  // Deleted scores are part of the history too.
  call("POST", "/api/delete-benchmark/" + to_string(first.test_run_id), R"({"benchmark_type":"GSM8K"})");
  ExperimentRun again = full_run(kOld, 1, 900);
  upload(again);
  const auto ids = stored_ids();
  const std::string grid = get("/api/performance-grid?rows=runs");
  const std::string detail = get("/api/detail/" + to_string(first.test_run_id));
  const std::string other = get("/api/detail/" + to_string(second.test_run_id));
  const Json merged = merge(names(kOld), names(kNew));
  EXPECT_NE(stored_ids(), ids);
  const Json restored = restore(merged);
  EXPECT_EQ(restored["status"], "restored");
  EXPECT_EQ(restored["restored"], Json({{"kind", "variant"}, {"id", merged["from"]["id"]}}));
  EXPECT_EQ(stored_ids(), ids);
  EXPECT_EQ(get("/api/performance-grid?rows=runs"), grid);
  EXPECT_EQ(get("/api/detail/" + to_string(first.test_run_id)), detail);
  EXPECT_EQ(get("/api/detail/" + to_string(second.test_run_id)), other);
  EXPECT_EQ(count("name_aliases"), 0);
  EXPECT_EQ(restore(merged)["status"], "unchanged");
}

TEST_F(MergeVariants, RestoreLeavesWhatCameLaterAndRemovesAVariantTheMergeMade) {
  upload(full_run(kOld, 1, 700));
  const auto ids = stored_ids();
  Json merged = merge(names(kOld), names("another name"));
  restore(merged);
  EXPECT_EQ(stored_ids(), ids);
  EXPECT_THAT(texts("SELECT model_name AS text FROM model_variants"), ElementsAre(kOld));

  merged = merge(names(kOld), names(kNew));
  const auto later = upload(full_run(kNew, 3, 900));
  restore(merged);
  EXPECT_EQ(detail_of(later.test_run_id).run.variant.model_name, kNew);
  EXPECT_THAT(texts("SELECT model_name AS text FROM model_variants"), UnorderedElementsAre(kOld, kNew));
  EXPECT_THAT(texts("SELECT v.model_name || ' ' || count(*) AS text FROM score_parts AS p JOIN model_variants AS v "
                    "ON v.id = p.model_variant_id GROUP BY v.model_name"),
              UnorderedElementsAre(std::string(kNew) + " 2", std::string(kOld) + " 2"));
}

TEST_F(MergeVariants, MergesAreUndoneInTheirOrder) {
  upload(full_run("a", 1, 700));
  const auto ids = stored_ids();
  const Json first = merge(names("a"), names("b"));
  const Json second = merge(names("b"), names("c"));
  EXPECT_THAT(refused("POST", "/api/restore/" + first["audit_id"].dump()).what(), HasSubstr("restore that one first"));
  restore(second);
  restore(first);
  EXPECT_EQ(stored_ids(), ids);
}

TEST_F(MergeVariants, ARunDeletedBeforeComesBackWithItsVariant) {
  const auto run = upload(a_run().with_model(kOld).with_metric("tg128", 50));
  const std::string target = "/api/detail/" + to_string(run.test_run_id);
  const std::string before = get(target);
  const Json deleted = parse_json(call("DELETE", "/api/delete/" + to_string(run.test_run_id)).body);
  merge(names(kOld), names(kNew));
  EXPECT_EQ(restore(deleted)["status"], "restored");
  EXPECT_EQ(get(target), before);
}

TEST_F(MergeVariants, WhatCannotBeMergedIsRefused) {
  upload(a_run().with_metric("tg128", 50));
  const auto refuse = [&](const Json& from, const Json& to) {
    return refused("POST", "/api/merge-variants", body(from, to));
  };
  EXPECT_EQ(refuse(names("unknown"), names(kNew)).code(), ErrorCode::not_found);
  EXPECT_EQ(refuse("00000000-0000-4000-8000-000000000000", names(kNew)).code(), ErrorCode::not_found);
  EXPECT_EQ(refuse(names(kNew), "00000000-0000-4000-8000-000000000000").code(), ErrorCode::not_found);
  EXPECT_EQ(refuse(names(kNew), names("QWEN/qwen3-4b")).code(), ErrorCode::invalid_input);
  EXPECT_EQ(refuse("no id", names(kNew)).code(), ErrorCode::invalid_input);
  EXPECT_THAT(refuse({{"model_name", "x"}}, names(kNew)).what(), HasSubstr("from.quantization"));
  EXPECT_EQ(count("model_variants"), 1);
}

TEST_F(MergeVariants, ANameOfWhichNothingIsLeftIsRefused) {
  upload(full_run(kOld, 1, 900));
  const Error error = refused("POST", "/api/merge-variants", body(names(kOld), names(kNew, "(guessed)")));
  EXPECT_EQ(error.code(), ErrorCode::invalid_input);
  EXPECT_THAT(error.what(), HasSubstr("(guessed)"));
}

TEST_F(MergeVariants, UploadsMeanwhileEndUpInTheOneThatIsLeft) {
  upload(a_run().with_model(kOld).with_metric("tg128", 50));
  std::vector<std::future<void>> uploads;
  for (int second = 1; second <= 8; ++second) {
    uploads.push_back(std::async(std::launch::async, [&, second] {
      upload(a_run()
                 .with_model(kOld)
                 .with_metric("tg128", 50)
                 .with_score(a_gsm8k_score(700 + second, 1319))
                 .with_time(at("2025-06-08T12:00:00Z") + std::chrono::seconds{second}));
    }));
  }
  merge(names(kOld), names(kNew));
  for (auto& pending : uploads) pending.get();
  EXPECT_THAT(texts("SELECT model_name AS text FROM model_variants"), ElementsAre(kNew));
  EXPECT_EQ(parse_json(get("/api/performance-grid?rows=runs")).size(), 9U);
}

}  // namespace
}  // namespace llmbench::api
