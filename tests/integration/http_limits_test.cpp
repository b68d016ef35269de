// Request bodies and framing over real sockets: what clients that are large, slow, odd or hostile get to see.

#include "support/http_client.hpp"
#include "support/http_running_server.hpp"

#include "llmbench/util/gzip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace llmbench {
namespace {

using testing::expect_error;
using testing::http_call;
using testing::http_get;
using testing::http_post_json;
using testing::http_request;
using testing::HttpConnection;
using testing::kMaxBody;
using testing::RunningServer;

std::string chunked(const std::vector<std::string>& chunks) {
  std::string text =
      http_request("POST", "/echo", {{"Content-Type", "application/json"}, {"Transfer-Encoding", "chunked"}});
  char size[32];
  for (const auto& chunk : chunks) {
    std::snprintf(size, sizeof(size), "%zx\r\n", chunk.size());
    text += size + chunk + "\r\n";
  }
  return text + "0\r\n\r\n";
}

TEST(HttpLimits, BodiesArriveWholePlainChunkedAndCompressed) {
  RunningServer server;
  const std::string body = "[\"" + std::string(kMaxBody - 4, 'x') + "\"]";
  EXPECT_EQ(http_post_json(server.port(), "/echo", body).body, body);

  HttpConnection connection{server.port()};
  ASSERT_TRUE(connection.send(chunked({body.substr(0, 10), body.substr(10)})));
  EXPECT_EQ(connection.read_answer()->body, body);

  const std::string packed = gzip_compress(body, 6);
  const auto answer = http_call(server.port(), "POST", "/echo",
                                {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}}, packed);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, body);
}

TEST(HttpLimits, TooLargeIsSaidForPlainChunkedAndCompressedBodies) {
  RunningServer server;
  const std::string large(kMaxBody + 1, ' ');
  expect_error(http_post_json(server.port(), "/echo", large), 413, "too_large");

  HttpConnection connection{server.port()};
  connection.send(chunked({large.substr(0, kMaxBody), "  ", std::string(300000, ' ')}));
  const auto answer = connection.read_answer();
  ASSERT_TRUE(answer);
  expect_error(*answer, 413, "too_large");
  EXPECT_TRUE(connection.is_closed_by_server());

  const std::string bomb = gzip_compress(std::string(50'000'000, ' '), 9);
  ASSERT_LT(bomb.size(), kMaxBody);
  expect_error(http_call(server.port(), "POST", "/echo",
                         {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}}, bomb),
               413, "too_large");
}

TEST(HttpLimits, AHundredMegabytesAreRefusedWithAnAnswerTheSenderGetsToRead) {
  RunningServer server;
  HttpConnection connection{server.port()};
  connection.send(
      http_request("POST", "/echo", {{"Content-Type", "application/json"}, {"Content-Length", "100000000"}}));
  const std::string part(1'000'000, ' ');
  for (int count = 0; count < 100; ++count) ASSERT_TRUE(connection.send(part));
  const auto answer = connection.read_answer();
  ASSERT_TRUE(answer);
  expect_error(*answer, 413, "too_large");
}

TEST(HttpLimits, ExpectContinueRefusesALargeBodyBeforeItIsSent) {
  RunningServer server;
  HttpConnection connection{server.port()};
  connection.send(
      http_request("POST", "/echo",
                   {{"Content-Type", "application/json"}, {"Content-Length", "100001"}, {"Expect", "100-continue"}}));
  const auto refused = connection.read_answer();
  ASSERT_TRUE(refused);
  expect_error(*refused, 413, "too_large");

  HttpConnection second{server.port()};
  second.send(http_request(
      "POST", "/echo", {{"Content-Type", "application/json"}, {"Content-Length", "2"}, {"Expect", "100-continue"}}));
  EXPECT_EQ(second.read_answer()->status, 100);
  second.send("[]");
  EXPECT_EQ(second.read_answer()->body, "[]");
}

TEST(HttpLimits, ContentTypeAndEncodingAreChecked) {
  RunningServer server;
  const int port = server.port();
  expect_error(http_call(port, "POST", "/echo", {{"Content-Type", "text/plain"}}, "[]"), 415, "unsupported_media_type");
  expect_error(http_call(port, "POST", "/echo", {}, "[]"), 415, "unsupported_media_type");
  expect_error(http_call(port, "POST", "/echo", {{"Content-Type", "multipart/form-data; boundary=x"}}, "--x--"), 415,
               "unsupported_media_type");
  expect_error(
      http_call(port, "POST", "/echo", {{"Content-Type", "application/json"}, {"Content-Encoding", "br"}}, "[]"), 415,
      "unsupported_media_type");
  expect_error(
      http_call(port, "POST", "/echo", {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}}, "[]"), 400,
      "invalid_json");
  EXPECT_EQ(http_call(port, "POST", "/echo", {{"Content-Type", "application/json; charset=UTF-8"}}, "[]").status, 200);
}

TEST(HttpLimits, ABodyThatTricklesIsATimeout) {
  http::ServerOptions options;
  options.body_deadline = std::chrono::milliseconds{300};
  RunningServer server{options};
  HttpConnection silent{server.port()};
  silent.send(http_request("POST", "/echo", {{"Content-Type", "application/json"}, {"Content-Length", "10"}}) + "[");
  const auto answer = silent.read_answer();
  ASSERT_TRUE(answer);
  expect_error(*answer, 408, "timeout");
  EXPECT_TRUE(silent.is_closed_by_server());

  // Every read of this one is quick; only the whole takes too long.
  HttpConnection trickling{server.port()};
  trickling.send(http_request("POST", "/echo", {{"Content-Type", "application/json"}, {"Content-Length", "9000"}}));
  auto reading = std::async(std::launch::async, [&] { return trickling.read_answer(); });
  while (reading.wait_for(std::chrono::milliseconds{20}) != std::future_status::ready) trickling.send(" ");
  const auto second = reading.get();
  ASSERT_TRUE(second);
  expect_error(*second, 408, "timeout");
}

TEST(HttpLimits, AChunkHeaderThatNeverEndsIsCut) {
  http::ServerOptions options;
  options.body_deadline = std::chrono::milliseconds{300};
  RunningServer server{options};
  HttpConnection connection{server.port()};
  connection.send(
      http_request("POST", "/echo", {{"Content-Type", "application/json"}, {"Transfer-Encoding", "chunked"}}));
  auto closed = std::async(std::launch::async, [&] { return connection.is_closed_by_server(); });
  while (closed.wait_for(std::chrono::milliseconds{20}) != std::future_status::ready) connection.send("0");
  EXPECT_TRUE(closed.get());
}

TEST(HttpLimits, UnusualFramingIsRefusedAndTheConnectionClosed) {
  RunningServer server;
  for (const auto& headers :
       std::vector<testing::HttpHeaders>{{{"Content-Length", "-5"}},
                                         {{"Content-Length", "two"}},
                                         {{"Content-Length", "2"}, {"Content-Length", "3"}},
                                         {{"Content-Length", "2"}, {"Transfer-Encoding", "chunked"}},
                                         {{"Transfer-Encoding", "gzip"}}}) {
    HttpConnection connection{server.port()};
    connection.send(http_request("DELETE", "/any/a", headers) + "GET /small HTTP/1.1\r\n\r\n");
    const auto answer = connection.read_answer();
    ASSERT_TRUE(answer);
    expect_error(*answer, 400, "invalid_query");
    EXPECT_EQ(answer->header("connection"), "close");
    EXPECT_FALSE(connection.read_answer()) << "the smuggled request was answered";
  }
}

TEST(HttpLimits, TheBodyOfAGetIsNotTakenForTheNextRequest) {
  RunningServer server;
  HttpConnection connection{server.port()};
  connection.send(http_request("GET", "/small", {}, "GET /large HTTP/1.1\r\n\r\n"));
  EXPECT_EQ(connection.read_answer()->body, "{\"limit\":0}");
  EXPECT_FALSE(connection.read_answer());
}

TEST(HttpLimits, APostWithoutBodyDoesNotWait) {
  RunningServer server;
  const auto answer = http_call(server.port(), "POST", "/echo", {{"Content-Type", "application/json"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
}

TEST(HttpLimits, MalformedRequestsGetTheErrorShapeToo) {
  RunningServer server;
  for (const std::string& bytes : std::vector<std::string>{
           std::string{"nonsense\r\n\r\n"}, "GET /small HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n",
           "GET /small?x=" + std::string(9000, 'x') + " HTTP/1.1\r\n\r\n", std::string{"BREW /small HTTP/1.1\r\n\r\n"},
           std::string{"GET /small?limit=%zz HTTP/1.1\r\n\r\n"}, std::string{"GET /any/%00 HTTP/1.1\r\n\r\n"},
           std::string{"GET http://other/small HTTP/1.1\r\n\r\n"}}) {
    HttpConnection connection{server.port()};
    connection.send(bytes);
    const auto answer = connection.read_answer();
    ASSERT_TRUE(answer) << bytes.substr(0, 60);
    expect_error(*answer, 400, "invalid_query");
  }
  testing::HttpHeaders many;
  for (int at = 0; at < 5; ++at) many.emplace_back("X-" + std::to_string(at), std::string(4000, 'x'));
  expect_error(http_get(server.port(), "/small", many), 413, "too_large");
}

}  // namespace
}  // namespace llmbench
