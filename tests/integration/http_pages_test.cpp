// What browsers need over real sockets: answers for people, pages of other origins.

#include "support/http_client.hpp"
#include "support/http_running_server.hpp"

#include "llmbench/util/gzip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench {
namespace {

using testing::expect_error;
using testing::http_call;
using testing::http_get;
using testing::HttpHeaders;
using testing::RunningServer;

using ::testing::HasSubstr;

TEST(HttpPretty, AnswersAndErrorsAreIndented) {
  RunningServer server;
  EXPECT_EQ(http_get(server.port(), "/small?pretty=1").body, "{\n  \"limit\": 0\n}\n");
  EXPECT_EQ(http_get(server.port(), "/small?limit=3&pretty").body, "{\n  \"limit\": 3\n}\n");
  EXPECT_EQ(http_get(server.port(), "/small?pretty=0").body, "{\"limit\":0}");
  for (const char* target : {"/none?pretty=1", "/small?lmit=3&pretty=1"}) {
    EXPECT_THAT(http_get(server.port(), target).body, HasSubstr("{\n  \"error\": \"")) << target;
  }
  expect_error(http_get(server.port(), "/small?pretty=yes"), 400, "invalid_query");
  EXPECT_EQ(http_get(server.port(), "/text?pretty=1").body, std::string(5000, 't'));
}

TEST(HttpPretty, HasATagAndACachedBodyOfItsOwn) {
  RunningServer server;
  const HttpHeaders gzip = {{"Accept-Encoding", "gzip"}};
  for (int time = 0; time < 2; ++time) {
    const auto plain = http_get(server.port(), "/large", gzip);
    const auto pretty = http_get(server.port(), "/large?pretty=1", gzip);
    EXPECT_EQ(plain.header("etag"), "W/\"large-1\"");
    EXPECT_EQ(pretty.header("etag"), "W/\"large-1-pretty\"");
    EXPECT_TRUE(gzip_decompress(plain.body, 100000).starts_with("[1"));
    EXPECT_TRUE(gzip_decompress(pretty.body, 100000).starts_with("[\n  1"));
  }
  EXPECT_EQ(http_get(server.port(), "/large?pretty=1", {{"If-None-Match", "W/\"large-1-pretty\""}}).status, 304);
  EXPECT_EQ(http_get(server.port(), "/large?pretty=1", {{"If-None-Match", "W/\"large-1\""}}).status, 200);
}

http::ServerOptions with_origins(std::vector<std::string> origins) {
  http::ServerOptions options;
  options.cors_origins = std::move(origins);
  return options;
}

TEST(HttpCors, IsOffUnlessOriginsAreNamed) {
  RunningServer server;
  const auto answer = http_get(server.port(), "/small", {{"Origin", "https://pages.example"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.headers.contains("access-control-allow-origin"));
  expect_error(http_call(server.port(), "OPTIONS", "/small",
                         {{"Origin", "https://pages.example"}, {"Access-Control-Request-Method", "GET"}}),
               405, "method_not_allowed");
}

TEST(HttpCors, PagesOfANamedOriginMayReadEveryAnswer) {
  RunningServer server{with_origins({"https://pages.example"})};
  for (const char* target : {"/small", "/large", "/none", "/throw", "/stream/nothing"}) {
    const auto answer = http_get(server.port(), target, {{"Origin", "https://pages.example"}});
    EXPECT_EQ(answer.header("access-control-allow-origin"), "https://pages.example") << target;
    EXPECT_THAT(answer.header("access-control-expose-headers"), HasSubstr("X-Total-Count"));
    EXPECT_THAT(answer.header("vary"), HasSubstr("Origin"));
  }
  EXPECT_EQ(http_get(server.port(), "/large", {{"Origin", "https://pages.example"}}).header("vary"),
            "Origin, Accept-Encoding");
  for (const char* origin : {"https://other.example", "null", "https://pages.example.evil.example"}) {
    const auto answer = http_get(server.port(), "/small", {{"Origin", origin}});
    EXPECT_FALSE(answer.headers.contains("access-control-allow-origin")) << origin;
    EXPECT_EQ(answer.header("vary"), "Origin");
  }
}

TEST(HttpCors, PreflightsNameTheMethodsOfThePath) {
  RunningServer server{with_origins({"https://pages.example"})};
  const auto ask = [&](const char* origin, const char* target) {
    return http_call(server.port(), "OPTIONS", target,
                     {{"Origin", origin}, {"Access-Control-Request-Method", "DELETE"}});
  };
  const auto granted = ask("https://pages.example", "/any/a");
  EXPECT_EQ(granted.status, 204);
  EXPECT_EQ(granted.body, "");
  EXPECT_FALSE(granted.headers.contains("content-length"));
  EXPECT_EQ(granted.header("access-control-allow-origin"), "https://pages.example");
  EXPECT_EQ(granted.header("access-control-allow-methods"), "DELETE");
  EXPECT_THAT(granted.header("access-control-allow-headers"), HasSubstr("Authorization, Content-Type"));
  EXPECT_EQ(granted.header("access-control-max-age"), "600");
  expect_error(ask("https://other.example", "/any/a"), 405, "method_not_allowed");
  expect_error(ask("https://pages.example", "/none"), 404, "not_found");
}

TEST(HttpCors, WithoutTokensOnlyPagesOfTheServerOrOfANamedOriginWrite) {
  RunningServer server{with_origins({"*", "https://pages.example"})};
  const auto status = [&](const char* origin) {
    return http_call(server.port(), "DELETE", "/any/a", {{"Host", "localhost:3000"}, {"Origin", origin}}).status;
  };
  EXPECT_EQ(status("http://localhost:3000"), 200);
  EXPECT_EQ(status("https://pages.example"), 200);
  EXPECT_EQ(status("https://other.example"), 403);
  EXPECT_EQ(status("null"), 403);
  EXPECT_EQ(
      http_get(server.port(), "/small", {{"Origin", "https://other.example"}}).header("access-control-allow-origin"),
      "*");
}

}  // namespace
}  // namespace llmbench
