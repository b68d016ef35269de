#include "llmbench/domain/metric_catalogue.hpp"

#include <gtest/gtest.h>

#include <set>

namespace llmbench {
namespace {

constexpr auto kUp = MetricDirection::higher_is_better;
constexpr auto kDown = MetricDirection::lower_is_better;

struct DirectionCase {
  const char* name;
  std::optional<MetricDirection> direction;
};

TEST(FindMetric, KnowsWhichWayIsBetter) {
  const DirectionCase cases[] = {
      {"tokens_per_second", kUp},   {"pp512", kUp},
      {"tg128 @ d4096", kUp},       {"pp512+tg128", kUp},
      {"pp512+tg128 @ d2048", kUp}, {"memory_usage_gb", kDown},
      {"ttft_p95_ms", kDown},       {"ttft_p99.9_ms", kDown},
      {"itl_p50_ms_4096", kDown},   {"request_mean_ms", kDown},
      {"gpu_power_watts", kDown},   {"tokens_per_kwh", kUp},
      {"perplexity", kDown},        {"duration_seconds", std::nullopt},
  };
  for (const auto& expected : cases) {
    const auto info = find_metric(expected.name);
    ASSERT_TRUE(info) << expected.name;
    EXPECT_EQ(info->direction, expected.direction) << expected.name;
  }
}

TEST(FindMetric, UnknownNamesAreNotGuessed) {
  for (const char* name : {"speed", "ttft_ms", "ttft_best_ms", "ttft_p95_s", "ttft_p95_ms_big", "pp512+", "", "tgx"}) {
    EXPECT_FALSE(find_metric(name)) << name;
  }
}

TEST(MetricCatalogue, NamesAreDistinctAndUnitsKnown) {
  std::set<std::string_view> names;
  for (const MetricInfo& row : metric_catalogue()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(canonical_unit(row.unit), row.unit) << row.name;
  }
}

TEST(CanonicalUnit, SpellingsOfOneUnitAreOneUnit) {
  for (const char* unit : {"tok/s", "t/s", "tokens/sec", "Tokens/s", " tokens per second "}) {
    EXPECT_EQ(canonical_unit(unit), "tok/s") << unit;
  }
  EXPECT_EQ(canonical_unit("GiB"), "GB");
  EXPECT_EQ(canonical_unit("percent"), "%");
  EXPECT_EQ(canonical_unit(""), "");
  EXPECT_FALSE(canonical_unit("parsecs"));
}

TEST(IsNonNegativeUnit, SpeedsMemoryTimesAndPower) {
  for (const char* unit : {"tok/s", "GB", "ms", "W"}) EXPECT_TRUE(is_non_negative_unit(unit)) << unit;
  for (const char* unit : {"", "°C", "%", "parsecs"}) EXPECT_FALSE(is_non_negative_unit(unit)) << unit;
}

}  // namespace
}  // namespace llmbench
