// PostgreSQL is killed at every step of every migrate command: nothing is changed, and the next try goes through.

#include "support/legacy_kill.hpp"
#include "support/wait_until.hpp"

#include <csignal>

namespace llmbench {
namespace {

using testing::OlderState;

class LegacyCrash : public testing::OlderSystemTest, public ::testing::WithParamInterface<OlderState> {
 protected:
  void crash_at(testing::LegacyStep step, testing::MigrateCommand command) {
    const int before = cluster().postmaster_pid();
    const std::string message = refusal([&] {
      testing::run_interrupted(pool(), command, step, [&] {
        ASSERT_EQ(::kill(before, SIGKILL), 0);
        ASSERT_TRUE(testing::wait_until([&] { return cluster().postmaster_pid() != before; }));
      });
    });
    EXPECT_NE(message, "it was accepted") << to_string(step);
    ASSERT_TRUE(testing::wait_until([&] { return pool().ping(std::chrono::milliseconds{1000}); }));
  }
  /// After a crash PostgreSQL leaves out numbers of a sequence that it had set aside: no data.
  std::string dump_without_next_numbers() {
    std::string kept;
    for (const std::string& line : split(dump(), '\n')) {
      if (!line.starts_with("SELECT pg_catalog.setval(")) kept += line + '\n';
    }
    return kept;
  }
  static pgembed::Cluster& cluster() { return testing::test_cluster().cluster(); }
};

INSTANTIATE_TEST_SUITE_P(All, LegacyCrash, ::testing::ValuesIn(testing::kAllOlderStates), testing::name_of_state);

TEST_P(LegacyCrash, EveryStepOfEveryCommand) {
  make(GetParam());
  const std::string before = dump();
  for (const auto step : testing::kSeparateSteps) {
    crash_at(step, testing::separate_command);
    EXPECT_EQ(dump(), before) << to_string(step);
  }
  (void)separate();
  const std::string migrated = dump_without_next_numbers();
  for (const auto step : testing::kRollbackSteps) {
    crash_at(step, testing::rollback_command);
    EXPECT_EQ(dump_without_next_numbers(), migrated) << to_string(step);
  }
  for (const auto step : testing::kCleanupSteps) {
    crash_at(step, testing::cleanup_command);
    EXPECT_EQ(dump_without_next_numbers(), migrated) << to_string(step);
  }
  EXPECT_TRUE(migration().verify().verified());
  (void)rollback();
  EXPECT_EQ(dump(), before);
}

}  // namespace
}  // namespace llmbench
