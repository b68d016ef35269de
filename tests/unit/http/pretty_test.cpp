#include "http/pretty.hpp"

#include <gtest/gtest.h>

namespace llmbench::http {
namespace {

TEST(Pretty, IndentsByTwoAndKeepsEveryValueAsItWas) {
  EXPECT_EQ(indent_json(R"({"a":[1.50,-2e5,null],"b":{},"c":[ ],"d":"x,\"{:}\\"})"),
            "{\n"
            "  \"a\": [\n"
            "    1.50,\n"
            "    -2e5,\n"
            "    null\n"
            "  ],\n"
            "  \"b\": {},\n"
            "  \"c\": [],\n"
            "  \"d\": \"x,\\\"{:}\\\\\"\n"
            "}\n");
  EXPECT_EQ(indent_json("[]"), "[]\n");
  EXPECT_EQ(indent_json("true"), "true\n");
}

TEST(Pretty, WhatIsIndentedAlreadyStaysTheSame) {
  const std::string once = indent_json(R"([{"a":"b c"},[[]]])");
  EXPECT_EQ(indent_json(once), once);
}

TEST(Pretty, ABrokenStringDoesNotReadPastTheEnd) {
  EXPECT_EQ(indent_json("\"abc\\"), "\"abc\\\n");
}

TEST(Pretty, IsAskedForByTheQuery) {
  for (const char* query : {"pretty", "pretty=1", "a=b&pretty=true", "pretty=&x=%zz"}) {
    EXPECT_TRUE(wants_pretty(query)) << query;
  }
  for (const char* query : {"", "pretty=0", "pretty=false", "apretty=1", "a=pretty"}) {
    EXPECT_FALSE(wants_pretty(query)) << query;
  }
}

}  // namespace
}  // namespace llmbench::http
