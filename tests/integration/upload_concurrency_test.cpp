// Many clients at once: identical uploads give one run, prefixes grow into one run, and nothing is lost or half there.

#include "support/upload_test.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <future>
#include <latch>

namespace llmbench {
namespace {

using service::RunUploadOutcome;
using service::UploadStatus;
using testing::a_gsm8k_score;
using testing::a_run;
using ::testing::ElementsAre;

class UploadConcurrency : public testing::UploadTest {
 protected:
  /// Uploads all runs at the same moment, each from a thread of its own; outcomes in the order of the runs.
  std::vector<RunUploadOutcome> upload_together(const std::vector<ExperimentRun>& runs) {
    std::latch start{static_cast<std::ptrdiff_t>(runs.size())};
    std::vector<std::future<RunUploadOutcome>> uploads;
    for (const ExperimentRun& run : runs) {
      uploads.push_back(std::async(std::launch::async, [&] {
        start.arrive_and_wait();
        return upload(run);
      }));
    }
    std::vector<RunUploadOutcome> outcomes;
    for (auto& pending : uploads) outcomes.push_back(pending.get());
    return outcomes;
  }
  static int count_of(UploadStatus status, const std::vector<RunUploadOutcome>& outcomes) {
    return static_cast<int>(std::ranges::count(outcomes, status, &RunUploadOutcome::status));
  }
};

TEST_F(UploadConcurrency, IdenticalUploadsGiveOneRun) {
  const std::vector<ExperimentRun> runs(
      12, a_run().with_metric("pp512", 4000).with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319)).build());
  const auto outcomes = upload_together(runs);
  EXPECT_EQ(count_of(UploadStatus::created, outcomes), 1);
  EXPECT_EQ(count_of(UploadStatus::duplicate, outcomes), 11);
  for (const auto& outcome : outcomes) EXPECT_EQ(outcome.test_run_id, outcomes[0].test_run_id);
  EXPECT_EQ(count("test_runs"), 1);
  EXPECT_EQ(count("score_uploads"), 1);
  EXPECT_EQ(metrics_of(outcomes[0].test_run_id).size(), 4U);
}

TEST_F(UploadConcurrency, PartsOfOneMeasurementGrowIntoOneRun) {
  std::vector<ExperimentRun> runs;
  for (int at = 0; at < 12; ++at) {
    runs.push_back(a_run()
                       .with_fingerprint("f")
                       .with_metric("pp512", 4000)
                       .with_metric("pp" + std::to_string(1000 + at), at)
                       .build());
  }
  const auto outcomes = upload_together(runs);
  EXPECT_EQ(count_of(UploadStatus::created, outcomes), 1);
  EXPECT_EQ(count_of(UploadStatus::extended, outcomes), 11);
  EXPECT_EQ(count("test_runs"), 1);
  const auto detail = detail_of(outcomes[0].test_run_id);
  EXPECT_EQ(detail.metrics.size(), 12U + 1U + 1U) << "12 parts, the shared one and the copied headline";
  EXPECT_EQ(detail.run.headline.points.size(), 13U);
}

TEST_F(UploadConcurrency, EqualMachinesInTheSameSecondAreAllKept) {
  std::vector<ExperimentRun> runs;
  for (int at = 0; at < 8; ++at) runs.push_back(a_run().with_fingerprint("f").with_metric("tg128", 50 + at).build());
  const auto outcomes = upload_together(runs);
  EXPECT_EQ(count_of(UploadStatus::created, outcomes), 8);
  EXPECT_THAT(texts("SELECT string_agg(value::text, ' ' ORDER BY value) AS text FROM performance_metrics "
                    "WHERE metric_name = 'tg128'"),
              ElementsAre("50 51 52 53 54 55 56 57"));
}

TEST_F(UploadConcurrency, OneClientIdWithManyContentsKeepsOneRunAndAuditsTheOthers) {
  const Uuid id = *parse_uuid("0197a000-0000-7000-8000-000000000001");
  std::vector<ExperimentRun> runs;
  for (int at = 0; at < 8; ++at) {
    runs.push_back(a_run().with_id(id).with_gpu("GPU " + std::to_string(at)).with_metric("tg128", 50 + at).build());
  }
  const auto outcomes = upload_together(runs);
  EXPECT_EQ(count_of(UploadStatus::created, outcomes), 1);
  EXPECT_EQ(count_of(UploadStatus::replaced, outcomes), 7);
  EXPECT_EQ(count("test_runs"), 1);
  EXPECT_EQ(count("audit_log"), 7);
}

TEST_F(UploadConcurrency, DifferentRunsOfOneVariantAndMachineDoNotDisturbEachOther) {
  std::vector<ExperimentRun> runs;
  for (int at = 0; at < 24; ++at) {
    runs.push_back(a_run()
                       .with_time(testing::at("2025-06-08T12:00:00Z") + std::chrono::seconds{at})
                       .with_metric("tg128", 50 + at)
                       .with_score(a_gsm8k_score(700 + at, 1319))
                       .build());
  }
  const auto outcomes = upload_together(runs);
  EXPECT_EQ(count_of(UploadStatus::created, outcomes), 24);
  EXPECT_EQ(count("test_runs"), 24);
  EXPECT_EQ(count("performance_metrics"), 48);
  EXPECT_EQ(count("score_uploads"), 24);
  // The run measured last has the current score, in whatever order they arrived.
  EXPECT_THAT(texts("SELECT correct_answers::text AS text FROM score_parts"), ElementsAre("723"));
}

}  // namespace
}  // namespace llmbench
