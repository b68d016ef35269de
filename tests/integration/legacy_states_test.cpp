// Every state in which a database of the older system is met ends migrated and verified, and comes back as it was.

#include "support/older_system_test.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

namespace llmbench::api {
void add_performance_grid(http::Routes& routes, Services& services);
}  // namespace llmbench::api

namespace llmbench {
namespace {

using service::LegacyReport;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::OlderState;

class LegacyStates : public testing::OlderSystemTest, public ::testing::WithParamInterface<OlderState> {};

INSTANTIATE_TEST_SUITE_P(All, LegacyStates, ::testing::ValuesIn(testing::kAllOlderStates), testing::name_of_state);

/// The rows that miss in the account of a table.
std::vector<std::string> tables_not_accounted(const LegacyReport& report) {
  std::vector<std::string> wrong;
  for (const auto& table : report.tables) {
    if (table.rows != table.copied + table.merged + table.history + table.legacy) wrong.push_back(table.table);
  }
  return wrong;
}

TEST_P(LegacyStates, AreTakenOverAndVerified) {
  make(GetParam());
  const auto report = separate();
  EXPECT_EQ(report.outcome, LegacyReport::Outcome::done);
  EXPECT_TRUE(report.verified());
  EXPECT_THAT(tables_not_accounted(report), IsEmpty());
  const auto later = migration().verify();
  EXPECT_TRUE(later.verified());
  EXPECT_EQ(later.checks.size(), report.checks.size());
}

TEST_P(LegacyStates, ASecondTimeThereIsNothingToDo) {
  make(GetParam());
  (void)separate();
  const std::string before = dump();
  const auto again = separate();
  EXPECT_EQ(again.outcome, LegacyReport::Outcome::nothing_to_do);
  EXPECT_THAT(again.sentence, HasSubstr("there is nothing to do: the older system was taken over at "));
  EXPECT_EQ(dump(), before);
}

TEST_P(LegacyStates, RollbackGivesTheSameDump) {
  make(GetParam());
  const std::string before = dump();
  (void)separate();
  EXPECT_NE(dump(), before);
  const auto report = rollback();
  EXPECT_EQ(report.runs_written + report.score_sets_written, 0);
  EXPECT_EQ(dump(), before);
}

TEST_P(LegacyStates, ADryRunChangesNothing) {
  make(GetParam());
  const std::string before = dump();
  const auto report = separate(true);
  EXPECT_EQ(report.outcome, LegacyReport::Outcome::dry_run);
  EXPECT_TRUE(report.verified());
  EXPECT_FALSE(report.tables.empty());
  EXPECT_EQ(dump(), before);
  (void)separate();
  const std::string migrated = dump();
  (void)rollback(true);
  EXPECT_EQ(dump(), migrated);
  (void)migration().cleanup(true);
  EXPECT_EQ(dump(), migrated);
}

TEST_P(LegacyStates, TheGridShowsTheSpeedAndTheMemoryTheOlderGridShowed) {
  make(GetParam());
  // The older system's grid joined the two metrics to every completed run. Of a metric that is there twice it showed
  // both rows; the newest value is the one that counts. NaN and a negative speed are no measurements.
  const auto older = texts(R"sql(
SELECT r.id || ' ' || coalesce((
         SELECT m.value::text FROM performance_metrics AS m
         WHERE m.test_run_id = r.id AND m.metric_name = 'tokens_per_second' AND m.value >= 0
         ORDER BY m.created_at DESC LIMIT 1), 'none') || ' ' || coalesce((
         SELECT m.value::text FROM performance_metrics AS m
         WHERE m.test_run_id = r.id AND m.metric_name = 'memory_usage_gb' AND m.value >= 0 AND m.value < 'Infinity'
         ORDER BY m.created_at DESC LIMIT 1), 'none') AS text
FROM test_runs AS r
WHERE r.status = 'completed' AND r.model_name <> ''
ORDER BY r.id)sql");
  (void)separate();

  testing::ServerOn server{pool()};
  server.add(api::add_performance_grid);
  std::vector<std::string> grid;
  // Older clients need a number: an unknown one is named in `unknown`.
  const auto show = [](const Json& row, const char* name) {
    const auto& unknown = row["unknown"];
    const bool is_unknown = row[name].is_null() || std::ranges::find(unknown, Json(name)) != unknown.end();
    return is_unknown ? "none" : format_number(row[name].get<double>());
  };
  for (const Json& row : server.get("/api/performance-grid?rows=runs&latest_builds=false&limit=1000")) {
    grid.push_back(row["id"].get<std::string>() + " " + show(row, "tokens_per_second") + " " + show(row, "memory_gb"));
  }
  EXPECT_THAT(grid, ::testing::UnorderedElementsAreArray(older));
}

TEST_P(LegacyStates, EveryVariantHasTheSameScoreOnAllItsMachines) {
  make(GetParam());
  (void)separate();
  testing::ServerOn server{pool()};
  server.add(api::add_performance_grid);
  std::map<std::string, std::set<std::string>> scores;
  for (const Json& row : server.get("/api/performance-grid?rows=runs&latest_builds=false&benchmark=gsm8k&limit=1000")) {
    scores[row["model_name"].get<std::string>() + " " + row["quantization"].get<std::string>()].insert(
        dump_json(row["overall_score"]));
  }
  for (const auto& [variant, shown] : scores) EXPECT_EQ(shown.size(), 1U) << variant;
}

TEST_P(LegacyStates, CleanupLeavesADatabaseThatWorks) {
  make(GetParam());
  (void)separate();
  const auto report = migration().cleanup(false);
  EXPECT_EQ(report.outcome, LegacyReport::Outcome::done);
  EXPECT_EQ(text("SELECT coalesce(to_regnamespace('legacy')::text, 'gone') AS text"), "gone");
  EXPECT_EQ(migration().cleanup(false).outcome, LegacyReport::Outcome::nothing_to_do);
  EXPECT_THAT(refusal([&] { (void)migration().verify(); }), HasSubstr("there is nothing to verify"));
  EXPECT_THAT(refusal([&] { (void)rollback(); }), HasSubstr("there is nothing to take back"));
  EXPECT_EQ(separate().outcome, LegacyReport::Outcome::nothing_to_do);
}

}  // namespace
}  // namespace llmbench
