#include "llmbench/util/time.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

std::string read(std::string_view text) {
  const auto time = parse_time(text);
  return time ? format_rfc3339(*time) : "no time";
}

TEST(ParseTime, ReadsWhatToolsWrite) {
  EXPECT_EQ(read("2025-06-08T22:17:33Z"), "2025-06-08T22:17:33Z");
  EXPECT_EQ(read("2025-05-02 10:41:28.045121"), "2025-05-02T10:41:28.045121Z");
  EXPECT_EQ(read("2025-05-02T10:41:28+02:00"), "2025-05-02T08:41:28Z");
  EXPECT_EQ(read("2025-05-02"), "2025-05-02T00:00:00Z");
  EXPECT_EQ(read("2025-05-02T10:41:28.1234567891Z"), "no time");
  EXPECT_EQ(read("2025-02-30T10:41:28Z"), "no time");
  EXPECT_EQ(read("2025-05-02T25:00:00Z"), "no time");
  EXPECT_EQ(read("yesterday"), "no time");
}

TEST(ParseTime, ZonesAndLeapSecondsDoNotLeadOutOfTheYearsThatAreRead) {
  EXPECT_EQ(read("1970-01-01T00:00:00Z"), "1970-01-01T00:00:00Z");
  EXPECT_EQ(read("1970-01-01T00:00:00+00:01"), "no time");
  EXPECT_EQ(read("1969-12-31T23:00:00-01:00"), "1970-01-01T00:00:00Z");
  EXPECT_EQ(read("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59Z");
  EXPECT_EQ(read("9999-12-31T23:59:60Z"), "no time");
  EXPECT_EQ(read("9999-12-31T23:59:59-00:01"), "no time");
}

TEST(ParseTime, SaysWhetherAZoneWasGiven) {
  bool zone = true;
  ASSERT_TRUE(parse_time("2025-05-02 10:41:28", &zone));
  EXPECT_FALSE(zone);
  ASSERT_TRUE(parse_time("2025-05-02 10:41:28Z", &zone));
  EXPECT_TRUE(zone);
}

TEST(FormatTime, SeedShape) {
  EXPECT_EQ(format_seconds_utc(*parse_time("2025-06-08T22:17:33.5Z")), "2025-06-08 22:17:33 UTC");
}

}  // namespace
}  // namespace llmbench
