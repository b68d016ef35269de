#include "http/cors.hpp"

#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

namespace llmbench::http {
namespace {

TEST(Cors, WhatIsNoOriginIsRefusedNamingTheFlag) {
  for (const char* text : {"pages.example", "null", "https://", "https://pages.example/", "https://a@b", "ftp://x",
                           "https://*.example", "https://a b", ""}) {
    try {
      const Cors cors{{text}};
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_input);
      EXPECT_EQ(error.fields().at(0).path, "--cors-origin");
    }
  }
}

TEST(Cors, OriginsCompareWithoutCase) {
  const Cors cors{{" HTTPS://Pages.Example:8443"}};
  EXPECT_TRUE(cors.is_named("https://pages.example:8443"));
  EXPECT_FALSE(cors.is_named("https://pages.example"));
  EXPECT_FALSE(cors.is_named("https://pages.example:8443.evil.example"));
}

TEST(Cors, AStarLetsPagesReadButNamesNobody) {
  const Cors cors{{"*", "https://pages.example"}};
  EXPECT_FALSE(cors.is_named("https://other.example"));
  EXPECT_EQ(cors.preflight("https://other.example", {"GET", "HEAD", "DELETE"}).headers.at(0).second, "GET, HEAD");
  EXPECT_EQ(cors.preflight("https://pages.example", {"GET", "HEAD", "DELETE"}).headers.at(0).second,
            "GET, HEAD, DELETE");
  EXPECT_TRUE(cors.is_preflight("OPTIONS", "https://other.example", "GET"));
  EXPECT_FALSE(cors.is_preflight("OPTIONS", "null", "GET"));
  EXPECT_FALSE(cors.is_preflight("OPTIONS", "https://other.example", ""));
  EXPECT_FALSE(cors.is_preflight("GET", "https://other.example", "GET"));
}

TEST(Cors, SameOriginIsTheHostThatWasAsked) {
  EXPECT_TRUE(is_same_origin("http://localhost:3000", "localhost:3000"));
  EXPECT_FALSE(is_same_origin("http://localhost:5173", "localhost:3000"));
  EXPECT_FALSE(is_same_origin("null", "localhost:3000"));
  EXPECT_FALSE(is_same_origin("", ""));
}

}  // namespace
}  // namespace llmbench::http
