// One number everywhere: grid, groups, detail, variants and the views show the same headline, or all of them none.

#include "support/upload_test.hpp"

#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/service/grid_query.hpp"
#include "llmbench/service/variant_service.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>

namespace llmbench {
namespace {

using testing::a_gsm8k_score;
using testing::a_run;
using testing::at;
using ::testing::Each;
using ::testing::StrEq;

const ModelVariant kScoredVariant{"Qwen/Qwen3-4B", "Q4_K_M", ""};

ScoreUpload an_mmlu_pro_score(const std::vector<MmluScore::Category>& categories, Json context = Json::object()) {
  ScoreUpload score;
  score.data = MmluScore{categories};
  score.benchmark = "mmlu_pro";
  score.context = std::move(context);
  return score;
}

MmluScore::Category half_right(std::string name, std::int64_t questions) {
  return {std::move(name), 50, questions, questions / 2};
}

/// The first `count` categories of MMLU-Pro, half of the answers right.
std::vector<MmluScore::Category> half_right_categories(std::size_t count, std::int64_t questions) {
  std::vector<MmluScore::Category> categories;
  for (const auto& known : find_benchmark("mmlu_pro")->categories.first(count)) {
    categories.push_back(half_right(std::string(known.name), questions));
  }
  return categories;
}

ScoreUpload a_counted_score(const std::string& name, std::int64_t correct, std::int64_t total,
                            Json context = Json::object()) {
  ScoreUpload score;
  GenericScore data;
  data.benchmark_name = name;
  data.score = 100.0 * static_cast<double>(correct) / static_cast<double>(total);
  data.correct_answers = correct;
  data.total_questions = total;
  score.data = data;
  score.context = std::move(context);
  return score;
}

class QualityEverywhere : public testing::UploadTest {
 protected:
  service::ScoresUploadOutcome upload_score(const ScoreUpload& score, std::vector<std::string> tags = {}) {
    return uploads_.upload_scores({kScoredVariant, {make_score_set(score)}, std::move(tags)}, kReceivedAt);
  }

  static std::string text_of(const service::Quality* quality) {
    if (quality == nullptr) return "-";
    return format_number(quality->summary.score) + " of " + std::to_string(quality->summary.contexts);
  }

  /// "score of contexts" as grid, groups, detail, variants and psql show it; "-" = no headline.
  std::vector<std::string> shown(const std::string& benchmark) {
    index_.catch_up();
    service::GridParameters parameters;
    parameters.values["benchmark"] = benchmark;
    const auto grid = service::query_grid(index_.snapshot(), parameters);
    const auto groups = service::query_grouped(index_.snapshot(), parameters);
    const auto detail = detail_of(grid.rows.at(0).run_id);
    const auto variants = service::VariantService{database_.pool(), index_}.list({});
    const auto in_psql =
        texts("SELECT score || ' of ' || contexts AS text FROM variant_quality WHERE benchmark = '" + benchmark + "'");
    return {text_of(grid.rows.at(0).quality), text_of(groups.models.at(0).platforms.at(0).best.quality),
            text_of(service::find_quality(detail.quality, benchmark)),
            text_of(service::find_quality(variants.variants.at(0)->headlines, benchmark)),
            in_psql.empty() ? "-" : in_psql.at(0)};
  }
};

TEST_F(QualityEverywhere, ASampleScoreIsShownOnlyWhereOnlySampleRunsAre) {
  upload(a_run().with_metric("tg128", 50).with_tags({"sample"}));
  EXPECT_TRUE(upload_score(a_gsm8k_score(600, 1000), {"sample"}).results.at(0).headline);
  EXPECT_THAT(shown("gsm8k"), Each(StrEq("60 of 1")));

  upload(a_run().with_metric("tg128", 51).with_time(at("2025-06-09T12:00:00Z")));
  EXPECT_THAT(shown("gsm8k"), Each(StrEq("-")));
  EXPECT_FALSE(upload_score(a_gsm8k_score(700, 1000), {"sample"}).results.at(0).headline);

  run_sql("UPDATE test_runs SET voided_at = now(), void_reason = 'x' WHERE NOT 'sample' = ANY (tags)");
  EXPECT_THAT(shown("gsm8k"), Each(StrEq("70 of 1")));
}

TEST_F(QualityEverywhere, ARunSentAgainWithoutTheTagIsARealOne) {
  const auto run = a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(600, 1000)).with_tags({"sample", "night"});
  const auto first = upload(run);
  EXPECT_EQ(upload(run).status, service::UploadStatus::duplicate);
  auto real = run.build();
  real.tags.clear();
  const auto second = upload(real);
  EXPECT_EQ(second.status, service::UploadStatus::extended);
  EXPECT_EQ(second.test_run_id, first.test_run_id);
  EXPECT_EQ(second.metrics_added, 0);
  EXPECT_EQ(texts("SELECT tags::text AS text FROM test_runs"), std::vector<std::string>{"{night}"});
  EXPECT_EQ(texts("SELECT details -> 'tags_removed' ->> 0 AS text FROM audit_log"), std::vector<std::string>{"sample"});
  EXPECT_THAT(shown("gsm8k"), Each(StrEq("60 of 1")));
  EXPECT_EQ(upload(real).status, service::UploadStatus::duplicate);
  EXPECT_EQ(upload(run).status, service::UploadStatus::duplicate);
  EXPECT_EQ(texts("SELECT tags::text AS text FROM test_runs"), std::vector<std::string>{"{night}"});
}

TEST_F(QualityEverywhere, AFailedRunMakesNoSampleStepAside) {
  upload(a_run().with_metric("tg128", 50).with_tags({"sample"}));
  upload(a_run().with_status(RunStatus::failed).with_time(at("2025-06-09T12:00:00Z")));
  upload_score(a_gsm8k_score(600, 1000), {"sample"});
  EXPECT_THAT(shown("gsm8k"), Each(StrEq("60 of 1")));
}

TEST_F(QualityEverywhere, HalfOfASmallKnownBenchmarkIsNoHeadline) {
  upload(a_run().with_metric("tg128", 50));
  upload_score(a_counted_score("AIME 2024", 12, 15));
  EXPECT_THAT(shown("aime_2024"), Each(StrEq("-")));
  upload_score(a_counted_score("AIME 2024", 15, 30));
  EXPECT_THAT(shown("aime_2024"), Each(StrEq("50 of 1")));
}

TEST_F(QualityEverywhere, CategoriesNobodyKnowsDoNotMakeASetMoreComplete) {
  upload(a_run().with_metric("tg128", 50));
  std::vector<MmluScore::Category> invented;
  for (int at = 0; at < 20; ++at) invented.push_back({"topic " + std::to_string(at), 90, 100, 90});
  upload_score(an_mmlu_pro_score(invented, {{"harness", "invented"}}));
  EXPECT_THAT(shown("mmlu_pro"), Each(StrEq("-")));
  upload_score(an_mmlu_pro_score(half_right_categories(14, 100), {{"harness", "real"}}));
  EXPECT_THAT(shown("mmlu_pro"), Each(StrEq("50 of 2")));
}

TEST_F(QualityEverywhere, ATotalOverEveryQuestionIsMoreCompleteThanASubsetByCategory) {
  upload(a_run().with_metric("tg128", 50));
  upload_score(an_mmlu_pro_score({{"overall", 60, 10000, 6000}}, {{"harness", "full"}}));
  upload_score(an_mmlu_pro_score(half_right_categories(14, 10), {{"harness", "small"}}));
  EXPECT_THAT(shown("mmlu_pro"), Each(StrEq("60 of 2")));
}

TEST_F(QualityEverywhere, ATotalAndItsCategoriesAreNotAddedUp) {
  upload(a_run().with_metric("tg128", 50));
  upload_score(an_mmlu_pro_score({{"overall", 60, 1400, 840}}, {{"harness", "one"}}));
  upload_score(an_mmlu_pro_score(half_right_categories(14, 100), {{"harness", "one"}}));
  EXPECT_THAT(shown("mmlu_pro"), Each(StrEq("50 of 1")));
}

TEST_F(QualityEverywhere, ALimitInsideAnotherSettingIsNoLimit) {
  upload(a_run().with_metric("tg128", 50));
  upload_score(a_counted_score("house quiz", 30, 50, {{"server", {{"limit", 5}}}}));
  EXPECT_THAT(shown("house_quiz"), Each(StrEq("60 of 1")));
}

TEST_F(QualityEverywhere, ALimitStaysOneWhenItsContextIsTooLongToBeAKey) {
  upload(a_run().with_metric("tg128", 50));
  upload_score(a_counted_score("house quiz", 30, 50, {{"limit", 50}, {"prompt", std::string(2000, 'x')}}));
  EXPECT_THAT(shown("house_quiz"), Each(StrEq("-")));
}

TEST_F(QualityEverywhere, TheCatalogueInSqlIsTheCatalogueOfTheServer) {
  for (const BenchmarkInfo& known : benchmark_catalogue()) {
    const std::string name(known.name);
    std::vector<std::string> categories;
    for (const auto& category : known.categories) categories.emplace_back(category.name);
    EXPECT_EQ(texts("SELECT coalesce(benchmark_questions('" + name + "'), 0)::text AS text"),
              std::vector{std::to_string(known.questions)})
        << name;
    EXPECT_EQ(texts("SELECT category AS text FROM unnest(benchmark_category_names('" + name + "')) AS category"),
              categories)
        << name;
    EXPECT_EQ(texts("SELECT coalesce(benchmark_categories('" + name + "'), 0)::text AS text"),
              std::vector{std::to_string(known.categories.size())})
        << name;
  }
}

}  // namespace
}  // namespace llmbench
