// One writer publishes while readers ask: every reader sees one whole published state, never a mixture.
#include "service/grid/snapshot_cell.hpp"
#include "unit/service/grid_data.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace llmbench::service::testing {
namespace {

TEST(SnapshotCell, IsEmptyBeforeTheFirstPublication) {
  const SnapshotCell cell;
  EXPECT_EQ(cell.load(), nullptr);
}

TEST(SnapshotCell, DropsASnapshotNobodyReadsAnyMore) {
  SnapshotCell cell;
  auto first = std::make_shared<const GridSnapshot>();
  const std::weak_ptr<const GridSnapshot> watched = first;
  cell.store(std::move(first));
  cell.store(std::make_shared<const GridSnapshot>());
  EXPECT_TRUE(watched.expired());
}

TEST(GridConcurrency, EveryReaderSeesOneWholePublication) {
  constexpr int kRuns = 60;
  constexpr int kRounds = 150;
  GridBuilder builder;
  SnapshotCell cell;
  const auto publish_round = [&](int round) {
    for (int run = 0; run < kRuns; ++run) builder.upsert_run(a_run(std::to_string(run)).speed(round + 1.0));
    cell.store(builder.publish());
  };
  publish_round(0);
  std::atomic<bool> done{false};
  std::atomic<int> mixtures{0};
  std::atomic<int> looked{0};
  {
    std::vector<std::jthread> readers;
    for (int reader = 0; reader < 3; ++reader) {
      readers.emplace_back([&] {
        std::uint64_t last_version = 0;
        do {
          const auto page = query_grid(cell.load(), values({{"sort", "speed"}}));
          bool is_whole = page.rows.size() == kRuns && page.snapshot->version >= last_version;
          for (const auto& row : page.rows) is_whole = is_whole && row.row.speed == page.rows.front().row.speed;
          if (!is_whole) ++mixtures;
          last_version = page.snapshot->version;
          ++looked;
        } while (!done);
      });
    }
    for (int round = 1; round < kRounds; ++round) publish_round(round);
    done = true;
  }
  EXPECT_EQ(mixtures, 0);
  EXPECT_GE(looked, 3);
  EXPECT_GE(builder.sizes().compactions, 1U) << "the chunks under the readers were replaced at least once";
}

}  // namespace
}  // namespace llmbench::service::testing
