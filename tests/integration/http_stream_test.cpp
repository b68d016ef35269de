// Streamed answers over real sockets: whole, compressed, failing, abandoned.

#include "support/http_client.hpp"
#include "support/http_running_server.hpp"
#include "support/wait_until.hpp"

#include "llmbench/util/gzip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench {
namespace {

using testing::expect_error;
using testing::http_get;
using testing::http_request;
using testing::HttpConnection;
using testing::kStreamedLines;
using testing::RunningServer;
using testing::wait_until;

std::string all_lines() {
  std::string text;
  for (int line = 0; line < kStreamedLines; ++line) text += std::to_string(line) + "\n";
  return text;
}

TEST(HttpStream, ArrivesWholeInChunksAndTheConnectionGoesOn) {
  RunningServer server;
  HttpConnection connection{server.port()};
  for (int time = 0; time < 2; ++time) {
    connection.send(http_request("GET", "/stream/lines"));
    const auto answer = connection.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->header("transfer-encoding"), "chunked");
    EXPECT_FALSE(answer->headers.contains("content-length"));
    EXPECT_EQ(answer->header("content-type"), "text/csv; charset=utf-8");
    EXPECT_EQ(answer->header("x-total-count"), "7");
    EXPECT_EQ(answer->header("vary"), "Accept-Encoding");
    EXPECT_EQ(answer->header("cache-control"), "no-store");
    EXPECT_EQ(answer->body, all_lines());
  }
  connection.send(http_request("GET", "/small"));
  EXPECT_EQ(connection.read_answer()->body, "{\"limit\":0}");
}

TEST(HttpStream, IsGzippedWhenAccepted) {
  RunningServer server;
  const auto answer = http_get(server.port(), "/stream/lines", {{"Accept-Encoding", "br, gzip"}});
  EXPECT_EQ(answer.header("content-encoding"), "gzip");
  EXPECT_LT(answer.body.size(), all_lines().size() / 2);
  EXPECT_EQ(gzip_decompress(answer.body, 10'000'000), all_lines());
}

TEST(HttpStream, MayBeEmpty) {
  RunningServer server;
  const auto plain = http_get(server.port(), "/stream/nothing");
  EXPECT_EQ(plain.status, 200);
  EXPECT_EQ(plain.body, "");
  const auto packed = http_get(server.port(), "/stream/nothing", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(gzip_decompress(packed.body, 10), "");
}

TEST(HttpStream, HeadHasTheHeadersAndRunsNothing) {
  RunningServer server;
  HttpConnection connection{server.port()};
  connection.send(http_request("HEAD", "/stream/endless"));
  const auto head = connection.read_answer(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->header("x-total-count"), "7");
  EXPECT_EQ(head->header("content-type"), "text/csv; charset=utf-8");
  connection.send(http_request("GET", "/small"));
  EXPECT_EQ(connection.read_answer()->body, "{\"limit\":0}");
  EXPECT_EQ(server.endless_streams(), 0);
}

TEST(HttpStream, OldClientsGetItUntilTheConnectionEnds) {
  RunningServer server;
  HttpConnection connection{server.port()};
  connection.send("GET /stream/lines HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
  const auto head = connection.read_answer(true);
  ASSERT_TRUE(head);
  EXPECT_FALSE(head->headers.contains("transfer-encoding"));
  EXPECT_EQ(head->header("connection"), "close");
  EXPECT_EQ(connection.read_to_the_end(), all_lines());
}

TEST(HttpStream, AFailureBeforeAnythingWasSentHasTheErrorShape) {
  RunningServer server;
  const auto answer = http_get(server.port(), "/stream/fails-at-once", {{"Accept-Encoding", "gzip"}});
  expect_error(answer, 400, "invalid_query");
  EXPECT_EQ(answer.header("content-encoding"), "");
}

TEST(HttpStream, ALaterFailureBreaksTheConnectionOff) {
  RunningServer server;
  for (const char* encoding : {"identity", "gzip"}) {
    HttpConnection connection{server.port()};
    connection.send(http_request("GET", "/stream/fails-late", {{"Accept-Encoding", encoding}}));
    EXPECT_FALSE(connection.read_answer()) << "a part looks like the whole";
    EXPECT_EQ(connection.read_to_the_end().find("secret"), std::string::npos);
  }
  ASSERT_TRUE(wait_until([&] { return server.records().size() == 2; }));
  EXPECT_FALSE(server.records().at(0).complete);
}

TEST(HttpStream, TheAccessLogHasItsSize) {
  RunningServer server;
  (void)http_get(server.port(), "/stream/lines");
  ASSERT_TRUE(wait_until([&] { return server.records().size() == 1; }));
  const auto record = server.records().front();
  EXPECT_EQ(record.path, "/stream/lines");
  EXPECT_EQ(record.sent_bytes, all_lines().size());
  EXPECT_TRUE(record.complete);
}

TEST(HttpStream, EndsWhenTheClientIsGone) {
  RunningServer server;
  HttpConnection connection{server.port()};
  connection.send(http_request("GET", "/stream/endless"));
  ASSERT_TRUE(connection.read_answer(true));
  ASSERT_TRUE(wait_until([&] { return server.endless_streams() == 1; }));
  connection.close();
  EXPECT_TRUE(wait_until([&] { return server.endless_streams() == 0; }));
}

TEST(HttpStream, EndsWhenTheServerStops) {
  RunningServer server;
  HttpConnection connection{server.port()};
  connection.send(http_request("GET", "/stream/endless"));
  ASSERT_TRUE(connection.read_answer(true));
  ASSERT_TRUE(wait_until([&] { return server.endless_streams() == 1; }));
  server.server().stop();
  server.join();
  EXPECT_EQ(server.endless_streams(), 0);
  EXPECT_TRUE(connection.is_closed_by_server());
}

}  // namespace
}  // namespace llmbench
