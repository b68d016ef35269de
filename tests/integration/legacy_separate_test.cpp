// What `migrate separate` makes of single rows, and what it refuses.

#include "support/older_system_test.hpp"

#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace llmbench::api {
void add_performance_grid(http::Routes& routes, Services& services);
}

namespace llmbench {
namespace {

using service::LegacyReport;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::OlderState;

class LegacySeparate : public testing::OlderSystemTest {
 protected:
  /// Scores of a variant's headlines: "gsm8k 83.4".
  std::vector<std::string> headlines(const std::string& model, const std::string& quantization) {
    return texts(
        "SELECT benchmark || ' ' || round(score::numeric, 1) AS text FROM variant_quality WHERE model_name = '" +
        model + "' AND quantization = '" + quantization + "' AND lora_adapter = '' ORDER BY 1");
  }
  /// Fate and reason of a row that was made from this name.
  std::string fate(const std::string& name) {
    return text("SELECT fate || coalesce(': ' || reason, '') AS text FROM legacy.row_fates WHERE row_id = md5('" +
                name + "')::uuid");
  }
};

TEST_F(LegacySeparate, TheOlderTablesAreKeptAsTheyWere) {
  make(OlderState::run_scores);
  const auto before =
      texts("SELECT count(*) || ' ' || md5(string_agg(r::text, ',' ORDER BY r::text)) AS text FROM test_runs AS r");
  (void)separate();
  EXPECT_EQ(texts("SELECT count(*) || ' ' || md5(string_agg(r::text, ',' ORDER BY r::text)) AS text "
                  "FROM legacy.test_runs AS r"),
            before);
}

TEST_F(LegacySeparate, TheNewestWholeSetIsShownAndTheOlderOneIsHistory) {
  make(OlderState::run_scores);
  (void)separate();
  EXPECT_THAT(headlines("Qwen3-8B", "Q4_K_M"), ElementsAre("gsm8k 83.4", "humaneval 62.5", "mmlu_pro 80.0"));
  EXPECT_EQ(text("SELECT count(*)::text AS text FROM score_uploads WHERE benchmark = 'mmlu_pro'"), "2");
  EXPECT_EQ(fate("mmlu run 4080 law"), "copied");
  EXPECT_THAT(fate("mmlu run 4090 law"), HasSubstr("history: an older or smaller set"));
  EXPECT_THAT(headlines("Qwen3-14B", "Q8_0"), ElementsAre("arc_challenge 60.0", "hellaswag 84.0", "truthfulqa 55.5"));
}

TEST_F(LegacySeparate, ScoresOfVariantsThatAreNewerCountAndCopiesDoNotCountTwice) {
  make(OlderState::both);
  (void)separate();
  EXPECT_THAT(headlines("Qwen3-8B", "Q4_K_M"), ElementsAre("gsm8k 91.0", "humaneval 62.5", "mmlu_pro 80.0"));
  EXPECT_EQ(text("SELECT count(*)::text AS text FROM score_uploads WHERE benchmark = 'mmlu_pro'"), "2");
  EXPECT_EQ(text("SELECT count(*)::text AS text FROM legacy.row_fates WHERE table_name = 'mmlu_scores_v2' AND fate = "
                 "'merged'"),
            "14");
}

TEST_F(LegacySeparate, ALoraVariantKeepsItsScores) {
  make(OlderState::lora);
  (void)separate();
  EXPECT_THAT(texts("SELECT model_name || ' ' || lora_adapter || ' ' || round(score::numeric, 1) AS text "
                    "FROM variant_quality WHERE lora_adapter <> ''"),
              ElementsAre("Qwen3-8B law-adapter 94.8"));
}

TEST_F(LegacySeparate, WhatIsOnlyInTheNewerTablesIsTakenOver) {
  make(OlderState::scores_dropped);
  (void)separate();
  EXPECT_THAT(headlines("Qwen3-8B", "Q4_K_M"), ElementsAre("gsm8k 91.0", "humaneval 62.5", "mmlu_pro 80.0"));
}

TEST_F(LegacySeparate, TheSchemaIsThatOfAFreshDatabase) {
  make(OlderState::both);
  (void)separate();
  testing::TestDatabase fresh;
  const std::vector<std::string> schema_only{"--schema-only", "--schema=public"};
  EXPECT_EQ(testing::dump_of(database_.url(), schema_only), testing::dump_of(fresh.url(), schema_only));
}

TEST_F(LegacySeparate, RunsKeepTheirIdsTimesAndConditions) {
  make(OlderState::run_scores);
  (void)separate();
  EXPECT_EQ(
      text("SELECT timestamp AT TIME ZONE 'UTC' || ' ' || notes || ' ' || concurrent_requests || ' ' || load || ' ' "
           "|| max_context_length || ' ' || gpu_power_limit_watts AS text FROM test_runs WHERE id = md5('run "
           "4090')::uuid"),
      "2025-03-01 12:00:00 first 1 single 4096 350");
  EXPECT_EQ(text("SELECT tags::text AS text FROM test_runs WHERE id = md5('run sample')::uuid"), "{sample}");
  EXPECT_EQ(
      text("SELECT h.gpu_model AS text FROM test_runs AS r JOIN hardware_profiles AS h ON h.id = r.hardware_profile_id "
           "WHERE r.id = md5('run cpu')::uuid"),
      "CPU Only");
}

TEST_F(LegacySeparate, ANullTimeStopsNothing) {
  make(OlderState::dirty);
  (void)separate();
  EXPECT_EQ(text("SELECT coalesce(timestamp::text, 'unknown') AS text FROM test_runs WHERE id = md5('run without "
                 "time')::uuid"),
            "unknown");
  EXPECT_THAT(fate("mmlu no time"), ::testing::StartsWith("history"));
}

TEST_F(LegacySeparate, TimesBefore1970AndInfiniteOnesAreUnknownAndListed) {
  make(OlderState::run_scores);
  run_sql(R"sql(
UPDATE hardware_profiles SET created_at = 'infinity' WHERE id = md5('machine 4090')::uuid;
UPDATE test_runs SET timestamp = 'infinity' WHERE id = md5('run 4090')::uuid;
UPDATE test_runs SET timestamp = '1969-12-31 23:59:59+00' WHERE id = md5('run 4080')::uuid;
UPDATE test_runs SET timestamp = '0044-03-15 12:00:00+00 BC' WHERE id = md5('run cpu')::uuid;
UPDATE performance_metrics SET created_at = '-infinity' WHERE test_run_id = md5('run 4090')::uuid;
UPDATE hellaswag_scores SET timestamp = 'infinity', created_at = '2025-05-04 12:00+00'
WHERE id = md5('hellaswag')::uuid)sql");
  const std::string before = dump();
  EXPECT_TRUE(separate().verified());
  EXPECT_THAT(
      texts("SELECT f.row_id || ' ' || fate || ': ' || reason || ', ' || coalesce(r.timestamp::text, 'unknown') "
            "AS text FROM legacy.row_fates AS f JOIN test_runs AS r ON r.id = f.row_id"),
      ::testing::UnorderedElementsAreArray(
          texts("SELECT md5(run)::uuid || ' copied: its timestamp is no time from 1970 to 9999 and stays in "
                "legacy, unknown' AS text FROM unnest('{run 4090,run 4080,run cpu}'::text[]) AS run")));
  EXPECT_EQ(fate("hellaswag"), "copied: its timestamp is no time from 1970 to 9999 and stays in legacy");
  EXPECT_EQ(
      text("SELECT (measured_at AT TIME ZONE 'UTC')::text AS text FROM score_uploads WHERE benchmark = 'hellaswag' "
           "AND tags = '{}' ORDER BY measured_at"),
      "2025-05-03 12:00:00");  // of its run
  {
    testing::ServerOn server{pool()};
    server.add(api::add_performance_grid);
    EXPECT_EQ(server.get("/api/performance-grid?rows=runs&latest_builds=false").size(), 5U);
  }
  (void)rollback();
  EXPECT_EQ(dump(), before);
}

TEST_F(LegacySeparate, ScoresWereReceivedWhenTheOlderSystemStoredThem) {
  make(OlderState::run_scores);
  run_sql(R"sql(
UPDATE gsm8k_scores SET created_at = NULL;
UPDATE humaneval_scores SET created_at = NULL, timestamp = NULL)sql");
  const std::string start = text("SELECT now()::text AS text");
  (void)separate();
  EXPECT_THAT(texts("SELECT benchmark || ' ' || (received_at AT TIME ZONE 'UTC') AS text FROM score_uploads "
                    "WHERE benchmark IN ('mmlu_pro', 'gsm8k') ORDER BY 1"),
              ElementsAre("gsm8k 2025-03-02 13:00:00", "gsm8k 2025-05-02 13:00:00", "mmlu_pro 2025-03-02 12:00:00",
                          "mmlu_pro 2025-05-02 12:00:00"));
  EXPECT_EQ(
      text("SELECT (received_at >= '" + start + "')::text AS text FROM score_uploads WHERE benchmark = 'humaneval'"),
      "true");  // nothing says when
}

TEST_F(LegacySeparate, WhatIsLeftOutOfACopiedRowIsListed) {
  make(OlderState::both);
  run_sql(R"sql(
UPDATE hardware_profiles SET ram_gb = -8 WHERE id = md5('machine 4090')::uuid;
UPDATE test_runs SET concurrent_requests = -1 WHERE id = md5('run 4090')::uuid;
UPDATE test_runs SET notes = repeat('x', 65537) WHERE id = md5('run 4080')::uuid)sql");
  const auto report = separate();
  std::vector<std::string> listed;
  for (const auto& group : report.groups) {
    if (group.fate == "copied") listed.push_back(group.table + ": " + group.reason);
  }
  EXPECT_THAT(listed, ElementsAre("hardware_profiles: its ram_gb is negative and stays in legacy",
                                  "test_runs: its concurrent_requests is negative and stays in legacy",
                                  "test_runs: its notes are longer than 64 KiB; what is over stays in legacy"));
  const auto runs = std::ranges::find(report.tables, "test_runs", &store::TableAccount::table);
  ASSERT_NE(runs, report.tables.end());
  EXPECT_EQ(runs->copied, 5);
}

TEST_F(LegacySeparate, OfARepeatedMetricTheNewestIsKeptAndTheOthersAreInTheAuditLog) {
  make(OlderState::dirty);
  (void)separate();
  EXPECT_THAT(texts("SELECT metric_name || ' ' || value AS text FROM performance_metrics "
                    "WHERE test_run_id = md5('run without time')::uuid"),
              ElementsAre("tokens_per_second 51"));
  EXPECT_EQ(
      text("SELECT string_agg(m ->> 'value', ' ' ORDER BY m ->> 'value') AS text FROM audit_log, "
           "jsonb_array_elements(removed -> 'performance_metrics') AS m WHERE action = 'migration' AND entity = 'run'"),
      "49 50");
}

TEST_F(LegacySeparate, ARunThatStatesNoSpeedHasTheOnesAnUploadWouldCopy) {
  make(OlderState::run_scores);
  run_sql(R"sql(
DELETE FROM performance_metrics WHERE test_run_id = md5('run 4090')::uuid;
INSERT INTO performance_metrics (id, test_run_id, metric_name, value, unit)
VALUES (md5('tg')::uuid, md5('run 4090')::uuid, 'tg128', 50, 'tok/s'))sql");
  EXPECT_TRUE(separate().verified());
  EXPECT_THAT(texts("SELECT metric_name || ' ' || value || coalesce(' from ' || (context ->> 'from'), '') AS text "
                    "FROM performance_metrics WHERE test_run_id = md5('run 4090')::uuid ORDER BY 1"),
              ElementsAre("tg128 50", "tokens_per_second 50 from tg128"));
}

TEST_F(LegacySeparate, VariantsThatDifferByGgufAreMergedWithTheScoresOfBoth) {
  make(OlderState::dirty);
  (void)separate();
  EXPECT_EQ(text("SELECT count(*)::text AS text FROM model_variants WHERE model_name = 'Qwen3-14B'"), "1");
  EXPECT_EQ(
      text("SELECT count(*)::text AS text FROM test_runs AS r JOIN model_variants AS v ON v.id = r.model_variant_id "
           "WHERE v.model_name = 'Qwen3-14B'"),
      "2");
  EXPECT_EQ(
      text(
          "SELECT count(*)::text AS text FROM score_uploads AS u JOIN model_variants AS v ON v.id = u.model_variant_id "
          "WHERE v.model_name = 'Qwen3-14B' AND u.benchmark = 'gsm8k'"),
      "4");  // 1000 and 1111 of runs, 1150 and the fraction 0.86 of variants
  EXPECT_THAT(headlines("Qwen3-14B", "Q8_0"), Contains("gsm8k 87.2"));
}

TEST_F(LegacySeparate, EqualMachinesAreOneAndRunsWithoutOneAreUnknown) {
  make(OlderState::dirty);
  const auto report = separate();
  EXPECT_EQ(fate("machine 4090 again").substr(0, 7) == "merged:" || fate("machine 4090").substr(0, 7) == "merged:",
            true);
  EXPECT_EQ(
      text("SELECT h.platform AS text FROM test_runs AS r JOIN hardware_profiles AS h ON h.id = r.hardware_profile_id "
           "WHERE r.id = md5('run without hardware')::uuid"),
      "unknown");
  EXPECT_EQ(text("SELECT coalesce(h.ram_gb::text, 'unknown') AS text FROM test_runs AS r JOIN hardware_profiles AS h "
                 "ON h.id = r.hardware_profile_id WHERE r.id = md5('run without ram')::uuid"),
            "unknown");
}

TEST_F(LegacySeparate, TwoEqualRunsStayTwo) {
  make(OlderState::dirty);
  (void)separate();
  EXPECT_EQ(
      text("SELECT count(*) || ' ' || count(DISTINCT content_id) || ' ' || count(DISTINCT configuration_id) AS text "
           "FROM test_runs WHERE id IN (md5('run twin a')::uuid, md5('run twin b')::uuid)"),
      "2 2 1");
}

TEST_F(LegacySeparate, WhatCannotBeStoredStaysInLegacyWithTheReason) {
  make(OlderState::dirty);
  (void)separate();
  EXPECT_EQ(fate("run without name"), "legacy: model_name must not be empty");
  EXPECT_EQ(fate("gsm8k zero"), "legacy: it counts no problems");
  EXPECT_EQ(fate("mmlu over"), "legacy: its score of 170 is no percent");
  EXPECT_EQ(fate("mmlu no name"), "legacy: it names no category");
  EXPECT_EQ(text("SELECT string_agg(f.reason, '; ' ORDER BY f.reason) AS text FROM legacy.row_fates AS f "
                 "WHERE f.table_name = 'performance_metrics' AND f.fate = 'legacy'"),
            "its run stays in legacy; its value is no number; value must be >= 0");
}

TEST_F(LegacySeparate, WhatIsLargerThanOurLimitsStaysInLegacyAndStopsNothing) {
  make(OlderState::both);
  run_sql(R"sql(
INSERT INTO hardware_profiles (id, gpu_model, gpu_memory_gb, cpu_model, cpu_arch)
VALUES (md5('long machine')::uuid, repeat('x', 2000), 24, 'any', 'any');
INSERT INTO test_runs (id, model_name, quantization, backend, backend_version, hardware_profile_id, status)
VALUES (md5('on long machine')::uuid, 'Any', 'Q4_0', 'llama.cpp', 'b1', md5('long machine')::uuid, 'completed');
INSERT INTO mmlu_scores (id, test_run_id, category, score)
VALUES (md5('long category')::uuid, md5('run 4090')::uuid, repeat('x', 300), 50);
INSERT INTO generic_benchmark_scores (id, test_run_id, benchmark_name, score)
VALUES (md5('long benchmark')::uuid, md5('run 4090')::uuid, repeat('x', 300), 50))sql");
  EXPECT_TRUE(separate().verified());
  EXPECT_EQ(fate("long machine"), "legacy: gpu_model must be at most 1000 characters, not 2000");
  EXPECT_EQ(fate("on long machine"), "legacy: hardware_config.gpu_model must be at most 1000 characters, not 2000");
  EXPECT_EQ(fate("long category"), "legacy: its category is longer than 255 characters");
  EXPECT_EQ(fate("long benchmark"), "legacy: its benchmark is longer than 255 characters");
}

TEST_F(LegacySeparate, AVariantThatOnlyHadScoresIsShownWithThem) {
  make(OlderState::dirty);
  (void)separate();
  EXPECT_THAT(texts("SELECT p.benchmark || ' ' || p.score || ' ' || p.unit AS text FROM score_parts AS p "
                    "JOIN model_variants AS v ON v.id = p.model_variant_id WHERE v.model_name = 'Odd' ORDER BY 1"),
              ElementsAre("arena_elo 1200 ", "hellaswag 70 percent", "humaneval 33.3 percent", "perplexity 6.5 ppl"));
}

TEST_F(LegacySeparate, ScoresOfTheTableBeforeThePerRunOnesAreTakenOverToo) {
  make(OlderState::empty);
  run_sql(R"sql(
INSERT INTO test_runs (id, model_name, quantization, backend, backend_version, timestamp, status)
VALUES (md5('run')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'b5000', '2025-06-01 12:00+00', 'completed');
CREATE TABLE quality_scores (
  id uuid PRIMARY KEY, test_run_id uuid REFERENCES test_runs (id) ON DELETE CASCADE, benchmark_name varchar NOT NULL,
  category varchar NOT NULL, score double precision NOT NULL, total_questions integer, correct_answers integer,
  created_at timestamptz DEFAULT now());
INSERT INTO quality_scores
VALUES (md5('law')::uuid, md5('run')::uuid, 'mmlu_pro', 'Law', 60, 100, 60, '2025-06-02 12:00+00'),
       (md5('math')::uuid, md5('run')::uuid, 'mmlu_pro', 'Math', 70, 100, 70, '2025-06-02 12:00+00'),
       (md5('arc')::uuid, md5('run')::uuid, 'ARC-Challenge', 'overall', 55, NULL, NULL, '2025-06-02 12:00+00'))sql");
  EXPECT_TRUE(separate().verified());
  EXPECT_THAT(texts("SELECT benchmark || ' ' || category || ' ' || score AS text FROM score_parts ORDER BY 1"),
              ElementsAre("arc_challenge  55", "mmlu_pro law 60", "mmlu_pro math 70"));
}

TEST_F(LegacySeparate, AnEmptyDatabaseHasNothingToTakeOver) {
  const auto report = separate();
  EXPECT_EQ(report.outcome, LegacyReport::Outcome::nothing_to_do);
  EXPECT_THAT(report.sentence, HasSubstr("no tables of the older system"));
}

TEST_F(LegacySeparate, ASchemaNamedLegacyOfSomebodyElseIsLeftAlone) {
  make(OlderState::both);
  run_sql("CREATE SCHEMA legacy; CREATE TABLE legacy.invoices (id integer)");
  const std::string before = dump();
  EXPECT_THAT(refusal([&] { (void)separate(); }), HasSubstr("a schema named legacy that is not of this migration"));
  EXPECT_EQ(dump(), before);
}

TEST_F(LegacySeparate, TablesOfAnotherProgramAreNotTakenForThose) {
  run_sql("CREATE TABLE test_runs (id uuid PRIMARY KEY, model_name text, quantization text, status text)");
  const std::string before = dump();
  EXPECT_THAT(
      refusal([&] { (void)separate(); }),
      HasSubstr(
          "hardware_profiles, performance_metrics, test_runs.backend, test_runs.hardware_profile_id are missing"));
  EXPECT_EQ(dump(), before);
}

TEST_F(LegacySeparate, ANameInTheWayOfOurSchemaChangesNothing) {
  make(OlderState::both);
  run_sql("CREATE VIEW run_grid AS SELECT id FROM test_runs");
  const std::string before = dump();
  EXPECT_THAT(refusal([&] { (void)separate(); }), HasSubstr("0003_views' failed and was rolled back"));
  EXPECT_EQ(dump(), before);
}

TEST_F(LegacySeparate, AViewOfAnAnalystKeepsWorking) {
  make(OlderState::both);
  run_sql(
      "CREATE VIEW my_speeds AS SELECT test_run_id, value FROM performance_metrics WHERE metric_name = "
      "'tokens_per_second'");
  const std::string before = dump();
  (void)separate();
  EXPECT_EQ(text("SELECT count(*)::text AS text FROM my_speeds"), "5");
  (void)rollback();
  EXPECT_EQ(dump(), before);
}

TEST_F(LegacySeparate, VerifyNamesWhatWasChangedByHand) {
  make(OlderState::both);
  (void)separate();
  run_sql(
      "UPDATE test_runs SET tokens_per_second = 1, speed_tokens = 0, speed_depth = 0 WHERE id = md5('run 4090')::uuid");
  const auto report = migration().verify();
  EXPECT_FALSE(report.verified());
  const auto failed = std::ranges::find_if(report.checks, [](const auto& check) { return check.problems > 0; });
  ASSERT_NE(failed, report.checks.end());
  EXPECT_EQ(failed->name, "every completed run shows the speed and the memory it had");
  EXPECT_THAT(failed->examples, ElementsAre(text("SELECT md5('run 4090')::uuid::text AS text")));
  const auto cleanup = migration().cleanup(false);
  EXPECT_EQ(cleanup.outcome, LegacyReport::Outcome::taken_back);
  EXPECT_EQ(cleanup.sentence, "the verification found differences; nothing was dropped");
  EXPECT_EQ(text("SELECT to_regclass('legacy.test_runs')::text AS text"), "legacy.test_runs");
}

TEST_F(LegacySeparate, VerifyFindsAScoreThatIsNotInItsSet) {
  make(OlderState::run_scores);
  (void)separate();
  run_sql(
      "UPDATE score_uploads SET parts = jsonb_set(parts, '{1,score}', '12') WHERE benchmark = 'mmlu_pro' AND "
      "measured_at > '2025-05-01'");  // business
  std::vector<std::string> failed;
  for (const auto& check : migration().verify().checks) {
    if (check.problems > 0) failed.push_back(check.name + " " + join(check.examples, ","));
  }
  EXPECT_THAT(failed, ElementsAre("every score of mmlu_scores is in a score set, or is listed as kept in legacy " +
                                  text("SELECT md5('mmlu run 4080 business')::uuid::text AS text")));
}

TEST_F(LegacySeparate, CategoriesOfOtherAlphabetsAreTakenOver) {
  make(OlderState::run_scores);
  run_sql(R"sql(
INSERT INTO mmlu_scores (id, test_run_id, category, score)
VALUES (md5('accent')::uuid, md5('run 14b')::uuid, 'Économie', 50),
       (md5('chinese')::uuid, md5('run 14b')::uuid, '法律', 60))sql");
  EXPECT_TRUE(separate().verified());
  EXPECT_EQ(fate("accent"), "copied");
  EXPECT_EQ(fate("chinese"), "copied");
}

TEST_F(LegacySeparate, VerifyTellsCategoriesOfOtherAlphabetsApart) {
  make(OlderState::run_scores);
  run_sql(
      "INSERT INTO mmlu_scores (id, test_run_id, category, score) "
      "VALUES (md5('chinese')::uuid, md5('run 14b')::uuid, '法律', 60)");
  EXPECT_TRUE(separate().verified());
  run_sql("UPDATE score_uploads SET parts = replace(parts::text, '法律', '数学')::jsonb");
  EXPECT_FALSE(migration().verify().verified());
}

TEST_F(LegacySeparate, WhatIsDeletedAfterwardsIsNoDifference) {
  make(OlderState::both);
  (void)separate();
  testing::ServerOn server{pool()};
  const auto id = parse_uuid(text("SELECT md5('run 4090')::uuid::text AS text"));
  (void)server.services().removals.delete_run(*id, {});
  EXPECT_EQ(text("SELECT count(*)::text AS text FROM test_runs WHERE id = md5('run 4090')::uuid"), "0");
  EXPECT_TRUE(migration().verify().verified());
}

}  // namespace
}  // namespace llmbench
