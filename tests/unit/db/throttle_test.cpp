#include "db/throttle.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace llmbench::db {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Throttle, TellsOnceAnIntervalAndCountsTheOthers) {
  Throttle throttle{seconds{5}};
  const Throttle::Clock::time_point start{};
  EXPECT_EQ(throttle.admit(start), 0U);
  EXPECT_EQ(throttle.admit(start), std::nullopt);
  EXPECT_EQ(throttle.admit(start + milliseconds{4999}), std::nullopt);
  EXPECT_EQ(throttle.admit(start + seconds{5}), 2U);
  EXPECT_EQ(throttle.admit(start + seconds{9}), std::nullopt);
  EXPECT_EQ(throttle.admit(start + seconds{60}), 1U);
  EXPECT_EQ(throttle.admit(start + seconds{120}), 0U);
}

TEST(Throttle, LosesNoCountWhenManyThreadsFailAtOnce) {
  Throttle throttle{seconds{5}};
  const Throttle::Clock::time_point start{};
  {
    std::vector<std::jthread> threads;
    for (int n = 0; n < 8; ++n) {
      threads.emplace_back([&] {
        for (int i = 0; i < 100; ++i) (void)throttle.admit(start);
      });
    }
  }
  EXPECT_EQ(throttle.admit(start + seconds{5}), 799U);
}

}  // namespace
}  // namespace llmbench::db
