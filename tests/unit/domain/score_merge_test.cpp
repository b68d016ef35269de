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
std::vector<std::string> current(std::vector<UploadedParts> uploads, bool one_evaluation,
                                 std::string_view benchmark = "some_benchmark") {
  std::vector<std::string> lines;
  for (const auto& entry : current_parts(std::move(uploads), one_evaluation, benchmark)) {
    lines.push_back(entry.part.category + " " + std::to_string(static_cast<int>(entry.part.score)));
  }
  return lines;
}

TEST(CurrentParts, NothingUploadedIsNothing) {
  EXPECT_THAT(current({}, kNoContext), IsEmpty());
}

TEST(CurrentParts, ASmallSetAloneIsCurrent) {
  for (const bool context : {kNoContext, kOneEvaluation}) {
    EXPECT_THAT(current({upload("a", 1, {part("", 50, 20)})}, context), ElementsAre(" 50"));
    EXPECT_THAT(current({upload("a", 1, {part("law", 50, 20)})}, context), ElementsAre("law 50"));
  }
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

TEST(CurrentParts, MoreCategoriesWinWithFewerQuestionsUnlessTheyAreFew) {
  const auto full_law = upload("a", 1, {part("law", 10, 400)});
  EXPECT_THAT(current({full_law, upload("b", 2, {part("law", 11, 40), part("math", 21, 40), part("physics", 31, 40)})},
                      kNoContext),
              ElementsAre("law 11", "math 21", "physics 31"));
  for (const int second : {0, 2}) {
    EXPECT_THAT(current({full_law, upload("b", second, {part("law", 90, 10), part("math", 90, 10)})}, kNoContext),
                ElementsAre("law 10"));
  }
}

TEST(CurrentParts, ATotalNeverStandsBesideItsCategories) {
  const auto total = upload("total", 1, {part("", 60, 200)});
  const auto newer_total = upload("newer total", 3, {part("", 61, 200)});
  const auto law = upload("law", 2, {part("law", 10, 100)});
  const auto both = upload("both", 2, {part("law", 10, 100), part("math", 20, 100)});
  for (const bool context : {kNoContext, kOneEvaluation}) {
    EXPECT_THAT(current({total, both}, context), ElementsAre("law 10", "math 20"));
    EXPECT_THAT(current({newer_total, both}, context), ElementsAre("law 10", "math 20"));
    EXPECT_THAT(current({total, law}, context), ElementsAre(" 60"));
    EXPECT_THAT(current({newer_total, law}, context), ElementsAre(" 61"));
  }
  EXPECT_THAT(current({total, law, upload("math", 3, {part("math", 20, 100)})}, kOneEvaluation),
              ElementsAre("law 10", "math 20"));
}

TEST(CurrentParts, WithoutCountsHalfOfTheCategoriesStandBeforeATotal) {
  const auto total = upload("total", 1, {part("", 60, std::nullopt)});
  std::vector<ScorePart> parts;
  for (const char* name : {"biology", "business", "chemistry", "economics", "health", "history"}) {
    parts.push_back(part(name, 10, std::nullopt));
  }
  EXPECT_THAT(current({total, upload("six", 2, parts)}, kNoContext, "mmlu_pro"), ElementsAre(" 60"));
  parts.push_back(part("law", 10, std::nullopt));
  EXPECT_EQ(current({total, upload("seven", 2, parts)}, kNoContext, "mmlu_pro").size(), 7U);
  const auto counted = upload("counted", 1, {part("", 60, 12032)});
  EXPECT_THAT(current({counted, upload("seven", 2, parts)}, kNoContext, "mmlu_pro"), ElementsAre(" 60"));
}

TEST(CurrentParts, ATruncatedCategoryDoesNotReplaceAFullOneWithinOneEvaluation) {
  EXPECT_THAT(current({upload("a", 1, {part("law", 10, 100), part("math", 20, 100)}),
                       upload("b", 2, {part("law", 11, 100), part("math", 90, 5)})},
                      kOneEvaluation),
              ElementsAre("law 11", "math 20"));
}

TEST(CurrentParts, EachPartNamesItsUpload) {
  const auto parts = current_parts({upload("a", 1, {part("law", 10, 100)}), upload("b", 2, {part("math", 20, 100)})},
                                   kOneEvaluation, "some_benchmark");
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
