#include "llmbench/http/rate_limiter.hpp"

#include "http/dispatcher.hpp"

#include "llmbench/util/json.hpp"

#include <gtest/gtest.h>

namespace llmbench::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const RateLimiter::Clock::time_point kStart{};

TEST(RateLimiter, ABurstPassesAndThenTheSustainedRate) {
  RateLimiter limiter{{2.0, 3.0}};
  for (int count = 0; count < 3; ++count) EXPECT_FALSE(limiter.take("a", kStart)) << count;
  EXPECT_EQ(limiter.take("a", kStart), seconds{1});
  EXPECT_FALSE(limiter.take("a", kStart + milliseconds{500}));
  EXPECT_TRUE(limiter.take("a", kStart + milliseconds{500}));
  for (int count = 0; count < 3; ++count) EXPECT_FALSE(limiter.take("a", kStart + seconds{100})) << count;
  EXPECT_TRUE(limiter.take("a", kStart + seconds{100}));
}

TEST(RateLimiter, SaysInWholeSecondsWhenTheNextMayCome) {
  RateLimiter limiter{{0.1, 1.0}};
  EXPECT_FALSE(limiter.take("a", kStart));
  EXPECT_EQ(limiter.take("a", kStart), seconds{10});
  EXPECT_EQ(limiter.take("a", kStart + milliseconds{9500}), seconds{1});
  EXPECT_FALSE(limiter.take("a", kStart + seconds{10}));
}

TEST(RateLimiter, EveryKeyHasItsOwnBucket) {
  RateLimiter limiter{{1.0, 1.0}};
  EXPECT_FALSE(limiter.take("a", kStart));
  EXPECT_TRUE(limiter.take("a", kStart));
  EXPECT_FALSE(limiter.take("b", kStart));
}

TEST(RateLimiter, ZeroIsNoLimit) {
  RateLimiter limiter{{0.0, 1.0}};
  for (int count = 0; count < 1000; ++count) ASSERT_FALSE(limiter.take("a", kStart));
  EXPECT_EQ(limiter.size(), 0U);
}

TEST(RateLimiter, AskingWhetherOneWouldWaitCountsNothing) {
  RateLimiter limiter{{0.1, 1.0}};
  EXPECT_FALSE(limiter.would_wait("a", kStart));
  EXPECT_FALSE(limiter.would_wait("a", kStart));
  EXPECT_FALSE(limiter.take("a", kStart));
  EXPECT_EQ(limiter.would_wait("a", kStart), seconds{10});
}

TEST(RateLimiter, ForgetsWhoWasSilentLongest) {
  RateLimiter limiter{{1.0, 1.0}, 2};
  EXPECT_FALSE(limiter.take("a", kStart));
  EXPECT_FALSE(limiter.take("b", kStart));
  EXPECT_TRUE(limiter.take("a", kStart));
  EXPECT_FALSE(limiter.take("c", kStart));  // b is forgotten
  EXPECT_EQ(limiter.size(), 2U);
  EXPECT_TRUE(limiter.take("a", kStart));
  EXPECT_FALSE(limiter.take("b", kStart));
}

TEST(RateLimiter, ManyAddressesTakeBoundedMemory) {
  RateLimiter limiter{{1.0, 1.0}, 100};
  for (int count = 0; count < 10'000; ++count) (void)limiter.take(std::to_string(count), kStart);
  EXPECT_EQ(limiter.size(), 100U);
}

TEST(RateKey, CountsIpv4AddressesAndIpv6Networks) {
  EXPECT_EQ(rate_key("203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(rate_key("::ffff:203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(rate_key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(rate_key("2001:db8:1:2::9"), "2001:db8:1:2::/64");
  EXPECT_EQ(rate_key("fe80::1%eth0"), "fe80::/64");
}

TEST(RateKey, LoopbackIsNotCounted) {
  for (const char* address : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_FALSE(rate_key(address)) << address;
  }
}

/// A dispatcher with one route, asked from an address of the network.
class LimitedDispatcher : public ::testing::Test {
 protected:
  LimitedDispatcher() {
    RouteInfo info;
    info.method = "GET";
    info.pattern = "/here";
    routes_.add(std::move(info), [](const Request&) { return Response{}; });
  }
  Response ask(const std::string& address, const std::string& path) {
    Head head;
    head.method = "GET";
    head.target = path;
    head.headers = {{"host", "bench.example"}};
    head.remote_address = address;
    return dispatcher_.answer(head, nullptr).response;
  }

  ServerOptions options_ = [] {
    ServerOptions options;
    options.access_log = false;
    options.address_rate = {0.1, 2};
    return options;
  }();
  Routes routes_;
  std::atomic<bool> stopping_{false};
  Dispatcher dispatcher_{options_, routes_, stopping_};
};

std::string header_of(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST_F(LimitedDispatcher, TooManyRequestsOfAnAddressAre429WithRetryAfter) {
  EXPECT_EQ(ask("203.0.113.7", "/here").status, 200);
  EXPECT_EQ(ask("203.0.113.7", "/nowhere").status, 404);
  const Response refused = ask("203.0.113.7", "/here");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header_of(refused, "Retry-After"), "10");
  const Json body = parse_json(refused.body);
  EXPECT_EQ(body.at("code"), "too_many_requests");
  EXPECT_TRUE(body.at("details").is_array());
  EXPECT_EQ(ask("203.0.113.8", "/here").status, 200);
}

TEST_F(LimitedDispatcher, LoopbackIsNeverLimited) {
  for (int count = 0; count < 10; ++count) EXPECT_EQ(ask("127.0.0.1", "/here").status, 200);
}

}  // namespace
}  // namespace llmbench::http
