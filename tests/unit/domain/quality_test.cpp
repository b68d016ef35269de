#include "llmbench/domain/quality.hpp"

#include "llmbench/domain/score_catalogue.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

ScorePart part(std::string category, std::int64_t correct, std::int64_t total) {
  ScorePart result;
  result.category = std::move(category);
  result.score = 100.0 * static_cast<double>(correct) / static_cast<double>(total);
  result.correct_answers = correct;
  result.total_questions = total;
  return result;
}

ScoreContext context_of(std::string benchmark, std::vector<ScorePart> parts, Json context = Json::object(),
                        int measured_second = 0) {
  ScoreContext result;
  result.benchmark = std::move(benchmark);
  result.context = std::move(context);
  result.context_key = result.context.empty() ? "" : canonical_json(result.context);
  result.parts = std::move(parts);
  result.measured_at = TimePoint{std::chrono::seconds{measured_second}};
  return result;
}

/// The first `count` categories of MMLU-Pro with `questions` each, half of them right.
std::vector<ScorePart> pro_categories(std::size_t count, std::int64_t questions) {
  std::vector<ScorePart> parts;
  for (const auto& category : find_benchmark("mmlu_pro")->categories.first(count)) {
    parts.push_back(part(std::string(category.name), questions / 2, questions));
  }
  return parts;
}

TEST(SummariseContext, MicroAverageBesideTheMeanOfCategories) {
  const auto summary = summarise_context(context_of("mmlu_pro", {part("law", 1, 10), part("math", 90, 100)}));
  EXPECT_DOUBLE_EQ(summary.score, 100.0 * 91 / 110);
  EXPECT_DOUBLE_EQ(*summary.macro_score, 50);
  EXPECT_EQ(summary.questions, 110);
  EXPECT_EQ(summary.correct, 91);
  EXPECT_EQ(summary.categories, 2);
  EXPECT_EQ(summary.categories_total, 14);
  EXPECT_FALSE(summary.complete);
}

TEST(SummariseContext, OneCategoryWithoutCountsMakesItAMean) {
  auto parts = std::vector{part("law", 1, 10), part("math", 90, 100)};
  parts[0].correct_answers.reset();
  parts[0].total_questions.reset();
  const auto summary = summarise_context(context_of("mmlu_pro", parts));
  EXPECT_DOUBLE_EQ(summary.score, 50);
  EXPECT_EQ(summary.questions, std::nullopt);
  EXPECT_TRUE(summary.indicative);
}

TEST(SummariseContext, CompleteIsEveryQuestionOfEveryCategory) {
  std::vector<ScorePart> full;
  for (const auto& category : find_benchmark("mmlu_pro")->categories) {
    full.push_back(part(std::string(category.name), 1, category.questions));
  }
  EXPECT_TRUE(summarise_context(context_of("mmlu_pro", full)).complete);
  EXPECT_FALSE(summarise_context(context_of("mmlu_pro", full, {{"subset", 0.1}})).complete);
  full.back().total_questions = 5;
  EXPECT_FALSE(summarise_context(context_of("mmlu_pro", full)).complete);
}

TEST(SummariseContext, OtherUnitsKeepTheirScoreAndError) {
  ScorePart perplexity;
  perplexity.score = 6.2;
  perplexity.unit = "ppl";
  perplexity.higher_is_better = false;
  perplexity.standard_error = 0.03;
  const auto summary = summarise_context(context_of("perplexity", {perplexity}));
  EXPECT_EQ(summary.score, 6.2);
  EXPECT_EQ(summary.unit, "ppl");
  EXPECT_FALSE(summary.higher_is_better);
  EXPECT_EQ(summary.standard_error, 0.03);
  EXPECT_EQ(summary.categories, std::nullopt);
  EXPECT_FALSE(summary.indicative);
}

TEST(MayBeHeadline, UnderHalfOfTheCategoriesNever) {
  EXPECT_FALSE(may_be_headline(context_of("mmlu_pro", {part("computer science", 294, 410)})));
  EXPECT_FALSE(may_be_headline(context_of("mmlu_pro", pro_categories(6, 400))));
  EXPECT_TRUE(may_be_headline(context_of("mmlu_pro", pro_categories(7, 400))));
}

TEST(MayBeHeadline, UnderHundredQuestionsOfALargerOrLimitedBenchmarkNever) {
  EXPECT_FALSE(may_be_headline(context_of("gsm8k", {part("", 19, 20)})));
  EXPECT_FALSE(may_be_headline(context_of("mmlu_pro", pro_categories(14, 7))));
  EXPECT_FALSE(may_be_headline(context_of("house_quiz", {part("", 19, 20)}, {{"limit", 20}})));
  EXPECT_TRUE(may_be_headline(context_of("gsm8k", {part("", 80, 100)})));
}

TEST(MayBeHeadline, AnUnknownCountOrACompleteSmallBenchmarkDoesNotDisqualify) {
  ScorePart unknown;
  unknown.score = 61;
  EXPECT_TRUE(may_be_headline(context_of("gsm8k", {unknown})));
  const auto aime = context_of("aime_2024", {part("", 12, 30)});
  EXPECT_TRUE(may_be_headline(aime));
  EXPECT_TRUE(summarise_context(aime).indicative);
  EXPECT_TRUE(summarise_context(aime).complete);
}

TEST(ChooseHeadline, MostCategoriesThenMostQuestionsThenNewest) {
  const auto few = context_of("mmlu_pro", pro_categories(8, 1000), {{"shots", 0}}, 9);
  const auto small = context_of("mmlu_pro", pro_categories(14, 50), {{"subset", 0.05}}, 8);
  const auto large = context_of("mmlu_pro", pro_categories(14, 80), {{"subset", 0.1}}, 1);
  auto newest = large;
  newest.context_key = "z";
  newest.measured_at = TimePoint{std::chrono::seconds{2}};
  EXPECT_EQ(choose_headline({few, small, large})->questions, 14 * 80);
  EXPECT_EQ(choose_headline({large, newest})->context_key, "z");
  EXPECT_EQ(choose_headline({few, small, large, newest})->contexts, 4);
}

TEST(ChooseHeadline, ATotalIsAsCompleteAsAllCategories) {
  const auto total = context_of("mmlu_pro", {part("", 6000, 10000)}, {{"harness", "total"}});
  const auto subset = context_of("mmlu_pro", pro_categories(14, 10), {{"subset", 0.01}}, 9);
  EXPECT_EQ(choose_headline({total, subset})->questions, 10000);
  const auto full = context_of("mmlu_pro", pro_categories(14, 800), {{"harness", "full"}});
  EXPECT_EQ(choose_headline({total, full})->questions, 14 * 800);
}

TEST(ChooseHeadline, ASmallSetIsNoneEvenAlone) {
  EXPECT_FALSE(choose_headline({context_of("gsm8k", {part("", 19, 20)})}));
  EXPECT_FALSE(choose_headline({}));
}

TEST(ChooseHeadline, SamplesOnlyWhereNothingElseIs) {
  auto sample = context_of("gsm8k", {part("", 900, 1319)}, {{"shots", 8}});
  sample.sample = true;
  const auto real = context_of("gsm8k", {part("", 100, 200)});
  EXPECT_EQ(choose_headline({sample, real})->questions, 200);
  EXPECT_EQ(choose_headline({sample})->questions, 1319);
}

}  // namespace
}  // namespace llmbench
