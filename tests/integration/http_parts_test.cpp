// Streamed request bodies and clients that make the server wait, over real sockets.

#include "support/http_client.hpp"
#include "support/http_running_server.hpp"
#include "support/wait_until.hpp"

#include "llmbench/util/gzip.hpp"

#include <gtest/gtest.h>

#include <future>

namespace llmbench {
namespace {

using testing::expect_error;
using testing::http_call;
using testing::http_request;
using testing::HttpAnswer;
using testing::HttpConnection;
using testing::HttpHeaders;
using testing::kMaxBody;
using testing::RunningServer;
using testing::wait_until;

const HttpHeaders kLines = {{"Content-Type", "application/x-ndjson"}};
const HttpHeaders kPackedLines = {{"Content-Type", "application/x-ndjson"}, {"Content-Encoding", "gzip"}};

/// Bytes that gzip cannot make small.
std::string noise(std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < size) {
    state = state * 1664525 + 1013904223;
    text += std::to_string(state);
  }
  return text.substr(0, size);
}

TEST(HttpParts, ArriveWholePlainChunkedAndCompressed) {
  RunningServer server;
  const std::string body = noise(kMaxBody);
  EXPECT_EQ(http_call(server.port(), "POST", "/parts", kLines, body).body, "100000 bytes, whole");
  EXPECT_EQ(http_call(server.port(), "POST", "/parts", {{"Content-Type", "application/json"}}, body).body,
            "100000 bytes, whole");
  EXPECT_EQ(http_call(server.port(), "POST", "/parts", kPackedLines, gzip_compress(body, 6)).body,
            "100000 bytes, whole");
  EXPECT_EQ(http_call(server.port(), "POST", "/parts", kLines).body, "0 bytes, whole");

  HttpConnection connection{server.port()};
  connection.send(
      "POST /parts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
      "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n3\r\n567\r\n0\r\n\r\n");
  EXPECT_EQ(connection.read_answer()->body, "8 bytes, whole");
  connection.send(http_request("GET", "/small"));
  EXPECT_EQ(connection.read_answer()->body, "{\"limit\":0}");
}

TEST(HttpParts, WhatCameBeforeTheLimitWasHandedOver) {
  RunningServer server;
  EXPECT_EQ(http_call(server.port(), "POST", "/parts", kLines, noise(kMaxBody + 1)).body, "0 bytes, too_large")
      << "announced";
  // 50 MB of blanks in 50 KB: the decoded bytes count.
  const std::string bomb = gzip_compress(std::string(50'000'000, ' '), 9);
  EXPECT_EQ(http_call(server.port(), "POST", "/parts", kPackedLines, bomb).body, "100000 bytes, too_large");
}

TEST(HttpParts, DamageIsSaidAfterThePartsBeforeIt) {
  RunningServer server;
  const std::string packed = gzip_compress(noise(5000), 6);
  const auto cut = http_call(server.port(), "POST", "/parts", kPackedLines, packed.substr(0, packed.size() - 8));
  EXPECT_EQ(cut.body, "5000 bytes, invalid_json");
  EXPECT_EQ(http_call(server.port(), "POST", "/parts", kPackedLines, "no gzip").body, "0 bytes, invalid_json");
}

TEST(HttpParts, OtherTypesAndEncodingsAreRefused) {
  RunningServer server;
  const auto refused = [&](const HttpHeaders& headers) {
    expect_error(http_call(server.port(), "POST", "/parts", headers, "{}"), 415, "unsupported_media_type");
  };
  refused({{"Content-Type", "text/plain"}});
  refused({});
  refused({{"Content-Type", "application/x-ndjson; charset=latin1"}});
  refused({{"Content-Type", "application/x-ndjson"}, {"Content-Encoding", "br"}});
  expect_error(http_call(server.port(), "POST", "/echo", kLines, "{}"), 415, "unsupported_media_type");
}

TEST(HttpParts, ExpectContinueIsRefusedForATypeThatIsNotTaken) {
  RunningServer server;
  HttpConnection connection{server.port()};
  connection.send(http_request("POST", "/parts",
                               {{"Content-Type", "text/csv"}, {"Content-Length", "9"}, {"Expect", "100-continue"}}));
  const auto answer = connection.read_answer();
  ASSERT_TRUE(answer);
  expect_error(*answer, 415, "unsupported_media_type");
}

TEST(HttpParts, AnErrorOfTheHandlerIsReadThoughTheClientIsStillSending) {
  RunningServer server;
  const auto answer = http_call(server.port(), "POST", "/parts/refused", kLines, noise(kMaxBody));
  expect_error(answer, 422, "invalid_input");
  EXPECT_EQ(answer.header("connection"), "close");
}

TEST(HttpParts, ABodyThatNobodyReadsEndsTheConnection) {
  RunningServer server;
  HttpConnection connection{server.port()};
  connection.send(http_request("POST", "/parts/ignored", kLines, "GET /small HTTP/1.1\r\n\r\n"));
  const auto answer = connection.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "{}");
  EXPECT_EQ(answer->header("connection"), "close");
  EXPECT_FALSE(connection.read_answer()) << "the body was taken for a request";
}

TEST(HttpParts, ATrickleEndsWithATimeout) {
  http::ServerOptions options;
  options.body_deadline = std::chrono::milliseconds{300};
  RunningServer server{options};
  HttpConnection connection{server.port()};
  connection.send(http_request("POST", "/parts", {kLines[0], {"Content-Length", "9000"}}));
  auto reading = std::async(std::launch::async, [&] { return connection.read_answer(); });
  while (reading.wait_for(std::chrono::milliseconds{20}) != std::future_status::ready) connection.send(" ");
  EXPECT_TRUE(reading.get()->body.ends_with("bytes, timeout"));
}

TEST(HttpPatience, AHeadThatDripsIsCut) {
  http::ServerOptions options;
  options.head_deadline = std::chrono::milliseconds{300};
  options.keep_alive_timeout = std::chrono::seconds{1};
  RunningServer server{options};
  HttpConnection fresh{server.port()};
  HttpConnection kept{server.port()};
  kept.send(http_request("GET", "/small"));
  ASSERT_TRUE(kept.read_answer());
  for (HttpConnection* connection : {&fresh, &kept}) {
    connection->send("GET /small HTTP/1.1\r\nX-Drip: ");
    auto closed = std::async(std::launch::async, [&] { return connection->is_closed_by_server(); });
    while (closed.wait_for(std::chrono::milliseconds{20}) != std::future_status::ready) connection->send("x");
    EXPECT_TRUE(closed.get());
  }
}

TEST(HttpPatience, AConnectionThatIsSilentFromTheStartIsCut) {
  http::ServerOptions options;
  options.head_deadline = std::chrono::milliseconds{300};
  RunningServer server{options};
  HttpConnection connection{server.port()};
  EXPECT_TRUE(connection.is_closed_by_server());
}

TEST(HttpPatience, AReaderThatTakesNothingIsCut) {
  http::ServerOptions options;
  options.write_timeout = std::chrono::milliseconds{300};
  RunningServer server{options};
  HttpConnection nothing{server.port()};
  nothing.send(http_request("GET", "/stream/endless"));
  ASSERT_TRUE(wait_until([&] { return server.endless_streams() == 1; }));
  EXPECT_TRUE(wait_until([&] { return server.endless_streams() == 0; }));
}

TEST(HttpPatience, ASlowHandlerIsNotTheClientsFault) {
  http::ServerOptions options;
  options.head_deadline = std::chrono::milliseconds{50};
  RunningServer server{options};
  HttpConnection waiting{server.port()};
  waiting.send(http_request("GET", "/wait"));
  ASSERT_TRUE(server.await_inside(1));
  HttpConnection silent{server.port()};
  ASSERT_TRUE(silent.is_closed_by_server());  // so the limit has passed for the other as well
  server.release();
  const auto answer = waiting.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "{\"waited\":true}");
}

TEST(HttpPatience, RequestsThatWaitForAThreadAreNotCut) {
  http::ServerOptions options;
  options.head_deadline = std::chrono::milliseconds{50};
  options.threads = 2;
  RunningServer server{options};
  HttpConnection first{server.port()};
  HttpConnection second{server.port()};
  first.send(http_request("GET", "/wait"));
  second.send(http_request("GET", "/wait"));
  ASSERT_TRUE(server.await_inside(2));
  HttpConnection queued{server.port()};
  queued.send(http_request("GET", "/small"));
  HttpConnection silent{server.port()};
  ASSERT_TRUE(silent.is_closed_by_server());
  server.release();
  EXPECT_TRUE(queued.read_answer());
}

}  // namespace
}  // namespace llmbench
