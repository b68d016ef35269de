#include "llmbench/util/text.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/gzip.hpp"
#include "llmbench/util/hash.hpp"
#include "llmbench/util/uuid.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

TEST(Contains, FindsAPartAnywhereAndTheEmptyOneInEveryText) {
  EXPECT_TRUE(contains("prompt eval rate", "eval"));
  EXPECT_TRUE(contains("eval", "eval"));
  EXPECT_FALSE(contains("eva", "eval"));
  EXPECT_TRUE(contains("", ""));
  EXPECT_TRUE(contains(std::string_view{"a\0b", 3}, std::string_view{"\0", 1}));
}

TEST(Text, CollapsesWhitespace) {
  EXPECT_EQ(collapse_whitespace("  AMD \t Ryzen   7  "), "AMD Ryzen 7");
}

TEST(Text, NumbersMustBeWholeAndFinite) {
  EXPECT_EQ(parse_double("3.5"), 3.5);
  EXPECT_EQ(parse_double("3.5x"), std::nullopt);
  EXPECT_EQ(parse_double("inf"), std::nullopt);
  EXPECT_EQ(format_number(512.0), "512");
  EXPECT_EQ(format_number(0.1), "0.1");
}

TEST(Text, Utf8IsCheckedAndRepaired) {
  EXPECT_TRUE(is_valid_utf8("\xE6\xA8\xA1"));
  EXPECT_FALSE(is_valid_utf8("\xC0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80"));
  EXPECT_EQ(repair_utf8("a\xFF"
                        "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(utf8_length("\xE6\xA8\xA1x"), 2U);
}

TEST(Text, NearestWordHelpsWithTypingErrors) {
  const std::vector<std::string> known = {"min_speed", "min_quality", "sort"};
  EXPECT_EQ(nearest_word("min_sped", known), "min_speed");
  EXPECT_EQ(nearest_word("zzzzzz", known), std::nullopt);
}

TEST(Text, NearestWordKnowsWordsWithAPartLeftOut) {
  const std::vector<std::string> grouped = {"lora", "load", "sort_by", "sort_direction"};
  EXPECT_EQ(nearest_word("sort", grouped), "sort_by");
  EXPECT_EQ(nearest_word("direction", grouped), "sort_direction");
  const std::vector<std::string> grid = {"lora", "load", "sort", "direction"};
  EXPECT_EQ(nearest_word("sort_by", grid), "sort");
  EXPECT_EQ(nearest_word("sort_direction", grid), "direction");
}

TEST(Hash, KnownVector) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Uuid, ContentIdsAreVersion8AndStable) {
  EXPECT_EQ(to_string(uuid_from_content("abc")), "ba7816bf-8f01-8fea-8141-40de5dae2223");
  EXPECT_EQ(parse_uuid("BA7816BF-8f01-8fea-8141-40de5dae2223"), uuid_from_content("abc"));
  EXPECT_EQ(parse_uuid("ba7816bf8f018fea814140de5dae2223"), std::nullopt);
}

TEST(Gzip, RoundTripAndBound) {
  const std::string text(100000, 'x');
  const std::string packed = gzip_compress(text, 1);
  EXPECT_LT(packed.size(), 2000U);
  EXPECT_EQ(gzip_decompress(packed, text.size()), text);
  EXPECT_THROW((void)gzip_decompress(packed, text.size() - 1), Error);
  EXPECT_THROW((void)gzip_decompress(packed.substr(0, packed.size() / 2), text.size()), Error);
}

}  // namespace
}  // namespace llmbench
