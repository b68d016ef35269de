#include "llmbench/util/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace llmbench {
namespace {

TEST(Random, TextHasTheLengthAndOnlyLettersAndDigits) {
  const std::string text = random_base62(5000);
  EXPECT_EQ(text.size(), 5000U);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0; }));
  EXPECT_EQ((std::set<char>{text.begin(), text.end()}).size(), 62U);  // one missing: less likely than 1 in 10^33
}

TEST(Random, NeverTheSameTwice) {
  EXPECT_NE(random_base62(43), random_base62(43));
}

}  // namespace
}  // namespace llmbench
