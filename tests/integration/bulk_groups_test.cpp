// Runs stored as a group are the runs stored one after the other, whatever they have in common.

#include "support/upload_test.hpp"

#include <gmock/gmock.h>

#include <random>

namespace llmbench {
namespace {

using service::UploadStatus;
using testing::a_run;
using ::testing::ElementsAre;
using ::testing::SizeIs;

const Uuid kId = *parse_uuid("0197a000-0000-7000-8000-000000000001");

class BulkGroups : public testing::UploadTest {
 protected:
  std::vector<std::string> upload_group(const std::vector<ExperimentRun>& runs) {
    std::vector<std::string> statuses;
    for (const auto& outcome : uploads_.upload_runs(runs, kReceivedAt)) {
      statuses.emplace_back(outcome.stored ? service::to_string(outcome.stored->status) : outcome.error->what());
    }
    return statuses;
  }
  std::vector<std::string> upload_group(const std::vector<testing::RunBuilder>& runs) {
    std::vector<ExperimentRun> built;
    for (const auto& run : runs) built.push_back(run.build());
    return upload_group(built);
  }

  /// Transactions the group path did not complete leave runs behind that were written in several.
  int transactions() { return count("(SELECT DISTINCT xmin FROM test_runs) AS written"); }
};

TEST_F(BulkGroups, TheSameRunTwiceIsADuplicate) {
  EXPECT_THAT(upload_group({a_run().with_metric("tg128", 50), a_run().with_metric("tg128", 50)}),
              ElementsAre("created", "duplicate"));
  EXPECT_EQ(count("test_runs"), 1);
}

TEST_F(BulkGroups, MoreOfARunOfTheGroupExtendsIt) {
  EXPECT_THAT(upload_group({a_run().with_fingerprint("f").with_metric("tg128", 50),
                            a_run().with_fingerprint("other").with_metric("tg128", 40),
                            a_run().with_fingerprint("f").with_metric("tg128", 50).with_metric("pp512", 4000)}),
              ElementsAre("created", "created", "extended"));
  EXPECT_EQ(count("test_runs"), 2);
}

TEST_F(BulkGroups, OtherContentUnderAnIdOfTheGroupReplacesIt) {
  EXPECT_THAT(upload_group({a_run().with_id(kId).with_fingerprint("old").with_metric("tg128", 50),
                            a_run().with_id(kId).with_fingerprint("new").with_metric("tg128", 60)}),
              ElementsAre("created", "replaced"));
  EXPECT_THAT(texts("SELECT provenance->>'fingerprint' AS text FROM test_runs"), ElementsAre("new"));
}

TEST_F(BulkGroups, OtherNumbersOfTheSameMeasurementAreStoredBesideIt) {
  const auto first = a_run().with_fingerprint("f").with_metric("tg128", 50);
  const auto second = a_run().with_fingerprint("f").with_metric("tg128", 60);
  EXPECT_THAT(upload_group({first, second, second, first}),
              ElementsAre("created", "created", "duplicate", "duplicate"));
  EXPECT_EQ(count("test_runs"), 2);
}

TEST_F(BulkGroups, PrintedValuesFindARunOfTheGroup) {
  EXPECT_THAT(upload_group({a_run().with_metric("tg128", 50.12), a_run().with_time({}).with_metric("tg128", 50.1),
                            a_run().with_time({}).with_metric("tg128", 70.1)}),
              ElementsAre("created", "duplicate", "created"));
}

TEST_F(BulkGroups, PrintedValuesDoNotFindALaterRun) {
  EXPECT_THAT(upload_group({a_run().with_time({}).with_metric("tg128", 50.1), a_run().with_metric("tg128", 50.12)}),
              ElementsAre("created", "created"));
}

TEST_F(BulkGroups, AChecksumOfAnyRunIsKept) {
  ExperimentRun without = a_run().with_fingerprint("1").with_metric("tg128", 50).build();
  without.artifact = Artifact{2'500'000'000, 4'000'000'000, "unsloth", std::nullopt};
  ExperimentRun with = a_run().with_fingerprint("2").with_metric("tg128", 50).build();
  with.artifact = Artifact{2'500'000'000, 4'000'000'000, "unsloth", std::string(64, 'a')};
  EXPECT_THAT(upload_group(std::vector<ExperimentRun>{without, with}), ElementsAre("created", "created"));
  EXPECT_THAT(texts("SELECT sha256 AS text FROM model_artifacts"), ElementsAre(std::string(64, 'a')));
}

TEST_F(BulkGroups, NewRunsAreWrittenInOneTransactionByOneStatementATable) {
  run_sql(R"(CREATE TABLE statements (name text);
             CREATE FUNCTION note_statement() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN INSERT INTO statements VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
             CREATE TRIGGER note AFTER INSERT ON test_runs EXECUTE FUNCTION note_statement();
             CREATE TRIGGER note AFTER INSERT ON performance_metrics EXECUTE FUNCTION note_statement();
             CREATE TRIGGER note AFTER INSERT ON model_variants EXECUTE FUNCTION note_statement();
             CREATE TRIGGER note AFTER INSERT ON hardware_profiles EXECUTE FUNCTION note_statement())");
  std::vector<testing::RunBuilder> runs;
  for (int number = 0; number < 100; ++number) {
    runs.push_back(a_run()
                       .with_fingerprint(std::to_string(number))
                       .with_model("model-" + std::to_string(number % 7))
                       .with_metric("tg128", 50)
                       .with_metric("pp512", 4000));
  }
  EXPECT_THAT(upload_group(runs), SizeIs(100));
  EXPECT_EQ(count("test_runs"), 100);
  EXPECT_EQ(transactions(), 1);
  EXPECT_THAT(texts("SELECT name AS text FROM statements ORDER BY name"),
              ElementsAre("hardware_profiles", "model_variants", "performance_metrics", "test_runs"));
}

/// Runs of few identities, so that most of them meet another one.
class FewRuns {
 public:
  ExperimentRun make() {
    auto run = a_run().with_model(below(2) == 0 ? "A" : "B").with_fingerprint(std::to_string(below(12)));
    if (below(4) == 0) run.with_id(Uuid{{0x01, static_cast<std::uint8_t>(below(5))}});
    if (below(8) == 0) run.with_time({});
    run.with_metric("tg128", below(6) == 0 ? 60 : 50);
    if (below(2) == 0) run.with_metric("pp512", 4000, {3990, 4010});
    if (below(4) == 0) run.with_metric("tg256", 45);
    if (below(3) == 0) run.with_notes("notes");
    if (below(5) == 0) run.with_tags({"sample"});
    return run.build();
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  std::mt19937_64 random_{20250608};
};

TEST_F(BulkGroups, AreAsOneAfterTheOther) {
  constexpr const char* kContent = R"(
    SELECT concat_ws('|', r.content_id, r.notes, r.tags, r.tokens_per_second, r.prompt_tokens_per_second,
                     string_agg(m.metric_name || '=' || m.value || m.samples::text, ',' ORDER BY m.metric_name)) AS text
    FROM test_runs AS r JOIN performance_metrics AS m ON m.test_run_id = r.id
    GROUP BY r.id ORDER BY 1)";
  FewRuns maker;
  for (int round = 0; round < 8; ++round) {
    std::vector<ExperimentRun> runs;
    for (int run = 0; run < 25; ++run) runs.push_back(maker.make());
    run_sql("TRUNCATE test_runs CASCADE");
    const auto together = upload_group(runs);
    const auto content = texts(kContent);
    run_sql("TRUNCATE test_runs CASCADE");
    std::vector<std::string> alone;
    for (const auto& run : runs) alone.emplace_back(service::to_string(upload(run).status));
    EXPECT_EQ(together, alone) << "round " << round;
    EXPECT_EQ(content, texts(kContent)) << "round " << round;
  }
}

}  // namespace
}  // namespace llmbench
