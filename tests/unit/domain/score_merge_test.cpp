#include "llmbench/domain/score_merge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr bool kNoContext = false;
constexpr bool kOneEvaluation = true;

ScorePart part(std::string category, double score, std::optional<std::int64_t> questions) {
  ScorePart result;
  result.category = std::move(category);
  result.score = score;
  result.total_questions = questions;
  return result;
}

UploadedParts upload(const char* name, int measured_second, std::vector<ScorePart> parts) {
  UploadedParts result;
  result.upload_id = uuid_from_content(name);
  result.parts = std::move(parts);
  result.measured_at = TimePoint{std::chrono::seconds{measured_second}};
  return result;
}

/// "category score" of the current parts.
std::vector<std::string> current(std::vector<UploadedParts> uploads, bool one_evaluation) {
  std::vector<std::string> lines;
  for (const auto& entry : current_parts(std::move(uploads), one_evaluation)) {
    lines.push_back(entry.part.category + " " + std::to_string(static_cast<int>(entry.part.score)));
  }
  return lines;
}

TEST(CurrentParts, NothingUploadedIsNothing) {
  EXPECT_THAT(current({}, kNoContext), IsEmpty());
}

TEST(CurrentParts, ANewerSetOfTheSameCategoriesReplacesInEitherOrderOfArrival) {
  const auto older = upload("older", 1, {part("law", 10, 100), part("math", 20, 100)});
  const auto newer = upload("newer", 2, {part("law", 11, 100), part("math", 21, 100)});
  for (const bool context : {kNoContext, kOneEvaluation}) {
    EXPECT_THAT(current({older, newer}, context), ElementsAre("law 11", "math 21"));
    EXPECT_THAT(current({newer, older}, context), ElementsAre("law 11", "math 21"));
  }
}

TEST(CurrentParts, TwentyQuestionsNeverReplaceTwoHundredInEitherOrderOfMeasurement) {
  for (const bool context : {kNoContext, kOneEvaluation}) {
    EXPECT_THAT(current({upload("a", 1, {part("", 50, 200)}), upload("b", 2, {part("", 90, 20)})}, context),
                ElementsAre(" 50"));
    EXPECT_THAT(current({upload("a", 2, {part("", 50, 200)}), upload("b", 1, {part("", 90, 20)})}, context),
                ElementsAre(" 50"));
  }
}

TEST(CurrentParts, ARerunMayMissFivePercentOfTheLargestButAChainCannotWearItDown) {
  EXPECT_THAT(current({upload("a", 1, {part("", 50, 200)}), upload("b", 2, {part("", 51, 190)}),
                       upload("c", 3, {part("", 52, 189)})},
                      kNoContext),
              ElementsAre(" 51"));
}

TEST(CurrentParts, AnUnknownCountDoesNotStandBack) {
  EXPECT_THAT(current({upload("a", 1, {part("", 50, 200)}), upload("b", 2, {part("", 51, std::nullopt)})}, kNoContext),
              ElementsAre(" 51"));
}

TEST(CurrentParts, CategoryFilesOfOneEvaluationMerge) {
  EXPECT_THAT(current({upload("a", 1, {part("law", 10, 100)}), upload("b", 2, {part("math", 20, 100)}),
                       upload("c", 3, {part("law", 11, 100)})},
                      kOneEvaluation),
              ElementsAre("law 11", "math 20"));
}

TEST(CurrentParts, WithoutAContextASmallerSetStaysASetOfItsOwn) {
  const auto large = upload("large", 1, {part("law", 10, 100), part("math", 20, 100)});
  const auto small_newer = upload("newer", 2, {part("law", 99, 100)});
  const auto small_older = upload("older", 0, {part("physics", 99, 100)});
  EXPECT_THAT(current({large, small_newer}, kNoContext), ElementsAre("law 10", "math 20"));
  EXPECT_THAT(current({large, small_older}, kNoContext), ElementsAre("law 10", "math 20"));
}

TEST(CurrentParts, MoreCategoriesWinAlsoWithFewerQuestions) {
  EXPECT_THAT(current({upload("a", 1, {part("law", 10, 400)}),
                       upload("b", 2, {part("law", 11, 20), part("math", 21, 20), part("physics", 31, 20)})},
                      kNoContext),
              ElementsAre("law 11", "math 21", "physics 31"));
}

TEST(CurrentParts, ATruncatedCategoryDoesNotReplaceAFullOneWithinOneEvaluation) {
  EXPECT_THAT(current({upload("a", 1, {part("law", 10, 100), part("math", 20, 100)}),
                       upload("b", 2, {part("law", 11, 100), part("math", 90, 5)})},
                      kOneEvaluation),
              ElementsAre("law 11", "math 20"));
}

TEST(CurrentParts, EachPartNamesItsUpload) {
  const auto parts =
      current_parts({upload("a", 1, {part("law", 10, 100)}), upload("b", 2, {part("math", 20, 100)})}, kOneEvaluation);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].upload_id, uuid_from_content("a"));
  EXPECT_EQ(parts[1].upload_id, uuid_from_content("b"));
  EXPECT_EQ(parts[1].measured_at, TimePoint{std::chrono::seconds{2}});
}

TEST(CurrentParts, UnknownTimeOfMeasurementCountsAsReceived) {
  const auto early = upload("early", 5, {part("", 50, 100)});
  auto received_late = upload("late", 0, {part("", 60, 100)});
  received_late.measured_at.reset();
  received_late.received_at = TimePoint{std::chrono::seconds{6}};
  EXPECT_THAT(current({received_late, early}, kNoContext), ElementsAre(" 60"));
}

TEST(CurrentParts, ASampleNeverStandsBesideOrBeforeARealSet) {
  const auto real = upload("real", 1, {part("law", 10, 100)});
  auto sample = upload("sample", 2, {part("law", 90, 100), part("math", 90, 100)});
  sample.sample = true;
  EXPECT_THAT(current({real, sample}, kOneEvaluation), ElementsAre("law 10"));
  EXPECT_THAT(current({sample}, kOneEvaluation), ElementsAre("law 90", "math 90"));
}

TEST(CurrentParts, EqualTimesAreDecidedByIdNotByArrival) {
  const auto a = upload("a", 1, {part("", 1, 100)});
  const auto b = upload("b", 1, {part("", 2, 100)});
  EXPECT_EQ(current({a, b}, kNoContext), current({b, a}, kNoContext));
}

}  // namespace
}  // namespace llmbench
