#include "llmbench/util/json.hpp"

#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

std::string error_of(std::string_view text, const JsonLimits& limits = {}) {
  try {
    (void)parse_json(text, limits);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_json);
    return error.what();
  }
  return "no error";
}

TEST(ParseJson, SyntaxErrorNamesLineAndColumn) {
  EXPECT_EQ(error_of("{\"a\": 1,\n \"b\": }"), "invalid JSON at line 2, column 7");
}

TEST(ParseJson, EndOfTextIsNamed) {
  EXPECT_EQ(error_of("{\"a\": 1"), "the JSON ends too early at line 1, column 8");
}

TEST(ParseJson, DuplicateKeysAreRefusedUnlessAllowed) {
  EXPECT_EQ(error_of(R"({"a":1,"a":2})"), "the key \"a\" appears twice in one object");
  JsonLimits limits;
  limits.refuse_duplicate_keys = false;
  EXPECT_EQ(parse_json(R"({"a":1,"a":2})", limits).at("a"), 2);
}

TEST(ParseJson, TheLastOfAllowedDuplicatesWinsAlsoWhenItIsAnObject) {
  JsonLimits limits;
  limits.refuse_duplicate_keys = false;
  EXPECT_EQ(parse_json(R"({"a":{"x":1},"b":[1],"a":{"y":2},"b":{}})", limits).dump(), R"({"a":{"y":2},"b":{}})");
}

TEST(ParseJson, BuildsEveryKindOfValueInItsPlace) {
  const std::string text =
      R"({"a":[1,-2,0.5,[],{},[[3],{"b":[null]}]],"c":{"d":{"e":true},"f":"g"},"h":18446744073709551615})";
  EXPECT_EQ(parse_json(text).dump(), text);
  EXPECT_EQ(parse_json("7").dump(), "7");
  EXPECT_EQ(parse_json("\"x\"").dump(), "\"x\"");
}

TEST(ParseJson, DepthIsBounded) {
  EXPECT_EQ(error_of(std::string(65, '[') + std::string(65, ']')), "the JSON is nested deeper than 64 levels");
  EXPECT_TRUE(parse_json(std::string(64, '[') + std::string(64, ']')).is_array());
  EXPECT_NE(error_of(std::string(1000000, '[')), "no error");
}

TEST(ParseJson, NulInvalidUtf8AndLoneSurrogatesAreRefused) {
  EXPECT_EQ(error_of(R"({"a":"x\u0000y"})"), "a text contains a NUL character");
  EXPECT_EQ(error_of("{\"a\":\"\xFF\"}"), "the text is not valid UTF-8");
  EXPECT_NE(error_of(R"({"a":"\ud800"})"), "no error");
}

TEST(ParseJson, HugeNumbersAreErrorsNotInfinity) {
  EXPECT_NE(error_of("[1e999]"), "no error");
}

TEST(ParseJson, NonFiniteNumbersAreNullOnlyWhereAllowed) {
  EXPECT_NE(error_of("[NaN]"), "no error");
  JsonLimits limits;
  limits.non_finite_as_null = true;
  EXPECT_EQ(parse_json(R"([NaN,-inf,Infinity,-nan(ind),"inf in text",1])", limits).dump(),
            R"([null,null,null,null,"inf in text",1])");
}

TEST(CanonicalJson, TextsAreEscapedAsJsonEscapesThem) {
  EXPECT_EQ(canonical_json(Json{{"a\"b", "c\\d"}, {"e\n", "\x7F \xC3\xA9"}}), R"({"a\"b":"c\\d","e\n":")"
                                                                              "\x7F \xC3\xA9"
                                                                              R"("})");
}

TEST(CanonicalJson, SortsKeysAndPrintsIntegralDoublesAsIntegers) {
  EXPECT_EQ(canonical_json(parse_json(R"({"b":512.0,"a":[0.1,true,null,"\u00e9"]})")),
            "{\"a\":[0.1,true,null,\"\xC3\xA9\"],\"b\":512}");
}

}  // namespace
}  // namespace llmbench
