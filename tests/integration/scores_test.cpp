// The rules of completeness on a real database: whatever arrives in whatever order, and after deletes.

#include "support/test_database.hpp"

#include "llmbench/domain/model_variant.hpp"
#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/store/score_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

namespace llmbench {
namespace {

using store::StoredScore;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr db::Statement kInsertTestVariant{"insert_test_variant", R"sql(
INSERT INTO model_variants (id, model_name, quantization, created_at, updated_at) VALUES ($1, $2, 'Q4_K_M', $3, $3)
)sql"};
constexpr db::Statement kUpdatedAt{"read_updated_at", "SELECT updated_at FROM model_variants WHERE id = $1"};

TimePoint at(int second) {
  return TimePoint{std::chrono::seconds{1'700'000'000 + second}};
}

class Scores : public ::testing::Test {
 protected:
  Scores() : variant_(add_variant("Qwen3-4B")) {}

  Uuid add_variant(const std::string& name) {
    const Uuid id = model_variant_id({name, "Q4_K_M", ""});
    database_.pool().transact(
        [&](db::Transaction& tx) { tx.run(kInsertTestVariant, db::Params{}.add(id).add(name).add(at(0))); });
    return id;
  }

  StoredScore store_set(const ScoreSet& set, int received_second, const std::vector<std::string>& tags = {}) {
    return database_.pool().transact(
        [&](db::Transaction& tx) { return store::insert_score_set(tx, variant_, set, tags, at(received_second)); });
  }

  std::vector<store::VariantScoreContext> contexts() {
    return database_.pool().transact([&](db::Transaction& tx) { return store::list_score_contexts(tx, {variant_}); });
  }

  /// "benchmark|context_key|category correct/total" of every current part.
  std::vector<std::string> current() {
    std::vector<std::string> lines;
    for (const auto& context : contexts()) {
      for (const auto& part : context.scores.parts) {
        lines.push_back(context.scores.benchmark + "|" + context.scores.context_key + "|" + part.category + " " +
                        std::to_string(part.correct_answers.value_or(-1)) + "/" +
                        std::to_string(part.total_questions.value_or(-1)));
      }
    }
    return lines;
  }

  int remove(const std::vector<Uuid>& uploads, int second) {
    return database_.pool().transact(
        [&](db::Transaction& tx) { return store::delete_score_uploads(tx, variant_, uploads, at(second)); });
  }

  TimePoint updated_at() {
    return database_.pool().transact([&](db::Transaction& tx) {
      return tx.run(kUpdatedAt, db::Params{}.add(variant_))[0].get<TimePoint>("updated_at");
    });
  }

  testing::TestDatabase database_;
  Uuid variant_;
};

ScoreSet gsm8k(std::int64_t solved, std::int64_t total, std::optional<TimePoint> measured_at,
               const Json& context = Json::object()) {
  return make_score_set(
      {.data = Gsm8kScore{solved, total}, .benchmark = {}, .timestamp = measured_at, .context = context});
}

ScoreSet mmlu(const std::vector<MmluScore::Category>& categories, std::optional<TimePoint> measured_at,
              const Json& context = Json::object(), std::optional<std::string> benchmark = {}) {
  return make_score_set(
      {.data = MmluScore{categories}, .benchmark = benchmark, .timestamp = measured_at, .context = context});
}

MmluScore::Category category(std::string name, std::int64_t correct, std::int64_t total) {
  return {std::move(name), 100.0 * static_cast<double>(correct) / static_cast<double>(total), total, correct};
}

TEST_F(Scores, TheSameSetAgainIsUnchanged) {
  const auto first = store_set(gsm8k(150, 200, at(1)), 10);
  const auto again = store_set(gsm8k(150, 200, at(1)), 20);
  EXPECT_EQ(first.status, StoredScore::Status::stored);
  EXPECT_EQ(again.status, StoredScore::Status::unchanged);
  EXPECT_EQ(first.upload_id, again.upload_id);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 150/200"));
  EXPECT_EQ(updated_at(), at(10));
}

TEST_F(Scores, ANewerSetReplacesAndAnOlderOneArrivingLateChangesNothing) {
  EXPECT_EQ(store_set(gsm8k(150, 200, at(5)), 10).status, StoredScore::Status::stored);
  EXPECT_EQ(store_set(gsm8k(140, 200, at(4)), 11).status, StoredScore::Status::older_than_stored);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 150/200"));
  EXPECT_EQ(updated_at(), at(10));
  EXPECT_EQ(store_set(gsm8k(160, 200, at(6)), 12).status, StoredScore::Status::stored);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 160/200"));
  EXPECT_EQ(updated_at(), at(12));
}

TEST_F(Scores, TwentyQuestionsNeverReplaceTwoHundredWhicheverComesFirst) {
  store_set(gsm8k(150, 200, at(1)), 10);
  store_set(gsm8k(20, 20, at(2)), 11);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 150/200"));
  variant_ = add_variant("Other order");
  store_set(gsm8k(20, 20, at(2)), 10);
  EXPECT_FALSE(choose_headline({contexts().at(0).scores}));
  store_set(gsm8k(150, 200, at(1)), 11);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 150/200"));
  EXPECT_EQ(choose_headline({contexts().at(0).scores})->questions, 200);
}

TEST_F(Scores, ASmallSetWithItsOwnContextStandsBesideAndIsNoHeadline) {
  store_set(gsm8k(150, 200, at(1)), 10);
  store_set(gsm8k(20, 20, at(2), {{"limit", 20}}), 11);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 150/200", R"(gsm8k|{"limit":20}| 20/20)"));
  const auto all = contexts();
  const auto headline = choose_headline({all[0].scores, all[1].scores});
  EXPECT_EQ(headline->questions, 200);
  EXPECT_EQ(headline->contexts, 2);
}

TEST_F(Scores, CategoryFilesOfOneEvaluationMergeInEitherOrder) {
  const Json context{{"harness", "tool"}, {"shots", 5}};
  const auto law = mmlu({category("law", 50, 110)}, at(1), context);
  const auto math = mmlu({category("math", 100, 135)}, at(2), context);
  const std::vector<std::string> both{R"(mmlu_pro|{"harness":"tool","shots":5}|law 50/110)",
                                      R"(mmlu_pro|{"harness":"tool","shots":5}|math 100/135)"};
  EXPECT_EQ(store_set(law, 10).status, StoredScore::Status::stored);
  EXPECT_EQ(store_set(math, 11).status, StoredScore::Status::stored);
  EXPECT_EQ(current(), both);
  EXPECT_EQ(contexts().at(0).upload_ids.size(), 2U);
  variant_ = add_variant("Other order");
  store_set(math, 10);
  EXPECT_EQ(store_set(law, 11).status, StoredScore::Status::stored);
  EXPECT_EQ(current(), both);
}

TEST_F(Scores, WithoutAContextASmallerSetStaysASetOfItsOwnInEitherOrder) {
  const auto two = mmlu({category("law", 50, 110), category("math", 100, 135)}, at(1));
  const auto one = mmlu({category("law", 99, 110)}, at(2));
  store_set(two, 10);
  EXPECT_EQ(store_set(one, 11).status, StoredScore::Status::stored);
  EXPECT_THAT(current(), ElementsAre("mmlu_pro||law 50/110", "mmlu_pro||math 100/135"));
  variant_ = add_variant("Other order");
  store_set(one, 10);
  store_set(two, 11);
  EXPECT_THAT(current(), ElementsAre("mmlu_pro||law 50/110", "mmlu_pro||math 100/135"));
}

TEST_F(Scores, MmluAndMmluProNeverShareAColumn) {
  store_set(mmlu({category("philosophy", 30, 49)}, at(1), Json::object(), "mmlu_pro"), 10);
  store_set(mmlu({category("philosophy", 200, 311)}, at(2), Json::object(), "mmlu"), 11);
  EXPECT_THAT(current(), ElementsAre("mmlu||philosophy 200/311", "mmlu_pro||philosophy 30/49"));
}

TEST_F(Scores, DeletingRebuildsFromWhatIsLeftAndTheSameSetIsStoredAgain) {
  const auto older = store_set(gsm8k(140, 200, at(1)), 10);
  const auto newer = store_set(gsm8k(150, 200, at(2)), 11);
  EXPECT_EQ(remove({newer.upload_id}, 12), 1);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 140/200"));
  EXPECT_EQ(updated_at(), at(12));
  EXPECT_EQ(remove({newer.upload_id}, 13), 0);
  EXPECT_EQ(remove({older.upload_id}, 14), 1);
  EXPECT_THAT(current(), IsEmpty());
  EXPECT_EQ(store_set(gsm8k(150, 200, at(2)), 15).status, StoredScore::Status::stored);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 150/200"));
}

TEST_F(Scores, AScoreMeasuredEveryNightKeepsItsWholeHistory) {
  std::vector<Uuid> nights;
  for (int night = 0; night < 20; night += 2) {
    nights.push_back(store_set(gsm8k(100 + night, 200, at(night)), 100 + night).upload_id);
  }
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 118/200"));
  EXPECT_EQ(store_set(gsm8k(60, 200, at(7)), 200).status, StoredScore::Status::older_than_stored);
  EXPECT_EQ(remove({nights.at(9)}, 201), 1);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 116/200"));
  EXPECT_EQ(remove({nights.at(0), nights.at(8)}, 202), 2);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 114/200"));
}

TEST_F(Scores, DeletingOneCategoryFileLeavesTheOthers) {
  const Json context{{"harness", "tool"}};
  store_set(mmlu({category("law", 50, 110)}, at(1), context), 10);
  const auto math = store_set(mmlu({category("math", 100, 135)}, at(2), context), 11);
  EXPECT_EQ(remove({math.upload_id}, 12), 1);
  EXPECT_THAT(current(), ElementsAre(R"(mmlu_pro|{"harness":"tool"}|law 50/110)"));
}

TEST_F(Scores, SamplesStepAsideForARealSetAndComeBackWhenItIsDeleted) {
  store_set(gsm8k(190, 200, at(5)), 10, {"sample"});
  EXPECT_TRUE(contexts().at(0).scores.sample);
  const auto real = store_set(gsm8k(100, 200, at(1)), 11);
  EXPECT_EQ(real.status, StoredScore::Status::stored);
  EXPECT_FALSE(contexts().at(0).scores.sample);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 100/200"));
  remove({real.upload_id}, 12);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 190/200"));
}

TEST_F(Scores, ASetStaysASampleOnlyWhileEverySenderSaysSo) {
  store_set(gsm8k(190, 200, at(5)), 10, {"sample", "nightly"});
  EXPECT_EQ(store_set(gsm8k(190, 200, at(5)), 11, {"sample"}).status, StoredScore::Status::unchanged);
  EXPECT_TRUE(contexts().at(0).scores.sample);
  EXPECT_EQ(store_set(gsm8k(190, 200, at(5)), 12).status, StoredScore::Status::stored);
  EXPECT_FALSE(contexts().at(0).scores.sample);
  EXPECT_THAT(contexts().at(0).scores.tags, ElementsAre("nightly"));
  EXPECT_EQ(store_set(gsm8k(190, 200, at(5)), 13, {"sample"}).status, StoredScore::Status::unchanged);
  EXPECT_FALSE(contexts().at(0).scores.sample);
}

TEST_F(Scores, ASampleThatBecomesRealPutsTheOtherSamplesAside) {
  store_set(gsm8k(100, 200, at(1)), 10, {"sample"});
  store_set(gsm8k(190, 200, at(5)), 11, {"sample"});
  EXPECT_EQ(store_set(gsm8k(100, 200, at(1)), 12).status, StoredScore::Status::stored);
  EXPECT_THAT(current(), ElementsAre("gsm8k|| 100/200"));
}

TEST_F(Scores, AnUnknownVariantIsNotFound) {
  variant_ = uuid_from_content("nobody");
  try {
    store_set(gsm8k(1, 2, at(1)), 10);
    FAIL() << "stored for a variant that does not exist";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
  }
}

TEST_F(Scores, EverythingOfAPartComesBack) {
  GenericScore score;
  score.benchmark_name = "perplexity";
  score.score = 6.2345;
  score.standard_error = 0.0371;
  const Json context{{"corpus", "wikitext-2"}, {"n_ctx", 512}};
  const auto set = make_score_set({.data = score, .benchmark = {}, .timestamp = at(3), .context = context});
  store_set(set, 10, {"nightly"});
  const auto stored = contexts().at(0);
  EXPECT_EQ(stored.scores.parts, set.parts);
  EXPECT_EQ(stored.scores.context, context);
  EXPECT_EQ(stored.scores.measured_at, at(3));
  EXPECT_EQ(stored.scores.received_at, at(10));
  EXPECT_THAT(stored.scores.tags, ElementsAre("nightly"));
}

TEST_F(Scores, UploadsAreListedNewestFirstWithTheirPayload) {
  store_set(gsm8k(140, 200, at(1)), 10);
  store_set(gsm8k(150, 200, at(2)), 11);
  const auto uploads =
      database_.pool().transact([&](db::Transaction& tx) { return store::list_score_uploads(tx, variant_); });
  ASSERT_EQ(uploads.size(), 2U);
  EXPECT_EQ(uploads[0].measured_at, at(2));
  EXPECT_EQ(uploads[0].payload["data"]["problems_solved"], 150);
  EXPECT_EQ(uploads[1].payload["type"], "GSM8K");
}

TEST_F(Scores, EveryContextIsReadByCursorLikeByList) {
  store_set(gsm8k(140, 200, at(1)), 10);
  store_set(gsm8k(100, 200, at(1), {{"shots", 0}}), 11);
  store_set(mmlu({category("law", 50, 110), category("math", 100, 135)}, at(1)), 12);
  std::vector<std::string> seen;
  database_.pool().transact([&](db::Transaction& tx) {
    store::for_each_score_context(tx, [&](store::VariantScoreContext&& context) {
      seen.push_back(context.scores.benchmark + context.scores.context_key + " " +
                     std::to_string(context.scores.parts.size()));
    });
  });
  EXPECT_THAT(seen, UnorderedElementsAre("gsm8k 1", R"(gsm8k{"shots":0} 1)", "mmlu_pro 2"));
}

TEST_F(Scores, ConcurrentUploadsOfOneVariantNeverMixTheirParts) {
  constexpr int kUploads = 8;
  std::barrier start{kUploads};
  {
    std::vector<std::jthread> threads;
    for (int upload = 0; upload < kUploads; ++upload) {
      threads.emplace_back([&, upload] {
        const auto set = mmlu({category("law", upload, 110), category("math", upload, 135)}, at(upload));
        start.arrive_and_wait();
        store_set(set, 100 + upload);
      });
    }
  }
  EXPECT_THAT(current(), ElementsAre("mmlu_pro||law 7/110", "mmlu_pro||math 7/135"));
  EXPECT_EQ(contexts().at(0).upload_ids.size(), 1U);
}

TEST_F(Scores, ConcurrentCategoryFilesOfOneEvaluationAllArrive) {
  const Json context{{"harness", "tool"}};
  const auto& categories = find_benchmark("mmlu_pro")->categories;
  std::barrier start{static_cast<std::ptrdiff_t>(categories.size())};
  {
    std::vector<std::jthread> threads;
    for (const auto& one : categories) {
      threads.emplace_back([&] {
        const auto set = mmlu({category(std::string(one.name), 1, one.questions)}, at(1), context);
        start.arrive_and_wait();
        store_set(set, 100);
      });
    }
  }
  EXPECT_EQ(current().size(), categories.size());
}

TEST_F(Scores, NamesOfOtherScriptsAreStored) {
  store_set(mmlu({category("\xC3\x89"
                           "conomie",
                           5, 10)},
                 at(1), {{"harness", "\xC3\x89val"}}),
            10);
  EXPECT_EQ(current().size(), 1U);
}

}  // namespace
}  // namespace llmbench
