#include "llmbench/client/api_client.hpp"

#include "support/base/scripted_server.hpp"

#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace llmbench::client {
namespace {

using llmbench::testing::ScriptedAnswer;
using llmbench::testing::ScriptedServer;
using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;
using Action = ScriptedAnswer::Action;

ScriptedAnswer answer(int status, std::string body = "{}") {
  ScriptedAnswer result;
  result.status = status;
  result.body = std::move(body);
  return result;
}
ScriptedAnswer failing(Action action) {
  ScriptedAnswer result = answer(200, R"({"success":true})");
  result.action = action;
  return result;
}

struct ApiClientTest : ::testing::Test {
  std::vector<milliseconds> waits;

  ClientOptions options(const std::string& server) {
    ClientOptions options;
    options.server = server;
    options.wait = [this](milliseconds time) { waits.push_back(time); };
    return options;
  }
  std::string failure_of(const std::string& server) {
    ApiClient client{options(server)};
    try {
      (void)client.post("/api/x", "{}");
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::unavailable);
      return error.what();
    }
    return "no error";
  }
};

TEST_F(ApiClientTest, PostsTheBodyAsJson) {
  ScriptedServer server{{answer(201, R"({"success":true})")}};
  ClientOptions with_token = options(server.url() + "/");
  with_token.token = "lbk_abc";
  with_token.user_agent = "llm-benchmark-uploader/1.2.3";
  ApiClient client{with_token};
  const ApiResponse response = client.post("/api/upload-experiment", R"({"experiment_run":{}})");
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, R"({"success":true})");
  ASSERT_THAT(server.requests(), SizeIs(1));
  const auto request = server.requests().front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/api/upload-experiment");
  EXPECT_EQ(request.body, R"({"experiment_run":{}})");
  EXPECT_EQ(request.headers.at("content-type"), "application/json");
  EXPECT_EQ(request.headers.at("authorization"), "Bearer lbk_abc");
  EXPECT_EQ(request.headers.at("user-agent"), "llm-benchmark-uploader/1.2.3");
  EXPECT_FALSE(request.headers.contains("content-encoding"));
  EXPECT_FALSE(request.headers.contains("expect"));
  EXPECT_THAT(waits, IsEmpty());
}

TEST_F(ApiClientTest, GetsWithoutABody) {
  ScriptedServer server{{answer(200, R"({"status":"healthy"})")}};
  ApiClient client{options(server.url())};
  (void)client.post("/api/x", "{}");
  EXPECT_EQ(client.get("/health").body, R"({"status":"healthy"})");
  const auto request = server.requests().at(1);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/health");
  EXPECT_EQ(request.body, "");
  EXPECT_FALSE(request.headers.contains("authorization"));
}

TEST_F(ApiClientTest, PostsAgainAfterAGet) {
  ScriptedServer server{{answer(200)}};
  ApiClient client{options(server.url())};
  (void)client.get("/health");
  (void)client.post("/api/x", R"({"a":1})");
  const auto request = server.requests().at(1);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.body, R"({"a":1})");
}

TEST_F(ApiClientTest, LargeBodiesTravelAsGzip) {
  ScriptedServer server{{answer(200)}};
  ApiClient client{options(server.url())};
  const std::string body = R"({"notes":")" + std::string(20'000, 'x') + R"("})";
  (void)client.post("/api/x", body);
  const auto request = server.requests().front();
  EXPECT_EQ(request.headers.at("content-encoding"), "gzip");
  EXPECT_LT(std::stoi(request.headers.at("content-length")), 1000);
  EXPECT_EQ(request.body, body);
}

TEST_F(ApiClientTest, ABusyServerIsAskedAgain) {
  ScriptedServer server{{answer(503), answer(429), answer(502), answer(201, R"({"success":true})")}};
  ApiClient client{options(server.url())};
  EXPECT_EQ(client.post("/api/x", R"({"a":1})").status, 201);
  ASSERT_THAT(server.requests(), SizeIs(4));
  EXPECT_EQ(server.requests()[3].body, R"({"a":1})");
  EXPECT_THAT(waits, ElementsAre(Le(milliseconds{250}), Le(milliseconds{500}), Le(milliseconds{1000})));
}

TEST_F(ApiClientTest, TheLastAnswerOfABusyServerIsReturned) {
  ScriptedServer server{{answer(503, R"({"error":"starting"})")}};
  ApiClient client{options(server.url())};
  const ApiResponse response = client.post("/api/x", "{}");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, R"({"error":"starting"})");
  EXPECT_THAT(server.requests(), SizeIs(5));
}

TEST_F(ApiClientTest, ADroppedConnectionIsTriedAgain) {
  ScriptedServer server{{failing(Action::drop), failing(Action::cut), answer(200, R"({"status":"duplicate"})")}};
  ApiClient client{options(server.url())};
  EXPECT_EQ(client.post("/api/x", "{}").body, R"({"status":"duplicate"})");
  EXPECT_THAT(server.requests(), SizeIs(3));
}

TEST_F(ApiClientTest, AServerThatDoesNotAnswerInTimeIsTriedAgain) {
  ScriptedServer server{{failing(Action::stall), answer(200, R"({"success":true})")}};
  ClientOptions impatient = options(server.url());
  impatient.request_timeout = milliseconds{200};
  ApiClient client{impatient};
  EXPECT_EQ(client.post("/api/x", "{}").status, 200);
  EXPECT_THAT(server.requests(), SizeIs(2));
}

TEST_F(ApiClientTest, ACancelledRequestEndsAtOnceAndIsNotTriedAgain) {
  ScriptedServer server{{failing(Action::stall)}};
  ClientOptions cancelled = options(server.url());
  cancelled.is_cancelled = [&server] { return !server.requests().empty(); };
  ApiClient client{cancelled};
  try {
    (void)client.post("/api/x", "{}");
    FAIL() << "an answer";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "interrupted");
  }
  EXPECT_THAT(server.requests(), SizeIs(1));
}

TEST_F(ApiClientTest, ManyLinesTravelUnderTheirOwnName) {
  ScriptedServer server{{answer(200)}};
  ApiClient client{options(server.url())};
  (void)client.post("/api/x", "{}\n{}\n", "application/x-ndjson");
  EXPECT_EQ(server.requests().at(0).headers.at("content-type"), "application/x-ndjson");
}

TEST_F(ApiClientTest, RetryAfterIsWaitedFor) {
  ScriptedAnswer busy = answer(429);
  busy.headers["Retry-After"] = "7";
  ScriptedServer server{{busy, answer(200)}};
  ApiClient client{options(server.url())};
  EXPECT_EQ(client.post("/api/x", "{}").status, 200);
  EXPECT_THAT(waits, ElementsAre(milliseconds{7000}));
}

TEST_F(ApiClientTest, ARetryAfterOfAnHourEndsTheAttempts) {
  ScriptedAnswer busy = answer(503);
  busy.headers["Retry-After"] = "3600";
  ScriptedServer server{{busy}};
  ApiClient client{options(server.url())};
  EXPECT_EQ(client.post("/api/x", "{}").status, 503);
  EXPECT_THAT(server.requests(), SizeIs(1));
  EXPECT_THAT(waits, IsEmpty());
}

TEST_F(ApiClientTest, ARefusalIsNotRepeated) {
  ScriptedServer server{{answer(422, R"({"error":"no"})")}};
  ApiClient client{options(server.url())};
  EXPECT_EQ(client.post("/api/x", "{}").status, 422);
  EXPECT_THAT(server.requests(), SizeIs(1));
}

TEST_F(ApiClientTest, NobodyListensMeansUnavailable) {
  const std::string server = "http://127.0.0.1:" + std::to_string(llmbench::testing::unused_port());
  EXPECT_THAT(failure_of(server), AllOf(HasSubstr("cannot reach " + server), HasSubstr("(5 attempts)")));
  EXPECT_THAT(waits, SizeIs(4));
}

TEST_F(ApiClientTest, AnHtmlPageIsNotOurServer) {
  ScriptedAnswer page = answer(200, "<!DOCTYPE html><title>Sign in</title>");
  page.headers["Content-Type"] = "text/html";
  ScriptedServer server{{page}};
  EXPECT_THAT(failure_of(server.url()), AllOf(HasSubstr("answered 200 with an HTML page"), HasSubstr("proxy")));
}

TEST_F(ApiClientTest, AProxysErrorPageIsRetriedAndThenNamed) {
  ScriptedAnswer page = answer(502, "<html>Bad Gateway</html>");
  page.headers["Content-Type"] = "text/html";
  ScriptedServer server{{page}};
  EXPECT_THAT(failure_of(server.url()), HasSubstr("answered 502 with an HTML page"));
  EXPECT_THAT(server.requests(), SizeIs(5));
}

TEST_F(ApiClientTest, ATextAnswerIsNotOurServerAndIsNotRetried) {
  ScriptedAnswer text = answer(200, "SSH-2.0");
  text.headers["Content-Type"] = "text/plain";
  ScriptedServer server{{text}};
  EXPECT_THAT(failure_of(server.url()), HasSubstr("something that is not JSON"));
  EXPECT_THAT(server.requests(), SizeIs(1));
}

TEST_F(ApiClientTest, RedirectsAreNamedAndNotFollowed) {
  ScriptedServer other{{answer(200)}};
  ScriptedAnswer redirect = answer(308);
  redirect.headers["Location"] = other.url() + "/api/x";
  ScriptedServer server{{redirect}};
  EXPECT_THAT(failure_of(server.url()), AllOf(HasSubstr("redirect to " + other.url()), HasSubstr("--server")));
  EXPECT_THAT(other.requests(), IsEmpty());
}

TEST_F(ApiClientTest, ALoopbackServerIsNotAskedThroughAProxy) {
  ScriptedServer proxy{{answer(502)}};
  ScriptedServer server{{answer(200, R"({"success":true})")}};
  ::setenv("http_proxy", proxy.url().c_str(), 1);
  ApiClient client{options(server.url())};
  const ApiResponse response = client.post("/api/x", "{}");
  ::unsetenv("http_proxy");
  EXPECT_EQ(response.body, R"({"success":true})");
  EXPECT_THAT(proxy.requests(), IsEmpty());
}

TEST_F(ApiClientTest, AnotherServerIsAskedThroughTheProxyOfTheEnvironment) {
  ScriptedServer proxy{{answer(200, R"({"success":true})")}};
  ::setenv("http_proxy", proxy.url().c_str(), 1);
  ApiClient client{options("http://bench.invalid:3000")};
  const ApiResponse response = client.post("/api/x", "{}");
  ::unsetenv("http_proxy");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(proxy.requests().at(0).target, "http://bench.invalid:3000/api/x");
}

TEST_F(ApiClientTest, CompletesTheServersAddress) {
  EXPECT_EQ(ApiClient{options("localhost:3000")}.options().server, "http://localhost:3000");
  EXPECT_EQ(ApiClient{options(" https://bench.example/llm/ ")}.options().server, "https://bench.example/llm");
}

TEST_F(ApiClientTest, NeverShowsThePasswordOfAnAddress) {
  const ApiClient client{options("http://me:secret@bench.example:3000")};
  EXPECT_EQ(client.shown_server(), "http://bench.example:3000");
}

TEST_F(ApiClientTest, KnowsWhenOthersCanListen) {
  for (const char* server : {"bench.example", "http://192.0.2.1:3000", "127.0.0.1.example", "HTTP://[2001:db8::1]"}) {
    EXPECT_TRUE(ApiClient{options(server)}.sends_in_the_clear()) << server;
  }
  for (const char* server : {"localhost:3000", "http://127.1.2.3", "http://[::1]:3000", "https://bench.example"}) {
    EXPECT_FALSE(ApiClient{options(server)}.sends_in_the_clear()) << server;
  }
}

TEST_F(ApiClientTest, RefusesWhatIsNoAddress) {
  for (const char* text : {"", "ftp://bench.example", "http://", "http://a b", "http://x?y=1", "http://x:notaport"}) {
    try {
      const ApiClient client{options(text)};
      FAIL() << text << " was accepted as " << client.options().server;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_input);
      EXPECT_THAT(error.what(), AllOf(HasSubstr(text), HasSubstr("http://localhost:3000")));
    }
  }
}

TEST_F(ApiClientTest, RefusesATokenThatWouldBreakTheRequest) {
  ClientOptions broken = options("http://localhost:3000");
  broken.token = "lbk_secret\r\nX-Other: 1";
  try {
    const ApiClient client{broken};
    FAIL() << "the token was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_input);
    EXPECT_THAT(error.what(), Not(HasSubstr("lbk_secret")));
  }
}

}  // namespace
}  // namespace llmbench::client
