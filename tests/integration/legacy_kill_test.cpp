// A migrate command that is killed at any of its steps has changed nothing, and does its work the next time.

#include "support/legacy_kill.hpp"

#include "support/forked.hpp"
#include "support/wait_until.hpp"

#include <csignal>
#include <thread>
#include <unistd.h>

namespace llmbench {
namespace {

using service::LegacyReport;
using testing::Forked;
using testing::OlderState;

/// Sessions of this database that have waited for a lock longer than deadlock_timeout (one second).
constexpr const char* kWaitsForLong =
    "SELECT count(*)::text AS text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = "
    "'Lock' "
    "AND clock_timestamp() - query_start > interval '1500 ms'";

class LegacyKill : public testing::OlderSystemTest {
 protected:
  /// A process of its own runs the command on this database and dies at the step.
  void kill_process_at(testing::LegacyStep step, testing::MigrateCommand command) {
    db::PoolOptions options = database_.pool_options();
    const Forked killed{{}, [&]() -> std::string {
                          db::Pool own{options};
                          testing::run_interrupted(own, command, step, [] { ::kill(::getpid(), SIGKILL); });
                          return "it went through";
                        }};
    ASSERT_EQ(killed.told(), "") << to_string(step);
  }
};

TEST_F(LegacyKill, SeparateAtEveryStepLeavesTheOlderDatabase) {
  make(OlderState::dirty);
  const std::string before = dump();
  for (const auto step : testing::kSeparateSteps) {
    kill_process_at(step, testing::separate_command);
    EXPECT_EQ(dump(), before) << to_string(step);
  }
  EXPECT_EQ(separate().outcome, LegacyReport::Outcome::done);
}

TEST_F(LegacyKill, RollbackAtEveryStepLeavesTheNewDatabase) {
  make(OlderState::both);
  const std::string before = dump();
  (void)separate();
  const std::string migrated = dump();
  for (const auto step : testing::kRollbackSteps) {
    kill_process_at(step, testing::rollback_command);
    EXPECT_EQ(dump(), migrated) << to_string(step);
  }
  (void)rollback();
  EXPECT_EQ(dump(), before);
}

/// Another session reads an older table and waits for one of ours that the rollback has locked. It waits longer than
/// PostgreSQL does before it looks for a deadlock, so the rollback is the one that finds it, and begins anew.
TEST_F(LegacyKill, ARollbackThatBeginsAnewGivesEveryRunOnce) {
  make(OlderState::both);
  (void)separate();
  run_sql("UPDATE test_runs SET provenance = '{}' WHERE id = md5('run 4090')::uuid");  // not the run that was copied
  db::Pool other{database_.pool_options()};
  std::jthread session;
  int begun = 0;
  service::LegacyMigration migration{
      pool(), [&](testing::LegacyStep step, std::int64_t, std::int64_t) {
        if (step != testing::LegacyStep::remove || ++begun > 1) return;
        session = std::jthread([&] {
          other.transact([](db::Transaction& tx) {
            tx.run_script("read_older", "LOCK legacy.test_runs IN ACCESS SHARE MODE");
            tx.run_script("read_ours", "LOCK public.test_runs IN ACCESS SHARE MODE");
          });
        });
        EXPECT_TRUE(testing::wait_until([&] { return testing::texts_of(other, kWaitsForLong).at(0) == "1"; }));
      }};
  std::vector<Uuid> runs;
  (void)migration.rollback(false, {[&](const ExperimentRun& run) { runs.push_back(*run.id); }, [](const auto&) {},
                                   [] {}, [&] { runs.clear(); }});
  EXPECT_EQ(begun, 2);
  EXPECT_EQ(runs.size(), 1U);
}

TEST_F(LegacyKill, CleanupAtEveryStepLeavesTheLegacyTables) {
  make(OlderState::both);
  (void)separate();
  const std::string migrated = dump();
  for (const auto step : testing::kCleanupSteps) {
    kill_process_at(step, testing::cleanup_command);
    EXPECT_EQ(dump(), migrated) << to_string(step);
  }
  EXPECT_EQ(migration().cleanup(false).outcome, LegacyReport::Outcome::done);
}

}  // namespace
}  // namespace llmbench
