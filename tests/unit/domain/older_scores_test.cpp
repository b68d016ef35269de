#include "llmbench/domain/older_system.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace llmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Uuid id_of(int number) {
  Uuid id;
  id.bytes[15] = static_cast<std::uint8_t>(number);
  return id;
}

OlderScore a_score(const std::string& table, int id, Json columns, std::optional<Uuid> run_id = std::nullopt) {
  OlderScore score;
  score.table = table;
  score.id = id_of(id);
  score.columns = std::move(columns);
  score.run_id = run_id;
  return score;
}

OlderScore a_category(int id, const std::string& category, double score, const std::string& time) {
  return a_score("mmlu_scores", id, {{"category", category}, {"score", score}, {"timestamp", time}}, id_of(100));
}

/// "law 60, math 70" of a set.
std::vector<std::string> parts_of(const OlderScoreSet& set) {
  std::vector<std::string> parts;
  for (const ScorePart& part : set.set.parts) {
    parts.push_back(part.category + " " + std::to_string(static_cast<int>(part.score)));
  }
  return parts;
}

std::vector<std::string> sorted_sets(const OlderScores& scores) {
  std::vector<std::string> sets;
  for (const OlderScoreSet& set : scores.sets) {
    std::string text;
    for (const std::string& part : parts_of(set)) text += (text.empty() ? "" : ", ") + part;
    sets.push_back(text);
  }
  std::ranges::sort(sets);
  return sets;
}

TEST(OlderScores, CategoriesWrittenOneAfterTheOtherAreOneSet) {
  const auto scores = gather_older_scores({a_category(1, "law", 60, "2025-03-01T12:00:00.001Z"),
                                           a_category(2, "math", 70, "2025-03-01T12:00:00.5Z"),
                                           a_category(3, "physics", 80, "2025-03-01T12:00:01.2Z")});
  ASSERT_THAT(scores.sets, SizeIs(1));
  EXPECT_THAT(parts_of(scores.sets[0]), ElementsAre("law 60", "math 70", "physics 80"));
  EXPECT_EQ(scores.sets[0].set.benchmark, "mmlu_pro");
  EXPECT_EQ(scores.sets[0].set.measured_at, parse_time("2025-03-01T12:00:01.2Z"));
  EXPECT_THAT(scores.sets[0].rows, SizeIs(3));
}

TEST(OlderScores, CategoriesOfDifferentUploadsAreNeverMixed) {
  const auto scores = gather_older_scores(
      {a_category(1, "law", 60, "2025-03-01T12:00:00Z"), a_category(2, "math", 70, "2025-03-01T12:00:00Z"),
       a_category(3, "law", 65, "2025-04-01T12:00:00Z"), a_category(4, "physics", 80, "2025-05-01T12:00:00Z")});
  EXPECT_THAT(sorted_sets(scores), ElementsAre("law 60, math 70", "law 65", "physics 80"));
}

TEST(OlderScores, ACategoryTwiceInOneUploadIsInTwoSets) {
  const auto scores = gather_older_scores({a_category(1, "biology", 60, "2025-03-01T12:00:00.002Z"),
                                           a_category(2, "Biology", 50, "2025-03-01T12:00:00.001Z"),
                                           a_category(3, "law", 70, "2025-03-01T12:00:00.003Z")});
  EXPECT_THAT(sorted_sets(scores), ElementsAre("biology 50", "biology 60, law 70"));
}

TEST(OlderScores, CategoriesOfTwoRunsAreTwoSets) {
  auto other = a_category(2, "math", 70, "2025-03-01T12:00:00Z");
  other.run_id = id_of(101);
  EXPECT_THAT(sorted_sets(gather_older_scores({a_category(1, "law", 60, "2025-03-01T12:00:00Z"), other})),
              ElementsAre("law 60", "math 70"));
}

TEST(OlderScores, ClassicMmluIsToldByItsCategories) {
  const auto scores = gather_older_scores({a_category(1, "abstract_algebra", 60, "2025-03-01T12:00:00Z"),
                                           a_category(2, "philosophy", 70, "2025-03-01T12:00:00Z")});
  ASSERT_THAT(scores.sets, SizeIs(1));
  EXPECT_EQ(scores.sets[0].set.benchmark, "mmlu");
}

TEST(OlderScores, TheTimeIsOfTheScoreElseOfItsRunElseWhenItWasStored) {
  auto own = a_category(1, "law", 60, "2025-03-01T12:00:00Z");
  own.run_time = parse_time("2025-02-01T12:00:00Z");
  EXPECT_EQ(gather_older_scores({own}).sets[0].set.measured_at, parse_time("2025-03-01T12:00:00Z"));
  own.columns["timestamp"] = nullptr;
  own.columns["created_at"] = "2025-01-01T12:00:00Z";
  EXPECT_EQ(gather_older_scores({own}).sets[0].set.measured_at, parse_time("2025-02-01T12:00:00Z"));
  own.run_time.reset();
  EXPECT_EQ(gather_older_scores({own}).sets[0].set.measured_at, parse_time("2025-01-01T12:00:00Z"));
}

TEST(OlderScores, ATimeThatIsNoneOfOursStaysInLegacy) {
  auto row = a_category(1, "law", 60, "infinity");
  row.columns["created_at"] = "2025-01-01T12:00:00Z";
  const auto scores = gather_older_scores({row});
  EXPECT_EQ(scores.sets[0].set.measured_at, parse_time("2025-01-01T12:00:00Z"));
  EXPECT_EQ(scores.sets[0].rows[0].reason, "its timestamp is no time from 1970 to 9999 and stays in legacy");
}

TEST(OlderScores, ASetWasStoredWithTheLastOfItsRows) {
  auto law = a_category(1, "law", 60, "2025-03-01T12:00:00Z");
  auto math = a_category(2, "math", 70, "2025-03-01T12:00:00Z");
  EXPECT_EQ(gather_older_scores({law, math}).sets[0].stored_at, parse_time("2025-03-01T12:00:00Z"));
  law.columns["created_at"] = "2025-04-01T12:00:00Z";
  math.columns["created_at"] = "2025-04-01T12:00:01Z";
  EXPECT_EQ(gather_older_scores({law, math}).sets[0].stored_at, parse_time("2025-04-01T12:00:01Z"));
  law.columns["created_at"] = law.columns["timestamp"] = nullptr;
  EXPECT_EQ(gather_older_scores({law}).sets[0].stored_at, std::nullopt);
}

TEST(OlderScores, ACopyOfTheOlderMigrationBelongsToItsOriginal) {
  const auto scores = gather_older_scores(
      {a_score("gsm8k_scores", 1,
               {{"problems_solved", 900}, {"total_problems", 1000}, {"timestamp", "2025-03-01T12:00:00Z"}}, id_of(100)),
       a_score("gsm8k_scores_v2", 2,
               {{"problems_solved", 900},
                {"total_problems", 1000},
                {"accuracy", 0.9},
                {"timestamp", "2025-03-01T12:00:00Z"}})});
  ASSERT_THAT(scores.sets, SizeIs(1));
  ASSERT_THAT(scores.sets[0].rows, SizeIs(2));
  EXPECT_FALSE(scores.sets[0].rows[0].is_copy);
  EXPECT_TRUE(scores.sets[0].rows[1].is_copy);
}

TEST(OlderScores, ANewerScoreOfAVariantIsASetOfItsOwn) {
  const auto scores = gather_older_scores(
      {a_score("humaneval_scores", 1,
               {{"pass_at_1", 60}, {"total_problems", 164}, {"timestamp", "2025-03-01T12:00:00Z"}}, id_of(100)),
       a_score("humaneval_scores_v2", 2, {{"pass_at_1", 65}, {"timestamp", "2025-09-01T12:00:00Z"}})});
  ASSERT_THAT(scores.sets, SizeIs(2));
  EXPECT_EQ(scores.sets[0].set.parts[0].total_questions, 164);
  EXPECT_EQ(scores.sets[1].set.parts[0].score, 65);
  EXPECT_FALSE(scores.sets[1].set.parts[0].total_questions);
}

TEST(OlderScores, AFractionBecomesPercentByItsCounts) {
  const auto counted = gather_older_scores({a_score(
      "gsm8k_scores_v2", 1,
      {{"problems_solved", 500}, {"total_problems", 1000}, {"accuracy", 0.5}, {"timestamp", "2025-03-01T12:00:00Z"}})});
  EXPECT_EQ(counted.sets[0].set.parts[0].score, 50);
  EXPECT_EQ(counted.sets[0].set.parts[0].correct_answers, 500);
  const auto alone = gather_older_scores({a_score(
      "gsm8k_scores_v2", 1,
      {{"problems_solved", 0}, {"total_problems", 0}, {"accuracy", 0.86}, {"timestamp", "2025-03-01T12:00:00Z"}})});
  EXPECT_EQ(alone.sets[0].set.parts[0].score, 86);
  EXPECT_FALSE(alone.sets[0].set.parts[0].total_questions);
}

TEST(OlderScores, WhatSaysNoScoreIsRefusedWithTheReason) {
  const auto scores = gather_older_scores(
      {a_score("gsm8k_scores_v2", 1, {{"problems_solved", 0}, {"total_problems", 0}, {"accuracy", 0}}),
       a_score("mmlu_scores_v2", 2, {{"category", " "}, {"score", 50}}),
       a_score("mmlu_scores_v2", 3, {{"category", "law"}, {"score", 170}}),
       a_score("generic_benchmark_scores", 4, {{"benchmark_name", ""}, {"score", 50}})});
  EXPECT_THAT(scores.sets, IsEmpty());
  std::vector<std::string> reasons;
  for (const auto& row : scores.refused) reasons.push_back(row.reason);
  EXPECT_THAT(reasons, ElementsAre("it counts no problems", "it names no category", "its score of 170 is no percent",
                                   "it names no benchmark"));
}

TEST(OlderScores, CountsThatDoNotBelongToTheScoreStayBehind) {
  auto row = a_category(1, "law", 90, "2025-03-01T12:00:00Z");
  row.columns["total_questions"] = 100;
  row.columns["correct_answers"] = 50;
  const auto scores = gather_older_scores({row});
  EXPECT_EQ(scores.sets[0].set.parts[0].score, 90);
  EXPECT_FALSE(scores.sets[0].set.parts[0].total_questions);
  EXPECT_EQ(scores.sets[0].rows[0].reason, "its counts do not belong to its score and stay in legacy");
}

TEST(OlderScores, ANumberThatIsNoPercentHasNoUnit) {
  const auto scores = gather_older_scores(
      {a_score("generic_benchmark_scores_v2", 1,
               {{"benchmark_name", "Arena Elo"}, {"overall_score", 1200}, {"timestamp", "2025-03-01T12:00:00Z"}})});
  ASSERT_THAT(scores.sets, SizeIs(1));
  EXPECT_EQ(scores.sets[0].set.benchmark, "arena_elo");
  EXPECT_EQ(scores.sets[0].set.parts[0].unit, "");
}

TEST(OlderScores, TheSameSetHasTheIdThatAnUploadOfItHas) {
  const auto older = gather_older_scores({a_score(
      "gsm8k_scores", 1, {{"problems_solved", 900}, {"total_problems", 1000}, {"timestamp", "2025-03-01T12:00:00Z"}},
      id_of(100))});
  ScoreUpload upload;
  upload.data = Gsm8kScore{900, 1000};
  upload.timestamp = parse_time("2025-03-01T12:00:00Z");
  EXPECT_EQ(score_upload_id(id_of(7), older.sets[0].set), score_upload_id(id_of(7), make_score_set(upload)));
}

}  // namespace
}  // namespace llmbench
