#include "support/base/printers.hpp"

#include "llmbench/codec/run_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::codec {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ScoreUpload decode(const char* text, Findings& findings) {
  return decode_score(parse_json(text), "benchmark_scores[0]", findings);
}

/// The score that `text` describes; decoding it is without findings and encoding it gives the same document again.
ScoreUpload decode_and_check(const char* text) {
  Findings findings;
  const ScoreUpload score = decode(text, findings);
  EXPECT_THAT(findings.errors, IsEmpty());
  EXPECT_THAT(findings.unknown_paths, IsEmpty());
  EXPECT_EQ(Json(encode_score(score)), parse_json(text));
  return score;
}

TEST(ScoreCodec, ReadsMmluWithAndWithoutCounts) {
  const auto score = decode_and_check(R"({"type":"MMLU","data":{"categories":[
    {"category":"law","score":45.5,"total_questions":1101,"correct_answers":501},
    {"category":"math","score":70.25}],
    "benchmark":"mmlu_pro","timestamp":"2025-06-08T22:17:33Z","context":{"shots":5}}})");
  const auto& mmlu = std::get<MmluScore>(score.data);
  EXPECT_THAT(mmlu.categories, ElementsAre(MmluScore::Category{"law", 45.5, 1101, 501},
                                           MmluScore::Category{"math", 70.25, std::nullopt, std::nullopt}));
  EXPECT_EQ(score.benchmark, "mmlu_pro");
  EXPECT_EQ(score.timestamp, parse_time("2025-06-08T22:17:33Z"));
  EXPECT_EQ(score.context, (Json{{"shots", 5}}));
}

TEST(ScoreCodec, ReadsGsm8k) {
  const auto score = decode_and_check(R"({"type":"GSM8K","data":{"problems_solved":900,"total_problems":1319}})");
  EXPECT_EQ(std::get<Gsm8kScore>(score.data), (Gsm8kScore{900, 1319}));
}

TEST(ScoreCodec, ReadsHumanEval) {
  const auto score =
      decode_and_check(R"({"type":"HumanEval","data":{"pass_at_1":62.8,"pass_at_10":80.5,"total_problems":164}})");
  EXPECT_EQ(std::get<HumanEvalScore>(score.data), (HumanEvalScore{62.8, 80.5, std::nullopt, 164}));
}

TEST(ScoreCodec, ReadsHellaSwag) {
  const auto score =
      decode_and_check(R"({"type":"HellaSwag","data":{"accuracy":80.0,"total_questions":400,"correct_answers":320}})");
  EXPECT_EQ(std::get<HellaSwagScore>(score.data), (HellaSwagScore{80.0, 400, 320}));
}

TEST(ScoreCodec, ReadsTruthfulQa) {
  const auto score = decode_and_check(
      R"({"type":"TruthfulQA","data":{"truthful_score":51.5,"helpful_score":90.0,"total_questions":817}})");
  EXPECT_EQ(std::get<TruthfulQaScore>(score.data), (TruthfulQaScore{51.5, 90.0, 817}));
}

TEST(ScoreCodec, ReadsGenericWithSubScores) {
  const auto score = decode_and_check(R"({"type":"Generic","data":{"benchmark_name":"perplexity","score":6.1234,
    "unit":"perplexity","higher_is_better":false,"stderr":0.0375,"total_questions":655,"correct_answers":0,
    "sub_scores":{"kld_mean":0.01}}})");
  GenericScore expected;
  expected.benchmark_name = "perplexity";
  expected.score = 6.1234;
  expected.unit = "perplexity";
  expected.higher_is_better = false;
  expected.standard_error = 0.0375;
  expected.total_questions = 655;
  expected.correct_answers = 0;
  expected.sub_scores = {{"kld_mean", 0.01}};
  EXPECT_EQ(std::get<GenericScore>(score.data), expected);
}

TEST(ScoreCodec, GenericDefaultsToPercent) {
  Findings findings;
  const auto score = decode(R"({"type":"Generic","data":{"benchmark_name":"ifeval","score":70}})", findings);
  EXPECT_THAT(findings.errors, IsEmpty());
  EXPECT_EQ(std::get<GenericScore>(score.data).unit, "percent");
  EXPECT_EQ(std::get<GenericScore>(score.data).higher_is_better, std::nullopt);
}

TEST(ScoreCodec, NamesEveryWrongField) {
  Findings findings;
  const auto score = decode(R"({"type":"MMLU","data":{"categories":[
    {"category":"law","score":50},{"category":"","score":50},
    {"category":"math","score":"70","total_questions":10.5}]}})",
                            findings);
  EXPECT_EQ(score.data.index(), 0U);
  EXPECT_THAT(findings.errors,
              ElementsAre(FieldError{"benchmark_scores[0].data.categories[1].category", "must not be empty"},
                          FieldError{"benchmark_scores[0].data.categories[2].score", "must be a number, not a text"},
                          FieldError{"benchmark_scores[0].data.categories[2].total_questions",
                                     "must be a whole number, not 10.5"}));
}

// Their sum over categories would not fit, and with it went score and interval.
TEST(ScoreCodec, CountsThatNoBenchmarkHasAreRefused) {
  Findings findings;
  decode(R"({"type":"MMLU","data":{"categories":[
    {"category":"law","score":100,"total_questions":9223372036854775807,"correct_answers":9223372036854775807}]}})",
         findings);
  ASSERT_EQ(findings.errors.size(), 2U);
  EXPECT_EQ(findings.errors[0].path, "benchmark_scores[0].data.categories[0].total_questions");
  EXPECT_EQ(findings.errors[0].message, "must be between 0 and 1000000000");
  EXPECT_EQ(findings.errors[1].path, "benchmark_scores[0].data.categories[0].correct_answers");
}

TEST(ScoreCodec, AnUnknownTypeNamesTheNearestOne) {
  Findings findings;
  (void)decode(R"({"type":"HelaSwag","data":{}})", findings);
  ASSERT_EQ(findings.errors.size(), 1U);
  EXPECT_EQ(findings.errors[0].path, "benchmark_scores[0].type");
  EXPECT_THAT(findings.errors[0].message, HasSubstr("did you mean HellaSwag?"));
}

TEST(ScoreCodec, TypeAndDataAreRequired) {
  Findings findings;
  (void)decode("{}", findings);
  EXPECT_THAT(findings.errors, ElementsAre(FieldError{"benchmark_scores[0].type", "is required"},
                                           FieldError{"benchmark_scores[0].data", "is required"}));
}

TEST(ScoresRequest, RoundTrips) {
  const Json body = parse_json(R"({"model_name":"Qwen/Qwen3-4B","quantization":"Q4_K_M","lora_adapter":"law-v2",
    "benchmark_scores":[{"type":"GSM8K","data":{"problems_solved":1,"total_problems":2}}],
    "timestamp":"2025-06-08T22:17:33.045121Z","context":{"harness":"lm-eval"},"tags":["sample"]})");
  Findings findings;
  const ScoresRequest request = decode_scores_request(body, findings);
  EXPECT_THAT(findings.errors, IsEmpty());
  EXPECT_THAT(findings.warnings, IsEmpty());
  EXPECT_EQ(request.lora_adapter, "law-v2");
  EXPECT_EQ(Json(encode_scores_request(request)), body);
}

TEST(ScoresRequest, AnEmptySetIsAnError) {
  Findings findings;
  (void)decode_scores_request(parse_json(R"({"model_name":"m","quantization":"q","benchmark_scores":[]})"), findings);
  EXPECT_THAT(findings.errors, ElementsAre(FieldError{"benchmark_scores", "must hold at least one score"}));
}

TEST(ScoresRequest, UnknownFieldsAreNamed) {
  Findings findings;
  (void)decode_scores_request(parse_json(R"({"model_name":"m","quantization":"q","color":1,
    "benchmark_scores":[{"type":"GSM8K","data":{"problems_solved":1,"total_problems":2,"shots":8}}]})"),
                              findings);
  EXPECT_THAT(findings.errors, IsEmpty());
  EXPECT_THAT(findings.warnings, ElementsAre("fields that a score set does not have were not stored: "
                                             "benchmark_scores[0].data.shots, color"));
}

}  // namespace
}  // namespace llmbench::codec
