// A long history is taken over whole. How long it takes is measured by benchmarks/bench_migration.cpp.

#include "support/older_system_test.hpp"

#include <gmock/gmock.h>

namespace llmbench {
namespace {

using service::LegacyReport;

class LegacyLarge : public testing::OlderSystemTest {};

TEST_F(LegacyLarge, AHundredThousandRunsAreTakenOver) {
  testing::make_large_older_database(pool(), {.runs = 100'000, .metrics_per_run = 8, .scored_variants = 2'000});
  const auto report = separate();
  EXPECT_EQ(report.outcome, LegacyReport::Outcome::done);
  EXPECT_TRUE(report.verified());
  EXPECT_EQ(text("SELECT count(*)::text AS text FROM test_runs"), "100000");
  EXPECT_EQ(text("SELECT count(*)::text AS text FROM performance_metrics"), "800000");
  EXPECT_EQ(
      text("SELECT count(DISTINCT model_variant_id)::text AS text FROM variant_quality WHERE benchmark = 'mmlu_pro'"),
      "2000");
  EXPECT_EQ(text("SELECT count(*)::text AS text FROM change_log"), "1");  // one reload instead of a row for each run
}

}  // namespace
}  // namespace llmbench
