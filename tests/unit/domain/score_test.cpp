#include "llmbench/domain/score.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ScoreUpload mmlu(std::vector<MmluScore::Category> categories) {
  return {.data = MmluScore{std::move(categories)}, .benchmark = {}, .timestamp = {}, .context = Json::object()};
}
ScoreUpload upload(ScoreData data) {
  return {.data = std::move(data), .benchmark = {}, .timestamp = {}, .context = Json::object()};
}
GenericScore generic(std::string name, double score) {
  GenericScore value;
  value.benchmark_name = std::move(name);
  value.score = score;
  return value;
}
/// "path: message" of everything that is wrong.
std::vector<std::string> errors_of(const ScoreUpload& score) {
  std::vector<std::string> lines;
  for (const auto& error : validate_score(score, "scores[0].data")) lines.push_back(error.path + ": " + error.message);
  return lines;
}

TEST(ValidateMmlu, NeedsACategory) {
  EXPECT_THAT(errors_of(mmlu({})), ElementsAre("scores[0].data.categories: must hold at least one category"));
}

TEST(ValidateMmlu, NamesAreComparedWithoutCase) {
  EXPECT_THAT(errors_of(mmlu({{"Biology", 50, {}, {}}, {"law", 50, {}, {}}, {"biology", 50, {}, {}}})),
              ElementsAre("scores[0].data.categories[2].category: names the same category as categories[0]"));
}

TEST(ValidateMmlu, EveryWrongFieldIsNamedAtOnce) {
  EXPECT_THAT(errors_of(mmlu({{"", 101, {}, {}}, {"law", 50, 10, {}}, {"math", 50, 10, 11}, {"physics", 0, 0, 0}})),
              ElementsAre("scores[0].data.categories[0].category: must not be empty",
                          "scores[0].data.categories[0].score: must be between 0 and 100",
                          "scores[0].data.categories[1].correct_answers: is required with "
                          "categories[1].total_questions",
                          "scores[0].data.categories[2].correct_answers: must be at most "
                          "categories[2].total_questions (10)",
                          "scores[0].data.categories[3].total_questions: must be at least 1"));
}

TEST(ValidateMmlu, ScoreAndCountsAgreeWithinHalfAPercent) {
  EXPECT_THAT(errors_of(mmlu({{"law", 45.45, 110, 50}})), IsEmpty());
  EXPECT_THAT(errors_of(mmlu({{"law", 45.9, 110, 50}})), IsEmpty());
  EXPECT_THAT(errors_of(mmlu({{"law", 46.0, 110, 50}})),
              ElementsAre("scores[0].data.categories[0].score: does not agree with the counts: 50 of 110 are 45.45 "
                          "percent, not 46"));
}

TEST(ValidateMmlu, AFractionThatCountsContradictIsRefusedWithThatSentence) {
  EXPECT_THAT(errors_of(mmlu({{"law", 0.457, 1000, 457}})),
              ElementsAre("scores[0].data.categories[0].score: 0.457 looks like a fraction, but a percent belongs "
                          "here: 457 of 1000 are 45.7 percent"));
  EXPECT_THAT(errors_of(mmlu({{"law", 0.4, 1000, 4}})), IsEmpty());
}

TEST(ValidateMmlu, KnowsOnlyItsTwoBenchmarks) {
  auto score = mmlu({{"law", 50, {}, {}}});
  score.benchmark = "MMLU-Pro";
  EXPECT_THAT(errors_of(score), IsEmpty());
  score.benchmark = "gsm8k";
  EXPECT_THAT(errors_of(score), ElementsAre("scores[0].data.benchmark: must be mmlu or mmlu_pro for type MMLU"));
}

TEST(ValidateGsm8k, SolvedIsBetweenNothingAndAll) {
  EXPECT_THAT(errors_of(upload(Gsm8kScore{0, 1319})), IsEmpty());
  EXPECT_THAT(errors_of(upload(Gsm8kScore{-1, 0})), ElementsAre("scores[0].data.total_problems: must be at least 1",
                                                                "scores[0].data.problems_solved: must be at least 0"));
  EXPECT_THAT(errors_of(upload(Gsm8kScore{11, 10})),
              ElementsAre("scores[0].data.problems_solved: must be at most total_problems (10)"));
}

TEST(ValidateHumanEval, IsPercent) {
  EXPECT_THAT(errors_of(upload(HumanEvalScore{50, 101, -1, 164})),
              ElementsAre("scores[0].data.pass_at_10: must be between 0 and 100",
                          "scores[0].data.pass_at_100: must be between 0 and 100"));
}

TEST(ValidateHellaSwag, AgreesWithItsCounts) {
  EXPECT_THAT(errors_of(upload(HellaSwagScore{80, 100, 80})), IsEmpty());
  EXPECT_THAT(errors_of(upload(HellaSwagScore{0.8, 100, 80})),
              ElementsAre(HasSubstr("0.8 looks like a fraction, but a percent belongs here: 80 of 100 are 80")));
}

TEST(ValidateTruthfulQa, NeedsQuestions) {
  EXPECT_THAT(errors_of(upload(TruthfulQaScore{50, {}, 0})),
              ElementsAre("scores[0].data.total_questions: must be at least 1"));
}

TEST(ValidateGeneric, TypedNamesAndNoneAreRefused) {
  EXPECT_THAT(errors_of(upload(generic("MMLU-Pro", 50))),
              ElementsAre("scores[0].data.benchmark_name: mmlu_pro has a type of its own: send type MMLU"));
  EXPECT_THAT(errors_of(upload(generic("None", 50))),
              ElementsAre("scores[0].data.benchmark_name: none is no benchmark"));
  EXPECT_THAT(errors_of(upload(generic("truthfulqa_mc2", 50))), IsEmpty());
}

TEST(ValidateGeneric, TypedNamesMayLackTheirCounts) {
  GenericScore score = generic("gsm8k", 50);
  score.standard_error = 1.4;
  EXPECT_THAT(errors_of(upload(score)), IsEmpty());
  score.total_questions = 1319;
  score.correct_answers = 660;
  EXPECT_THAT(errors_of(upload(score)),
              ElementsAre("scores[0].data.benchmark_name: gsm8k has a type of its own: send type GSM8K"));
}

TEST(ValidateGeneric, PercentHasItsRangeAndOtherUnitsDoNot) {
  EXPECT_THAT(errors_of(upload(generic("ifeval", 120))),
              ElementsAre("scores[0].data.score: must be between 0 and 100"));
  EXPECT_THAT(errors_of(upload(generic("perplexity", 120))), IsEmpty());
  auto elo = generic("arena", 1250);
  elo.unit = "elo";
  EXPECT_THAT(errors_of(upload(elo)), IsEmpty());
}

TEST(ValidateGeneric, NotANumberIsRefused) {
  auto score = generic("perplexity", std::numeric_limits<double>::quiet_NaN());
  score.standard_error = -1;
  EXPECT_THAT(errors_of(upload(score)), ElementsAre("scores[0].data.stderr: must be a number of at least 0",
                                                    "scores[0].data.score: must be a finite number"));
}

TEST(ScoreWarnings, AFractionWithoutCountsIsAccepted) {
  const auto score = mmlu({{"law", 0.457, {}, {}}, {"math", 0, {}, {}}});
  EXPECT_THAT(errors_of(score), IsEmpty());
  EXPECT_THAT(score_warnings(score),
              ElementsAre("law: 0.457 looks like a fraction where a percent (0 to 100) belongs"));
}

TEST(ScoreWarnings, CategoriesNobodyKnowsAndTooManyQuestions) {
  EXPECT_THAT(score_warnings(mmlu({{"biology", 50, 800, 400}, {"dogs", 50, {}, {}}, {"overall", 50, {}, {}}})),
              ElementsAre("biology: 800 questions, but MMLU-Pro has 717", "\"dogs\" is not a category of MMLU-Pro",
                          "the category \"overall\" is the total of the others: the total is computed from them"));
}

TEST(PreciseBenchmark, SaidElseByCategoriesElsePro) {
  EXPECT_EQ(precise_benchmark(mmlu({{"biology", 50, {}, {}}})), "mmlu_pro");
  EXPECT_EQ(precise_benchmark(mmlu({{"abstract_algebra", 50, {}, {}}, {"Philosophy", 50, {}, {}}})), "mmlu");
  EXPECT_EQ(precise_benchmark(mmlu({{"philosophy", 50, {}, {}}})), "mmlu_pro");
  EXPECT_EQ(precise_benchmark(mmlu({{"something", 50, {}, {}}})), "mmlu_pro");
  auto said = mmlu({{"biology", 50, {}, {}}});
  said.benchmark = "MMLU";
  EXPECT_EQ(precise_benchmark(said), "mmlu");
}

TEST(MakeScoreSet, MmluPartsAreComputedFromCountsAndSorted) {
  const auto set = make_score_set(mmlu({{"Law", 45.5, 110, 50}, {"Biology", 60, {}, {}}}));
  ASSERT_EQ(set.parts.size(), 2U);
  EXPECT_EQ(set.benchmark, "mmlu_pro");
  EXPECT_EQ(set.parts[0].category, "biology");
  EXPECT_EQ(set.parts[0].score, 60);
  EXPECT_EQ(set.parts[1].category, "law");
  EXPECT_DOUBLE_EQ(set.parts[1].score, 100.0 * 50 / 110);
  EXPECT_FALSE(set.has_context());
  EXPECT_EQ(set.payload["type"], "MMLU");
  EXPECT_EQ(set.payload["data"]["categories"][0]["score"], 45.5);
}

TEST(MakeScoreSet, ATotalBesideCategoriesIsNotCountedTwice) {
  const auto set = make_score_set(mmlu({{"law", 50, 10, 5}, {"overall", 50, 10, 5}}));
  ASSERT_EQ(set.parts.size(), 1U);
  EXPECT_EQ(set.parts[0].category, "law");
  EXPECT_EQ(make_score_set(mmlu({{"overall", 50, {}, {}}})).parts[0].category, "");
}

TEST(MakeScoreSet, HumanEvalIsCountedOnlyWhereItCanBe) {
  const auto counted = make_score_set(upload(HumanEvalScore{45.73, {}, {}, 164})).parts.at(0);
  EXPECT_EQ(counted.correct_answers, 75);
  const auto averaged = make_score_set(upload(HumanEvalScore{45.9, {}, {}, 164})).parts.at(0);
  EXPECT_EQ(averaged.correct_answers, std::nullopt);
  EXPECT_EQ(averaged.total_questions, 164);
  EXPECT_EQ(averaged.score, 45.9);
}

TEST(MakeScoreSet, PerplexityHasItsUnitAndDirection) {
  const auto part = make_score_set(upload(generic("Perplexity", 6.2))).parts.at(0);
  EXPECT_EQ(part.unit, "ppl");
  EXPECT_FALSE(part.higher_is_better);
  EXPECT_EQ(make_score_set(upload(generic("ifeval", 61))).parts.at(0).unit, "percent");
}

TEST(MakeScoreSet, TheRequestSpeaksWhereTheScoreIsSilent) {
  auto score = upload(Gsm8kScore{10, 20});
  score.context = {{"shots", 8}};
  const TimePoint request_time{std::chrono::seconds{100}};
  const auto set = make_score_set(score, {{"shots", 0}, {"harness", "x"}}, request_time);
  EXPECT_EQ(set.context_key, R"({"harness":"x","shots":8})");
  EXPECT_EQ(set.measured_at, request_time);
  score.timestamp = TimePoint{std::chrono::seconds{50}};
  EXPECT_EQ(make_score_set(score, Json::object(), request_time).measured_at, score.timestamp);
}

TEST(ScoreUploadId, IsTheContentOfTheSet) {
  const Uuid variant = uuid_from_content("variant");
  const auto set = make_score_set(mmlu({{"law", 50, 10, 5}, {"Math", 50, 10, 5}}));
  EXPECT_EQ(score_upload_id(variant, set),
            score_upload_id(variant, make_score_set(mmlu({{"math", 50, 10, 5}, {"LAW", 50, 10, 5}}))));
  EXPECT_NE(score_upload_id(variant, set), score_upload_id(uuid_from_content("other"), set));
  auto later = set;
  later.measured_at = TimePoint{std::chrono::seconds{1}};
  EXPECT_NE(score_upload_id(variant, set), score_upload_id(variant, later));
}

TEST(ScoreUploadId, SecondaryFiguresBelongToIt) {
  const Uuid variant = uuid_from_content("variant");
  const auto id_of = [&](std::optional<double> pass_at_10) {
    return score_upload_id(variant, make_score_set(upload(HumanEvalScore{50, pass_at_10, {}, 164})));
  };
  EXPECT_EQ(id_of(70), id_of(70));
  EXPECT_NE(id_of(70), id_of({}));
}

TEST(ScoreTypeName, IsTheWireName) {
  EXPECT_EQ(score_type_name(MmluScore{}), "MMLU");
  EXPECT_EQ(score_type_name(Gsm8kScore{}), "GSM8K");
  EXPECT_EQ(score_type_name(HumanEvalScore{}), "HumanEval");
  EXPECT_EQ(score_type_name(HellaSwagScore{}), "HellaSwag");
  EXPECT_EQ(score_type_name(TruthfulQaScore{}), "TruthfulQA");
  EXPECT_EQ(score_type_name(GenericScore{}), "Generic");
}

}  // namespace
}  // namespace llmbench
