// One run is stored whole, with everything the grid and the detail page need, or not at all.

#include "support/upload_test.hpp"

#include "llmbench/store/grid_store.hpp"
#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>

namespace llmbench {
namespace {

using service::UploadStatus;
using testing::a_gsm8k_score;
using testing::a_run;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using UploadRuns = testing::UploadTest;

TEST_F(UploadRuns, ARunIsStoredWithItsMetricsExactly) {
  ExperimentRun run = a_run().with_metric("pp512", 4321.5, {4300.25, 4342.75}).with_metric("tg128", 0.1 + 0.2).build();
  run.metrics[0].context = {{"n_batch", 512}, {"note", "a \"quoted\" \\ text"}};
  run.metrics[0].measured_at = testing::at("2025-06-08T12:00:01.000001Z");
  run.metrics[0].n = 2;
  run.metrics[0].stddev = 30.05;
  const auto outcome = upload(run);
  EXPECT_EQ(outcome.status, UploadStatus::created);
  const auto stored = metrics_of(outcome.test_run_id);
  ASSERT_THAT(metric_names_of(outcome.test_run_id),
              ElementsAre("pp512", "prompt_processing_speed", "tg128", "tokens_per_second"));
  EXPECT_EQ(stored[0], run.metrics[0]);
  EXPECT_EQ(stored[2].value, 0.1 + 0.2);
  EXPECT_EQ(stored[3].context.at("from"), "tg128");
}

TEST_F(UploadRuns, TheGridRowHasTheHeadlineAndTheMachine) {
  ExperimentRun run = a_run()
                          .with_metric("pp512", 4000, {3999, 4001})
                          .with_metric("tg128", 50, {49, 51})
                          .with_metric("tg128 @ d4096", 40)
                          .with_tags({"nightly", "a,b \"c\""})
                          .build();
  run.artifact = Artifact{2'500'000'000, 4'000'000'000, "Qwen", std::nullopt};
  run.settings = {{"flash_attn", true}, {"type_k", "q8_0"}, {"type_v", "q8_0"}};
  const auto outcome = upload(run);
  const auto rows =
      database_.pool().transact([&](db::Transaction& tx) { return store::list_grid_runs(tx, {outcome.test_run_id}); });
  ASSERT_EQ(rows.size(), 1U);
  const store::GridRun& row = rows[0];
  EXPECT_EQ(row.variant, (ModelVariant{"Qwen/Qwen3-4B", "Q4_K_M", ""}));
  EXPECT_EQ(row.variant_id, outcome.model_variant_id);
  ASSERT_TRUE(row.headline.speed && row.headline.prompt_speed);
  EXPECT_EQ(row.headline.speed->value, 50);
  EXPECT_EQ(row.headline.speed->tokens, 128);
  EXPECT_EQ(row.headline.prompt_speed->value, 4000);
  ASSERT_EQ(row.headline.points.size(), 3U);
  EXPECT_EQ(row.headline.points[2].depth, 4096);
  EXPECT_EQ(row.headline.points[2].cv, std::nullopt);
  EXPECT_TRUE(row.headline.points[1].cv.has_value());
  EXPECT_EQ(row.headline.n_params, 4'000'000'000);
  EXPECT_EQ(row.headline.bits_per_weight, 5.0);
  EXPECT_EQ(row.kv_type, "q8_0");
  EXPECT_EQ(row.flash_attention, true);
  EXPECT_EQ(row.platform, "RTX 4090");
  EXPECT_EQ(row.publisher, "Qwen");
  EXPECT_EQ(row.tags, (std::vector<std::string>{"nightly", "a,b \"c\""}));
  EXPECT_EQ(row.timestamp, testing::at("2025-06-08T12:00:00Z"));
  EXPECT_EQ(row.created_at, kReceivedAt);
  EXPECT_TRUE(row.has_samples);
}

TEST_F(UploadRuns, WhatIsUnknownStaysUnknown) {
  ExperimentRun run = a_run().with_metric("some_counter", 7).build();
  run.hardware = HardwareConfig{};
  run.backend_version = std::nullopt;
  run.timestamp = std::nullopt;
  const auto outcome = upload(run);
  const auto detail = detail_of(outcome.test_run_id);
  EXPECT_EQ(detail.run.hardware.platform, "unknown");
  EXPECT_EQ(detail.run.hardware.gpu_model, std::nullopt);
  EXPECT_EQ(detail.run.hardware.ram_gb, std::nullopt);
  EXPECT_EQ(detail.run.backend_version, std::nullopt);
  EXPECT_EQ(detail.run.timestamp, std::nullopt);
  EXPECT_EQ(detail.run.headline.speed, std::nullopt);
  EXPECT_EQ(detail.run.headline.memory_gb, std::nullopt);
  EXPECT_EQ(detail.run.load, std::nullopt);
  EXPECT_EQ(detail.run.artifact, std::nullopt);
}

TEST_F(UploadRuns, TheLargestRunFits) {
  ExperimentRun run = a_run().build();
  for (int at = 0; at < 10'000; ++at) run.metrics.push_back(testing::a_metric("metric_" + std::to_string(at), at));
  run.metrics[0].samples.assign(10'000, 1.25);
  run.metrics[0].value = 1.25;
  run.settings = {{"long", std::string(200'000, 'x')}};
  run.notes = std::string(65'536, 'n');
  const auto outcome = upload(run);
  EXPECT_EQ(outcome.status, UploadStatus::created);
  EXPECT_EQ(count("performance_metrics"), 10'000);
  const auto metrics = metrics_of(outcome.test_run_id);
  EXPECT_EQ(metrics.front().samples.size(), 10'000U);
  EXPECT_EQ(upload(run).status, UploadStatus::duplicate);
}

TEST_F(UploadRuns, NothingOfAnInvalidRunIsStored) {
  ExperimentRun run = a_run().with_metric("tg128", -5).with_metric("", 1).build();
  run.model_name = "";
  try {
    upload(run);
    FAIL() << "was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_input);
    EXPECT_THAT(error.what(), ::testing::StartsWith("Validation error: "));
    EXPECT_EQ(error.fields().size(), 3U);
  }
  EXPECT_EQ(count("model_variants"), 0);
  EXPECT_EQ(count("test_runs"), 0);
}

TEST_F(UploadRuns, AQuantizationThatSaysNothingIsRefused) {
  try {
    upload(a_run().with_quantization("(guessed)").with_metric("tg128", 50));
    FAIL() << "was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_input);
    ASSERT_EQ(error.fields().size(), 1U);
    EXPECT_EQ(error.fields()[0].path, "quantization");
  }
}

TEST_F(UploadRuns, AFailureHalfWayLeavesNothing) {
  run_sql(
      "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';"
      "CREATE TRIGGER fail BEFORE INSERT ON score_parts FOR EACH ROW EXECUTE FUNCTION fail()");
  EXPECT_THROW(upload(a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319))), Error);
  EXPECT_EQ(count("test_runs"), 0);
  EXPECT_EQ(count("performance_metrics"), 0);
  EXPECT_EQ(count("model_variants"), 0);
  EXPECT_EQ(count("hardware_profiles"), 0);
  EXPECT_EQ(count("score_uploads"), 0);
}

TEST_F(UploadRuns, ScoresOfARunBelongToItsVariant) {
  const auto outcome = upload(a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319)));
  EXPECT_TRUE(outcome.met_scores);
  EXPECT_THAT(texts("SELECT benchmark || ' ' || correct_answers AS text FROM score_parts"), ElementsAre("gsm8k 700"));
  const auto other_machine = upload(a_run().with_metric("tg128", 30).with_gpu("NVIDIA GeForce RTX 3060"));
  EXPECT_TRUE(other_machine.met_scores);
}

TEST_F(UploadRuns, ScoresOfADuplicateAreStillApplied) {
  upload(a_run().with_metric("tg128", 50));
  const auto again = upload(a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319)));
  EXPECT_EQ(again.status, UploadStatus::duplicate);
  EXPECT_TRUE(again.met_scores);
}

TEST_F(UploadRuns, AnOlderScoreSaysThatItIsNotTheCurrentOne) {
  upload(a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319)));
  const auto older = upload(a_run()
                                .with_time(testing::at("2024-01-01T00:00:00Z"))
                                .with_metric("tg128", 49)
                                .with_score(a_gsm8k_score(600, 1319)));
  EXPECT_THAT(older.warnings, Contains(HasSubstr("gsm8k")));
  EXPECT_THAT(texts("SELECT correct_answers::text AS text FROM score_parts"), ElementsAre("700"));
}

TEST_F(UploadRuns, NamesThatAlmostMeetAreSuggested) {
  upload(a_run().with_model("Qwen3-4B-Instruct").with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319)));
  upload(a_run()
             .with_model("Qwen3-4B-Instruct")
             .with_quantization("Q8_0")
             .with_metric("tg128", 40)
             .with_score(a_gsm8k_score(720, 1319)));
  const auto outcome = upload(a_run().with_model("someone/qwen3_4b").with_metric("tg128", 51));
  EXPECT_FALSE(outcome.met_scores);
  EXPECT_THAT(outcome.suggestions, ElementsAre("Qwen3-4B-Instruct Q4_K_M"));
  EXPECT_THAT(upload(a_run().with_model("Llama-3.1-8B").with_metric("tg128", 51)).suggestions, IsEmpty());
}

TEST_F(UploadRuns, ScoresWhoseVariantNeverRanNameTheOnesThatDid) {
  upload(a_run().with_model("qwen/qwen3_4b-instruct").with_metric("tg128", 50));
  upload(a_run().with_model("Qwen3-4B-Instruct").with_status(RunStatus::failed));
  upload(a_run().with_model("my model").with_metric("tg128", 52));
  run_sql("INSERT INTO name_aliases (kind, alias, canonical) VALUES ('model', 'my model', 'Llama-3.1-8B')");
  const auto upload_scores = [&](const std::string& model) {
    return uploads_.upload_scores({{model, "Q4_K_M", ""}, {make_score_set(a_gsm8k_score(700, 1319))}, {}}, kReceivedAt);
  };
  const auto near = upload_scores("Qwen3-4B");
  EXPECT_FALSE(near.met_speeds);
  EXPECT_THAT(near.suggestions, ElementsAre("qwen/qwen3_4b-instruct Q4_K_M"));
  EXPECT_THAT(upload_scores("Llama-3.1-8B").suggestions, ElementsAre("my model Q4_K_M"));
  const auto met = upload_scores("qwen/qwen3_4b-instruct");
  EXPECT_TRUE(met.met_speeds);
  EXPECT_THAT(met.suggestions, IsEmpty());
  EXPECT_FALSE(upload_scores("Mistral-7B").met_speeds);
}

TEST_F(UploadRuns, ASecondModelFileIsAWarning) {
  ExperimentRun run = a_run().with_metric("tg128", 50).build();
  run.artifact = Artifact{2'500'000'000, 4'000'000'000, "Qwen", std::nullopt};
  EXPECT_THAT(upload(run).warnings, ::testing::Not(Contains(HasSubstr("different model files"))));
  run.artifact->publisher = "unsloth";
  run.timestamp = testing::at("2025-06-09T12:00:00Z");
  EXPECT_THAT(upload(run).warnings, Contains(HasSubstr("2 different model files")));
}

TEST_F(UploadRuns, AChecksumThatComesLaterIsKept) {
  ExperimentRun run = a_run().with_metric("tg128", 50).build();
  run.artifact = Artifact{2'500'000'000, 4'000'000'000, "Qwen", std::nullopt};
  upload(run);
  run.artifact->sha256 = std::string(64, 'a');
  upload(run);
  EXPECT_THAT(texts("SELECT sha256 AS text FROM model_artifacts"), ElementsAre(std::string(64, 'a')));
}

TEST_F(UploadRuns, FailedAndPendingRunsAreKeptButNotShown) {
  ExperimentRun failed = a_run().with_status(RunStatus::failed).build();
  failed.error = "out of memory";
  const auto outcome = upload(failed);
  EXPECT_EQ(detail_of(outcome.test_run_id).run.error, "out of memory");
  EXPECT_THROW(upload(a_run().with_status(RunStatus::pending)), Error) << "a pending run needs an id";
  const auto rows =
      database_.pool().transact([&](db::Transaction& tx) { return store::list_grid_runs(tx, {outcome.test_run_id}); });
  EXPECT_THAT(rows, IsEmpty());
}

TEST_F(UploadRuns, WhatIsNewIsKeptWithTheNameOfItsToken) {
  const ExperimentRun early = a_run()
                                  .with_fingerprint("one file")
                                  .with_metric("tg128", 50, {49, 51})
                                  .with_score(a_gsm8k_score(90, 100))
                                  .build();
  const ExperimentRun whole = a_run()
                                  .with_fingerprint("one file")
                                  .with_metric("tg128", 50, {49, 51})
                                  .with_metric("pp512", 4000, {3999, 4001})
                                  .build();
  EXPECT_EQ(uploads_.upload_run(early, kReceivedAt, "lab-1").status, UploadStatus::created);
  EXPECT_EQ(uploads_.upload_run(whole, kReceivedAt, "lab-2").status, UploadStatus::extended);
  EXPECT_THAT(texts("SELECT uploaded_by AS text FROM test_runs"), ElementsAre("lab-1"));
  EXPECT_THAT(texts("SELECT uploaded_by AS text FROM score_uploads"), ElementsAre("lab-1"));
  EXPECT_THAT(texts("SELECT action || ' by ' || actor AS text FROM audit_log"), ElementsAre("extend by lab-2"));
}

TEST_F(UploadRuns, AReplacedRunBelongsToWhoReplacedIt) {
  const Uuid id = parse_uuid("0197518b-6f1c-4d3e-9e55-0242ac120002").value();
  uploads_.upload_run(a_run().with_id(id).with_metric("tg128", 50).build(), kReceivedAt, "lab-1");
  const auto outcome = uploads_.upload_run(a_run().with_id(id).with_metric("tg128", 70).build(), kReceivedAt, "lab-2");
  EXPECT_EQ(outcome.status, UploadStatus::replaced);
  EXPECT_THAT(texts("SELECT uploaded_by AS text FROM test_runs"), ElementsAre("lab-2"));
  EXPECT_THAT(texts("SELECT action || ' by ' || actor AS text FROM audit_log"), ElementsAre("replace by lab-2"));
}

TEST_F(UploadRuns, WithoutATokenNobodyIsNamed) {
  upload(a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(90, 100)));
  EXPECT_EQ(count("test_runs WHERE uploaded_by IS NULL"), 1);
  EXPECT_EQ(count("score_uploads WHERE uploaded_by IS NULL"), 1);
}

}  // namespace
}  // namespace llmbench
