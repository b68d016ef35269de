#include "client/backoff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace llmbench::client {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, WaitsUpToALimitThatDoublesToEightSeconds) {
  std::vector<milliseconds> longest(8);
  for (unsigned seed = 0; seed < 400; ++seed) {
    Backoff backoff{milliseconds{250}, seed};
    for (milliseconds& most : longest) most = std::max(most, backoff.next());
  }
  const std::vector<long long> limits{250, 500, 1000, 2000, 4000, 8000, 8000, 8000};
  for (std::size_t at = 0; at < limits.size(); ++at) {
    EXPECT_LE(longest[at].count(), limits[at]);
    EXPECT_GE(longest[at].count(), limits[at] * 9 / 10);
  }
}

TEST(Backoff, TwoClientsDoNotWaitTheSame) {
  std::set<milliseconds> first_waits;
  for (unsigned seed = 0; seed < 50; ++seed) first_waits.insert(Backoff{milliseconds{10'000}, seed}.next());
  EXPECT_GT(first_waits.size(), 45U);
}

}  // namespace
}  // namespace llmbench::client
