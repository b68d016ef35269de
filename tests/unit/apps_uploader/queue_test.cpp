#include "apps/uploader/queue/queue.hpp"

#include "apps/uploader/queue/item_file.hpp"
#include "unit/apps_uploader/temporary_folder.hpp"

#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>

namespace llmbench::uploader {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using QueueTest = TemporaryFolder;

QueueItem two_runs() {
  return {RequestKind::run,
          "http://bench:3000",
          TimePoint{std::chrono::seconds{1'000'000'000}},
          "",
          {{"A Q8_0", "A Q8_0, 1 metric", R"({"a":1})"}, {"B Q8_0", "B Q8_0, 1 metric", R"({"b":2})"}}};
}

TEST_F(QueueTest, AnItemReadsBackAsItWasWritten) {
  const QueueItem item = two_runs();
  const QueueItem read = read_item(write_item(item));
  EXPECT_EQ(read.kind, RequestKind::run);
  EXPECT_EQ(read.server, "http://bench:3000");
  EXPECT_EQ(read.queued_at, item.queued_at);
  EXPECT_EQ(read.requests, item.requests);
}

TEST_F(QueueTest, APartOfAnItemIsNone) {
  const std::string whole = write_item(two_runs());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW((void)read_item(whole.substr(0, length)), Error) << length;
  }
  EXPECT_THROW((void)read_item(whole + "{}\n"), Error);
}

TEST_F(QueueTest, TheIdFollowsFromTheContent) {
  QueueItem later = two_runs();
  later.queued_at += std::chrono::hours{1};
  EXPECT_EQ(item_id(later), item_id(two_runs()));
  QueueItem elsewhere = two_runs();
  elsewhere.server = "http://other:3000";
  EXPECT_NE(item_id(elsewhere), item_id(two_runs()));
}

TEST_F(QueueTest, WhatIsHeldIsNobodyElses) {
  Queue queue{folder / "queue"};
  Queue of_another_process{folder / "queue"};
  std::optional<QueueClaim> held = queue.add(two_runs());
  EXPECT_FALSE(of_another_process.claim(held->id()));
  EXPECT_THROW(of_another_process.drop(held->id()), Error);
  const std::string id = held->id();
  held.reset();
  EXPECT_TRUE(of_another_process.claim(id));
}

TEST_F(QueueTest, AnItemIsGoneWhenNothingOfItIsLeft) {
  Queue queue{folder / "queue"};
  QueueClaim claim = queue.add(two_runs());
  claim.keep_only({two_runs().requests[1]});
  ASSERT_THAT(queue.list(), SizeIs(1));
  EXPECT_EQ(queue.list()[0].item.requests.front().title, "B Q8_0, 1 metric");
  claim.keep_only({});
  EXPECT_THAT(queue.list(), IsEmpty());
  EXPECT_EQ(queue.count_waiting(), 0U);
}

TEST_F(QueueTest, TheRestOfAnItemStaysHeld) {
  Queue queue{folder / "queue"};
  QueueClaim claim = queue.add(two_runs());
  claim.keep_only({two_runs().requests[1]});
  EXPECT_FALSE(queue.claim(claim.id()));
}

TEST_F(QueueTest, AnItemQueuedAgainMeanwhileStays) {
  Queue queue{folder / "queue"};
  QueueClaim first = queue.add(two_runs());
  const QueueClaim second = queue.add(two_runs());
  first.keep_only({});
  EXPECT_THAT(queue.list(), SizeIs(1));
  EXPECT_EQ(second.id(), queue.list()[0].id);
}

TEST_F(QueueTest, RefusedItemsAreListedAndNeverClaimed) {
  Queue queue{folder / "queue"};
  QueueItem refused = two_runs();
  refused.reason = "no speed";
  queue.set_aside(refused);
  ASSERT_THAT(queue.list(), SizeIs(1));
  EXPECT_EQ(queue.list()[0].item.reason, "no speed");
  EXPECT_FALSE(queue.claim(queue.list()[0].id));
  EXPECT_EQ(queue.count_waiting(), 0U);
}

TEST_F(QueueTest, ADamagedItemIsListedAndLeftAlone) {
  Queue queue{folder / "queue"};
  write("queue/waiting/0123456789abcdef.ndjson", "no item");
  ASSERT_THAT(queue.list(), SizeIs(1));
  EXPECT_TRUE(queue.list()[0].is_damaged);
  EXPECT_THROW((void)queue.claim("0123456789abcdef"), Error);
  EXPECT_TRUE(std::filesystem::exists(folder / "queue/waiting/0123456789abcdef.ndjson"));
}

TEST_F(QueueTest, AnIdDoesNotLeadOutOfTheFolder) {
  Queue queue{folder / "queue"};
  write("outside.ndjson", "mine");
  EXPECT_THROW(queue.drop("../../outside"), Error);
  EXPECT_FALSE(queue.claim("../../outside"));
  EXPECT_TRUE(std::filesystem::exists(folder / "outside.ndjson"));
}

TEST_F(QueueTest, OnlyItsOwnerReadsIt) {
  using std::filesystem::perms;
  Queue queue{folder / "queue"};
  const QueueClaim claim = queue.add(two_runs());
  const auto others = perms::group_all | perms::others_all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder / "queue"}) {
    EXPECT_EQ(entry.status().permissions() & others, perms::none) << entry.path();
  }
}

}  // namespace
}  // namespace llmbench::uploader
