#include "parsers/serving/request_load.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

LoadFacts with_rate(RequestRate rate) {
  LoadFacts facts;
  facts.rate = rate;
  facts.requests = 200;
  return facts;
}

TEST(RequestLoad, ACapIsStatedConcurrency) {
  LoadFacts facts = with_rate({true, std::nullopt});
  facts.cap = 8;
  const RequestLoad load = decide_load(facts);
  EXPECT_EQ(load.load, Load::concurrent);
  EXPECT_EQ(load.concurrency, 8);
  EXPECT_EQ(load.source, "stated");
  facts.cap = 1;
  EXPECT_EQ(decide_load(facts).load, Load::single);
}

TEST(RequestLoad, InfiniteRateWithoutACapIsOfflineWithAllRequests) {
  const RequestLoad load = decide_load(with_rate({true, std::nullopt}));
  EXPECT_EQ(load.load, Load::offline);
  EXPECT_EQ(load.concurrency, 200);
  EXPECT_EQ(load.source, "derived");
}

TEST(RequestLoad, FewUnderWayOnAverageMeansACapThatIsNotPrinted) {
  LoadFacts facts = with_rate({true, std::nullopt});
  facts.average_concurrency = 31.8;
  const RequestLoad load = decide_load(facts);
  EXPECT_EQ(load.load, Load::concurrent);
  EXPECT_EQ(load.concurrency, 32);
  EXPECT_EQ(load.source, "derived");
  facts.average_concurrency = 1.02;
  EXPECT_EQ(decide_load(facts).load, Load::single);
}

TEST(RequestLoad, HalfOfAllUnderWayOnAverageIsStillOffline) {
  LoadFacts facts = with_rate({true, std::nullopt});
  facts.average_concurrency = 90;
  EXPECT_EQ(decide_load(facts).load, Load::offline);
  EXPECT_EQ(decide_load(facts).concurrency, 200);
}

TEST(RequestLoad, AFiniteRateIsAchievedRateTimesLatency) {
  LoadFacts facts = with_rate({false, 4.0});
  facts.requests_per_second = 3.0;
  facts.mean_latency_ms = 2000;
  const RequestLoad load = decide_load(facts);
  EXPECT_EQ(load.load, Load::concurrent);
  EXPECT_EQ(load.concurrency, 6);
  EXPECT_EQ(load.source, "derived");
}

TEST(RequestLoad, WithoutLatencyTheConcurrencyIsUnknown) {
  const RequestLoad load = decide_load(with_rate({false, 4.0}));
  EXPECT_EQ(load.load, Load::concurrent);
  EXPECT_EQ(load.concurrency, std::nullopt);
  EXPECT_EQ(load.source, "unknown");
}

TEST(RequestLoad, NothingSaidIsNothingKnown) {
  EXPECT_EQ(decide_load({}).load, std::nullopt);
  EXPECT_EQ(decide_load({}).source, "unknown");
}

TEST(RequestRate, SpellingsOfInfinite) {
  for (const std::string_view text : {"inf", "Infinity", "INF", "8.2110E+13"})
    EXPECT_TRUE(parse_request_rate(text).infinite) << text;
  EXPECT_TRUE(parse_request_rate(Json(1e9)).infinite);
  EXPECT_EQ(parse_request_rate(Json(0.5)).finite, 0.5);
  EXPECT_FALSE(parse_request_rate(Json()).infinite);
  EXPECT_EQ(parse_request_rate(Json()).finite, std::nullopt);
}

}  // namespace
}  // namespace llmbench::parsers
