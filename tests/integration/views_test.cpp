// The views people use with psql show what the server shows.

#include "support/upload_test.hpp"

#include "llmbench/store/score_store.hpp"

#include <gmock/gmock.h>

namespace llmbench {
namespace {

using testing::a_gsm8k_score;
using testing::a_run;
using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Views : public testing::UploadTest {
 protected:
  void upload_score(const ModelVariant& variant, const ScoreUpload& score, std::vector<std::string> tags = {}) {
    uploads_.upload_scores({variant, {make_score_set(score)}, std::move(tags)}, kReceivedAt);
  }
};

const ModelVariant kViewedVariant{"Qwen/Qwen3-4B", "Q4_K_M", ""};

ScoreUpload a_generic_score(const std::string& name, double value, const std::string& unit) {
  ScoreUpload score;
  GenericScore data;
  data.benchmark_name = name;
  data.score = value;
  data.unit = unit;
  score.data = data;
  return score;
}

ScoreUpload an_mmlu_pro_score(std::int64_t questions, std::int64_t correct, Json context = Json::object()) {
  MmluScore data;
  for (const char* name : {"biology", "business", "chemistry", "computer science", "economics", "engineering", "health",
                           "history", "law", "math", "other", "philosophy", "physics", "psychology"}) {
    data.categories.push_back(
        {name, 100.0 * static_cast<double>(correct) / static_cast<double>(questions), questions, correct});
  }
  ScoreUpload score;
  score.data = data;
  score.context = std::move(context);
  return score;
}

TEST_F(Views, AConfigurationIsOneRowWithTheMediansOfItsRuns) {
  upload(a_run().with_time(at("2025-06-01T00:00:00Z")).with_metric("tg128", 50).with_metric("memory_usage_gb", 4));
  upload(a_run().with_time(at("2025-06-02T00:00:00Z")).with_metric("tg128", 52).with_metric("tg32", 60));
  const auto newest =
      upload(a_run().with_time(at("2025-06-03T00:00:00Z")).with_metric("tg128", 90).with_metric("pp512", 4000));
  EXPECT_THAT(texts("SELECT concat_ws(' ', model_name, runs, tokens_per_second, speed_test, speed_class, "
                    "prompt_tokens_per_second, prompt_class, memory_gb, newest_build) AS text FROM performance_grid"),
              ElementsAre("Qwen/Qwen3-4B 3 52 tg128 tg 4000 pp512 4 t"));
  EXPECT_THAT(texts("SELECT id::text AS text FROM performance_grid"), ElementsAre(to_string(newest.test_run_id)));
  EXPECT_THAT(texts("SELECT run_ids[1]::text AS text FROM performance_grid"),
              ElementsAre(to_string(newest.test_run_id)));
  EXPECT_THAT(texts("SELECT id::text AS text FROM latest_runs"), ElementsAre(to_string(newest.test_run_id)));
  EXPECT_EQ(count("run_grid"), 3);
}

TEST_F(Views, OnlyTheNewestBuildOfASeriesIsTheNewestBuild) {
  ExperimentRun old_build = a_run().with_time(at("2025-06-01T00:00:00Z")).with_metric("tg128", 50).build();
  old_build.backend_version = "5000 (aaaa)";
  ExperimentRun new_build = a_run().with_time(at("2025-06-02T00:00:00Z")).with_metric("tg128", 60).build();
  new_build.backend_version = "6000 (bbbb)";
  upload(new_build);
  upload(old_build);
  EXPECT_THAT(
      texts("SELECT backend_version || ' ' || newest_build AS text FROM performance_grid ORDER BY backend_version"),
      ElementsAre("5000 (aaaa) false", "6000 (bbbb) true"));
  EXPECT_THAT(texts("SELECT backend_version || ' ' || tokens_per_second AS text FROM series ORDER BY last_run_at"),
              ElementsAre("5000 (aaaa) 50", "6000 (bbbb) 60"));
  EXPECT_THAT(texts("SELECT count(DISTINCT series_id)::text AS text FROM series"), ElementsAre("1"));
}

TEST_F(Views, RunsThatDoNotCountAreNotShown) {
  upload(a_run().with_status(RunStatus::failed));
  upload(a_run().with_metric("tg128", 50));
  run_sql("UPDATE test_runs SET voided_at = now(), void_reason = 'x' WHERE status = 'completed'");
  EXPECT_EQ(count("performance_grid"), 0);
  EXPECT_EQ(count("run_grid"), 0);
}

TEST_F(Views, SampleRunsStandApart) {
  upload(a_run().with_metric("tg128", 50));
  upload(a_run().with_time(at("2025-07-01T00:00:00Z")).with_metric("tg128", 500).with_tags({"sample"}));
  EXPECT_THAT(texts("SELECT tokens_per_second || ' ' || sample AS text FROM performance_grid ORDER BY sample"),
              ElementsAre("50 false", "500 true"));
  EXPECT_THAT(texts("SELECT tokens_per_second::text AS text FROM series"), ElementsAre("50"));
}

TEST_F(Views, AnAdapterWithoutRunsIsShownOverItsBase) {
  upload(a_run().with_metric("tg128", 50));
  upload_score({"Qwen/Qwen3-4B", "Q4_K_M", "legal"}, an_mmlu_pro_score(100, 60));
  EXPECT_THAT(texts("SELECT concat_ws(' ', lora_adapter, speed_from_base, tokens_per_second, mmlu_score) AS text "
                    "FROM performance_grid ORDER BY lora_adapter"),
              ElementsAre(" f 50", "legal t 50 60"));
}

TEST_F(Views, TheHeadlineInSqlIsTheHeadlineOfTheServer) {
  upload_score(kViewedVariant, an_mmlu_pro_score(5, 4, {{"subset", 0.05}}));       // 70 questions: never a headline
  upload_score(kViewedVariant, an_mmlu_pro_score(100, 60, {{"temperature", 0}}));  // the most questions
  upload_score(kViewedVariant, an_mmlu_pro_score(50, 45, {{"temperature", 1}}));
  upload_score(kViewedVariant, a_gsm8k_score(1000, 1319));
  upload_score(kViewedVariant, a_generic_score("perplexity", 6.25, "ppl"));
  const auto contexts = database_.pool().transact(
      [&](db::Transaction& tx) { return store::list_score_contexts(tx, {model_variant_id(kViewedVariant)}); });
  std::vector<ScoreContext> plain;
  for (const auto& context : contexts) plain.push_back(context.scores);
  std::vector<std::string> expected;
  for (const auto& quality : service::list_headlines(plain, false)) {
    expected.push_back(quality.summary.benchmark + " " + quality.summary.context_key + " " +
                       std::to_string(quality.summary.score) + " " + std::to_string(quality.low.value_or(0)) + " " +
                       std::to_string(quality.high.value_or(0)) + " " + std::to_string(quality.summary.contexts));
  }
  ASSERT_EQ(expected.size(), 3U);
  EXPECT_EQ(texts("SELECT concat_ws(' ', benchmark, context_key, round(score::numeric, 6), "
                  "round(coalesce(low, 0)::numeric, 6), round(coalesce(high, 0)::numeric, 6), contexts) AS text "
                  "FROM variant_quality ORDER BY benchmark"),
            expected);
  EXPECT_EQ(count("quality_scores"), 5);
}

TEST_F(Views, TheOlderScoreViewsKeepTheirColumns) {
  HumanEvalScore humaneval{60, 75.5, std::nullopt, 164};
  TruthfulQaScore truthful{55, 44.5, 817};
  ScoreUpload score;
  score.data = humaneval;
  upload_score(kViewedVariant, score);
  score.data = truthful;
  upload_score(kViewedVariant, score);
  score.data = HellaSwagScore{75, 1000, 750};
  upload_score(kViewedVariant, score);
  upload_score(kViewedVariant, an_mmlu_pro_score(100, 60));
  upload_score(kViewedVariant, a_gsm8k_score(500, 1000));
  upload_score(kViewedVariant, a_generic_score("perplexity", 6.25, "ppl"));
  EXPECT_THAT(
      texts("SELECT concat_ws(' ', pass_at_1, pass_at_10, coalesce(pass_at_100::text, '-'), total_problems) AS text "
            "FROM humaneval_scores_v2"),
      ElementsAre("60 75.5 - 164"));
  EXPECT_THAT(texts("SELECT concat_ws(' ', truthful_score, truthful_and_informative_score, total_questions) AS text "
                    "FROM truthfulqa_scores_v2"),
              ElementsAre("55 44.5 817"));
  EXPECT_THAT(
      texts("SELECT concat_ws(' ', accuracy, total_questions, correct_answers) AS text FROM hellaswag_scores_v2"),
      ElementsAre("75 1000 750"));
  EXPECT_THAT(texts("SELECT concat_ws(' ', problems_solved, total_problems, accuracy, accuracy_percent) AS text "
                    "FROM gsm8k_scores_v2"),
              ElementsAre("500 1000 0.5 50"));
  EXPECT_THAT(
      texts("SELECT concat_ws(' ', benchmark_name, overall_score, unit) AS text FROM generic_benchmark_scores_v2"),
      ElementsAre("perplexity 6.25 ppl"));
  EXPECT_EQ(count("mmlu_scores_v2"), 14);
  EXPECT_THAT(texts("SELECT concat_ws(' ', score, total_questions, correct_answers) AS text FROM mmlu_scores_v2 "
                    "WHERE category = 'law'"),
              ElementsAre("60 100 60"));
}

TEST_F(Views, SampleScoresStandOnlyWhereNothingElseDoes) {
  upload_score(kViewedVariant, a_gsm8k_score(1300, 1319), {"sample"});
  EXPECT_THAT(texts("SELECT correct || ' ' || sample AS text FROM variant_quality"), ElementsAre("1300 true"));
  ScoreUpload real = a_gsm8k_score(200, 400);
  real.context = {{"shots", 5}};
  upload_score(kViewedVariant, real);
  EXPECT_THAT(texts("SELECT correct || ' ' || sample AS text FROM variant_quality"), ElementsAre("200 false"));
}

}  // namespace
}  // namespace llmbench
