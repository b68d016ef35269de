// Answers and the life of the server over real sockets.

#include "support/http_client.hpp"
#include "support/http_running_server.hpp"

#include "llmbench/util/gzip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

namespace llmbench {
namespace {

using testing::expect_error;
using testing::http_call;
using testing::http_get;
using testing::http_request;
using testing::HttpConnection;
using testing::RunningServer;

using ::testing::HasSubstr;

TEST(HttpServer, UnknownPathsMethodsAndParameters) {
  RunningServer server;
  const int port = server.port();
  expect_error(http_get(port, "/api/none"), 404, "not_found");
  expect_error(http_get(port, "/line%0Afeed"), 404, "not_found");
  expect_error(http_call(port, "POST", "/line%0Afeed", {{"Content-Type", "application/json"}}, "[]"), 404, "not_found");
  const auto wrong = http_call(port, "PUT", "/small", {}, "x");
  expect_error(wrong, 405, "method_not_allowed");
  EXPECT_EQ(wrong.header("allow"), "GET, HEAD");
  expect_error(http_call(port, "OPTIONS", "/echo"), 405, "method_not_allowed");
  const auto unknown = http_get(port, "/small?limt=3");
  expect_error(unknown, 400, "invalid_query");
  EXPECT_THAT(unknown.body, HasSubstr("did you mean 'limit'?"));
  EXPECT_EQ(http_get(port, "/small?limit=3").body, "{\"limit\":3}");
}

TEST(HttpServer, ExceptionsOfHandlersStayInTheLog) {
  RunningServer server;
  const auto answer = http_get(server.port(), "/throw");
  expect_error(answer, 500, "internal");
  EXPECT_EQ(answer.body.find("secret"), std::string::npos);
  for (const auto& [name, value] : answer.headers) EXPECT_EQ(value.find("secret"), std::string::npos) << name;
}

TEST(HttpServer, LargeAnswersAreGzippedByUsWhenAccepted) {
  RunningServer server;
  const auto plain = http_get(server.port(), "/large");
  EXPECT_EQ(plain.header("content-encoding"), "");
  EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
  EXPECT_EQ(plain.body.size(), 50002U);
  for (int time = 0; time < 2; ++time) {  // the second comes from the cache
    const auto packed = http_get(server.port(), "/large", {{"Accept-Encoding", "br, gzip"}});
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_EQ(packed.header("vary"), "Accept-Encoding");
    EXPECT_EQ(gzip_decompress(packed.body, 100000), plain.body);
  }
  EXPECT_EQ(http_get(server.port(), "/large", {{"Accept-Encoding", "br"}}).header("content-encoding"), "");
  EXPECT_EQ(http_get(server.port(), "/text", {{"Accept-Encoding", "br"}}).header("content-encoding"), "");
  EXPECT_EQ(http_get(server.port(), "/small", {{"Accept-Encoding", "gzip"}}).header("content-encoding"), "");
}

TEST(HttpServer, KnownEtagAnswers304WithTheHeadersOfThePage) {
  RunningServer server;
  const auto first = http_get(server.port(), "/large");
  EXPECT_EQ(first.header("etag"), "W/\"large-1\"");
  EXPECT_EQ(first.header("cache-control"), "no-cache");
  HttpConnection connection{server.port()};
  connection.send(http_request("GET", "/large", {{"If-None-Match", "\"other\", W/\"large-1\""}}));
  const auto second = connection.read_answer();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->status, 304);
  EXPECT_EQ(second->body, "");
  EXPECT_FALSE(second->headers.contains("content-length"));
  for (const char* repeated : {"etag", "link", "x-total-count", "vary", "cache-control"}) {
    EXPECT_EQ(second->header(repeated), first.header(repeated)) << repeated;
    EXPECT_NE(second->header(repeated), "") << repeated;
  }
  connection.send(http_request("GET", "/large", {{"If-None-Match", "W/\"old\""}}));
  EXPECT_EQ(connection.read_answer()->status, 200);
}

TEST(HttpServer, HeadHasTheHeadersOfGetAndNoBody) {
  RunningServer server;
  HttpConnection connection{server.port()};
  connection.send(http_request("HEAD", "/large"));
  const auto head = connection.read_answer(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->header("content-length"), "50002");
  EXPECT_EQ(head->header("x-total-count"), "7");
  connection.send(http_request("GET", "/small"));
  EXPECT_EQ(connection.read_answer()->body, "{\"limit\":0}");
}

TEST(HttpServer, RangesAreIgnored) {
  RunningServer server;
  const auto answer = http_get(server.port(), "/small", {{"Range", "bytes=0-2"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{\"limit\":0}");
}

TEST(HttpServer, EveryAnswerHasSecurityHeadersAndARequestId) {
  RunningServer server;
  for (const char* target : {"/small", "/none", "/throw"}) {
    const auto answer = http_get(server.port(), target, {{"X-Request-Id", "build-17.a"}});
    EXPECT_EQ(answer.header("x-request-id"), "build-17.a");
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.header("referrer-policy"), "same-origin");
    EXPECT_EQ(answer.header("cache-control"), "no-store");
  }
  const auto odd = http_get(server.port(), "/small", {{"X-Request-Id", "a b\"c"}});
  EXPECT_EQ(odd.header("x-request-id").size(), 36U);
}

TEST(HttpServer, WritesNeedALoopbackHostAndNoProxy) {
  RunningServer server;
  const auto status = [&](const testing::HttpHeaders& headers) {
    return http_call(server.port(), "DELETE", "/any/a", headers).status;
  };
  for (const char* host : {"localhost:3000", "127.0.0.1", "127.1.2.3:80", "[::1]:3000", "LOCALHOST"}) {
    EXPECT_EQ(status({{"Host", host}}), 200) << host;
  }
  for (const char* host : {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:3000", "", "10.0.0.1",
                           "[::2]", "localhost:3000.evil.example", "[::1].evil.example", "[::1"}) {
    EXPECT_EQ(status({{"Host", host}}), 403) << host;
  }
  EXPECT_EQ(status({{"Host", "localhost:3000"}, {"Host", "evil.example"}}), 403);
  EXPECT_EQ(status({{"X-Forwarded-For", "127.0.0.1"}}), 403);
  EXPECT_EQ(status({{"Forwarded", "for=127.0.0.1"}}), 403);
  expect_error(http_call(server.port(), "DELETE", "/any/a", {{"Host", "evil.example"}}), 403, "forbidden");
  EXPECT_EQ(http_get(server.port(), "/small", {{"Host", "evil.example"}}).status, 200);
}

TEST(HttpServer, TheAccessLogHasNoQuery) {
  RunningServer server;
  (void)http_get(server.port(), "/small?limit=secret", {{"X-Request-Id", "abc"}});
  const auto records = server.records();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].method, "GET");
  EXPECT_EQ(records[0].path, "/small");
  EXPECT_EQ(records[0].status, 200);
  EXPECT_EQ(records[0].sent_bytes, 16U);
  EXPECT_EQ(records[0].request_id, "abc");
  EXPECT_EQ(records[0].remote_address, "127.0.0.1");
}

TEST(HttpServer, OneConnectionServesManyRequests) {
  RunningServer server;
  HttpConnection connection{server.port()};
  for (int count = 0; count < 200; ++count) {
    ASSERT_TRUE(connection.send(http_request("GET", "/small")));
    ASSERT_EQ(connection.read_answer()->status, 200);
    ASSERT_TRUE(connection.send(http_request("POST", "/echo", {{"Content-Type", "application/json"}}, "[1]")));
    ASSERT_EQ(connection.read_answer()->body, "[1]");
  }
}

TEST(HttpServer, ThreeHundredSimultaneousConnectsAreAllServed) {
  RunningServer server;
  std::vector<HttpConnection> connections;
  for (int count = 0; count < 300; ++count) connections.emplace_back(server.port());
  for (auto& connection : connections) {
    ASSERT_TRUE(connection.send(http_request("GET", "/small", {{"Connection", "close"}})));
  }
  int served = 0;
  for (auto& connection : connections) {
    const auto answer = connection.read_answer();
    if (answer && answer->status == 200) ++served;
  }
  EXPECT_EQ(served, 300);
}

TEST(HttpServer, AnAddressInUseIsAnErrorThatNamesIt) {
  RunningServer server;
  http::Routes routes;
  http::ServerOptions options;
  options.port = server.port();
  try {
    const http::Server second{options, routes};
    FAIL() << "two servers share a port";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unavailable);
    EXPECT_THAT(error.what(), HasSubstr("127.0.0.1:" + std::to_string(server.port())));
  }
}

TEST(HttpServer, StopBeforeRunReturnsAtOnce) {
  http::Routes routes;
  http::ServerOptions options;
  options.port = 0;
  http::Server server{options, routes};
  server.stop();
  server.run();
}

TEST(HttpServer, StopLetsRunningRequestsFinish) {
  RunningServer server;
  std::vector<HttpConnection> connections;
  for (int count = 0; count < 20; ++count) {
    connections.emplace_back(server.port());
    connections.back().send(http_request("GET", "/wait"));
  }
  ASSERT_TRUE(server.await_inside(20));
  server.server().stop();
  EXPECT_THROW(HttpConnection{server.port()}, std::runtime_error);
  server.release();
  for (auto& connection : connections) {
    const auto answer = connection.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "{\"waited\":true}");
    EXPECT_EQ(answer->header("connection"), "close");
  }
  server.join();
}

TEST(HttpServer, StopUnderLoadAnswersOrRefusesButNeverHalf) {
  RunningServer server;
  std::latch loaded{8};
  std::atomic<int> broken{0};
  std::vector<std::jthread> clients;
  for (int client = 0; client < 8; ++client) {
    clients.emplace_back([&] {
      int answered = 0;
      while (true) {
        try {
          HttpConnection connection{server.port()};
          while (connection.send(http_request("GET", "/large"))) {
            const auto answer = connection.read_answer();
            if (!answer) break;
            if (answer->body.size() != 50002U) ++broken;
            if (++answered == 50) loaded.count_down();
          }
        } catch (const std::runtime_error&) {
          if (answered < 50) loaded.count_down();
          return;  // refused: the server is gone
        }
      }
    });
  }
  loaded.wait();
  server.server().stop();
  server.join();
  clients.clear();
  EXPECT_EQ(broken, 0);
}

TEST(HttpServer, AClientThatNeverFinishesIsCutAtTheStopDeadline) {
  http::ServerOptions options;
  options.stop_deadline = std::chrono::milliseconds{200};
  RunningServer server{options};
  HttpConnection connection{server.port()};
  connection.send(http_request("POST", "/echo", {{"Content-Type", "application/json"}, {"Content-Length", "10"}}) +
                  "[");
  HttpConnection half_a_head{server.port()};
  half_a_head.send("GET /small HTT");
  (void)http_get(server.port(), "/small");  // both were accepted before this one
  server.server().stop();
  server.join();
  EXPECT_TRUE(connection.is_closed_by_server());
  EXPECT_TRUE(half_a_head.is_closed_by_server());
}

}  // namespace
}  // namespace llmbench
