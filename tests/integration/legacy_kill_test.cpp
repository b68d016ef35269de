// A migrate command that is killed at any of its steps has changed nothing, and does its work the next time.

#include "support/legacy_kill.hpp"

#include "support/forked.hpp"

#include <csignal>
#include <unistd.h>

namespace llmbench {
namespace {

using service::LegacyReport;
using testing::Forked;
using testing::OlderState;

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
