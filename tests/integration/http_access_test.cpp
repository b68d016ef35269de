// What the server does with the decision of ServerOptions::authorise: who is asked, when, and what a refused client
// gets to read.

#include "support/http_running_server.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <vector>

namespace llmbench {
namespace {

using http::Access;
using testing::expect_error;
using testing::http_call;
using testing::http_get;
using testing::http_request;
using testing::HttpConnection;
using testing::RunningServer;

constexpr const char* kGood = "Bearer good";

/// Reads are open, writes need "Bearer good".
http::Permission judge(const http::AccessQuestion& question) {
  if (question.access == Access::read) return {};
  if (question.authorization.value_or("") != kGood) throw Error{ErrorCode::unauthorized, "no"};
  return {http::Actor{{}, "lab-1", false}, false};
}

http::ServerOptions with_judge() {
  http::ServerOptions options;
  options.authorise = judge;
  return options;
}

TEST(HttpAccess, ARefusalNamesTheScheme) {
  RunningServer server{with_judge()};
  const auto refused = http_call(server.port(), "DELETE", "/any/a");
  expect_error(refused, 401, "unauthorized");
  EXPECT_EQ(refused.header("www-authenticate"), "Bearer");
  EXPECT_EQ(http_call(server.port(), "DELETE", "/any/a", {{"Authorization", kGood}}).status, 200);
  EXPECT_EQ(http_get(server.port(), "/small").status, 200);
}

TEST(HttpAccess, AHostThatIsNotLoopbackMayWriteWhenAllowed) {
  RunningServer server{with_judge()};
  const testing::HttpHeaders headers{
      {"Host", "bench.example"}, {"X-Forwarded-For", "192.0.2.1"}, {"Authorization", kGood}};
  EXPECT_EQ(http_call(server.port(), "DELETE", "/any/a", headers).status, 200);
}

TEST(HttpAccess, UnknownPathsAndWrongMethodsAreSaidFirst) {
  RunningServer server{with_judge()};
  EXPECT_EQ(http_call(server.port(), "POST", "/nowhere", {}, "x").status, 404);
  EXPECT_EQ(http_call(server.port(), "DELETE", "/small").status, 405);
}

TEST(HttpAccess, ASenderOfALargeBodyGetsToReadTheRefusal) {
  RunningServer server{with_judge()};
  const std::string body = "\"" + std::string(90'000, 'a') + "\"";
  HttpConnection connection{server.port()};
  for (int count = 0; count < 20; ++count) {
    ASSERT_TRUE(connection.send(http_request("POST", "/echo", {{"Content-Type", "application/json"}}, body)));
    const auto answer = connection.read_answer();  // on the same connection: nothing of the body is left in it
    ASSERT_TRUE(answer);
    expect_error(*answer, 401, "unauthorized");
  }
}

TEST(HttpAccess, ExpectContinueRefusesBeforeTheBodyIsSent) {
  RunningServer server{with_judge()};
  HttpConnection connection{server.port()};
  connection.send(http_request(
      "POST", "/echo", {{"Content-Type", "application/json"}, {"Content-Length", "2"}, {"Expect", "100-continue"}}));
  const auto refused = connection.read_answer();
  ASSERT_TRUE(refused);
  expect_error(*refused, 401, "unauthorized");
}

TEST(HttpAccess, AQuestionOfAHeadAloneSaysSo) {
  std::mutex mutex;
  std::vector<bool> announced;  // guarded by mutex
  http::ServerOptions options;
  options.authorise = [&](const http::AccessQuestion& question) {
    const std::lock_guard lock{mutex};
    announced.push_back(question.announced);
    return judge(question);
  };
  RunningServer server{std::move(options)};
  HttpConnection connection{server.port()};
  connection.send(http_request("POST", "/echo",
                               {{"Authorization", kGood},
                                {"Content-Type", "application/json"},
                                {"Content-Length", "2"},
                                {"Expect", "100-continue"}}));
  ASSERT_EQ(connection.read_answer()->status, 100);
  connection.send("[]");
  ASSERT_EQ(connection.read_answer()->status, 200);
  const std::lock_guard lock{mutex};
  EXPECT_EQ(announced, (std::vector<bool>{true, false}));
}

TEST(HttpAccess, WhoCannotBeToldIsNotLetIn) {
  http::ServerOptions options;
  options.authorise = [](const http::AccessQuestion&) -> http::Permission {
    throw Error{ErrorCode::unavailable, "tokens cannot be checked"};
  };
  RunningServer server{std::move(options)};
  expect_error(http_call(server.port(), "DELETE", "/any/a", {{"Authorization", kGood}}), 503, "unavailable");
}

TEST(HttpAccess, AnAllowedRequestMayStillHaveToBeLocal) {
  http::ServerOptions options;
  options.authorise = [](const http::AccessQuestion& question) {
    return http::Permission{std::nullopt, question.access != Access::read};
  };
  RunningServer server{std::move(options)};
  EXPECT_EQ(http_call(server.port(), "DELETE", "/any/a").status, 200);
  expect_error(http_call(server.port(), "DELETE", "/any/a", {{"Host", "evil.example"}}), 403, "forbidden");
}

}  // namespace
}  // namespace llmbench
