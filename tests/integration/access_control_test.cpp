// Scope by access by route, over the real route table: what a token may do, and what goes without one.

#include "llmbench/api/access_control.hpp"

#include "support/http_client.hpp"
#include "support/test_database.hpp"

#include "llmbench/api/application.hpp"
#include "llmbench/service/token_service.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace llmbench {
namespace {

using http::Access;
using ::testing::HasSubstr;
using testing::http_call;
using testing::HttpAnswer;
using testing::HttpHeaders;

constexpr const char* kUnknownId = "00000000-0000-4000-8000-000000000000";

class AccessMatrix : public ::testing::Test {
 protected:
  void start(api::AccessPolicy policy) {
    http::ServerOptions options;
    options.port = 0;
    options.access_log = false;
    options.authorise = [this](const http::AccessQuestion& question) { return access_->authorise(question); };
    access_.emplace(tokens_, policy);
    server_.emplace(std::move(options), routes_);
    application_.start();
    thread_ = std::jthread{[this] { server_->run(); }};
  }
  ~AccessMatrix() override {
    if (!server_) return;
    server_->stop();
    thread_.join();
    application_.stop();
  }

  std::string make_token(const std::string& name, TokenScope scope, std::optional<TimePoint> expires_at = {}) {
    return tokens_.create(name, scope, expires_at).text;
  }
  /// A request that goes no further than it must: its ids are unknown, its body is empty.
  HttpAnswer call(const http::RouteInfo& route, const HttpHeaders& headers) const {
    std::string path;
    for (const auto& segment : split(std::string_view{route.pattern}.substr(1), '/')) {
      path += "/" + (segment.starts_with('{') ? std::string{kUnknownId} : segment);
    }
    HttpHeaders all = headers;
    all.emplace_back("Content-Type", "application/json");
    return http_call(server_->port(), route.method, path, all, route.method == "POST" ? "{}" : "");
  }
  HttpAnswer upload(const HttpHeaders& headers = {}) const {
    http::RouteInfo route;
    route.method = "POST";
    route.pattern = "/api/upload-experiment";
    return call(route, headers);
  }
  HttpAnswer read(const HttpHeaders& headers = {}) const {
    return http_call(server_->port(), "GET", "/api/performance-grid", headers);
  }
  static HttpHeaders bearer(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }
  /// 401 or 403 for every route of the table, or that it was let through.
  void expect_all(const HttpHeaders& headers, const std::map<Access, int>& refused_with) const {
    for (const auto& entry : routes_.entries()) {
      const auto refused = refused_with.find(entry.info.access);
      const auto answer = call(entry.info, headers);
      const std::string route = entry.info.method + " " + entry.info.pattern;
      if (refused == refused_with.end()) {
        EXPECT_NE(answer.status, 401) << route << answer.body;
        EXPECT_NE(answer.status, 403) << route << answer.body;
      } else {
        EXPECT_EQ(answer.status, refused->second) << route << answer.body;
      }
    }
  }

  std::atomic<TimePoint> now_ = parse_time("2026-03-01T12:00:00Z").value();  // read by the threads of the server
  testing::TestDatabase database_;
  service::TokenService tokens_{database_.pool(), [this] { return now_.load(); }};
  http::Routes routes_;
  api::Application application_{database_.pool(), "test", routes_};
  std::optional<api::AccessControl> access_;
  std::optional<http::Server> server_;
  std::jthread thread_;
};

TEST_F(AccessMatrix, WithATokenInTheWorldWritesNeedOne) {
  const std::string upload_token = make_token("lab", TokenScope::upload);
  const std::string admin_token = make_token("boss", TokenScope::admin);
  start({});
  expect_all({}, {{Access::upload, 401}, {Access::admin, 401}});
  expect_all(bearer(upload_token), {{Access::admin, 403}});
  expect_all(bearer(admin_token), {});
  // A token that is not valid is refused early, also where none is needed; open routes do not look at it.
  expect_all(bearer("lbk_" + std::string(43, 'x')), {{Access::read, 401}, {Access::upload, 401}, {Access::admin, 401}});
  expect_all(bearer("secret"), {{Access::read, 401}, {Access::upload, 401}, {Access::admin, 401}});
  // Another scheme may be for the proxy in front.
  expect_all({{"Authorization", "Basic YTpi"}}, {{Access::upload, 401}, {Access::admin, 401}});
}

TEST_F(AccessMatrix, ReadsNeedATokenWhenAskedTo) {
  const std::string token = make_token("lab", TokenScope::upload);
  api::AccessPolicy policy;
  policy.require_read_token = true;
  start(policy);
  expect_all({}, {{Access::read, 401}, {Access::upload, 401}, {Access::admin, 401}});
  expect_all({{"Authorization", "Basic YTpi"}}, {{Access::read, 401}, {Access::upload, 401}, {Access::admin, 401}});
  expect_all(bearer(token), {{Access::admin, 403}});
}

TEST_F(AccessMatrix, WithoutTokensOnlyLocalRequestsWrite) {
  start({});
  expect_all({}, {});
  expect_all({{"X-Forwarded-For", "127.0.0.1"}}, {{Access::upload, 403}, {Access::admin, 403}});
  EXPECT_EQ(upload({{"Host", "evil.example"}}).status, 403);
}

TEST_F(AccessMatrix, WithoutTokensNobodyWritesFromTheNetwork) {
  api::AccessPolicy policy;
  policy.listens_on_loopback = false;
  start(policy);
  expect_all({}, {{Access::upload, 401}, {Access::admin, 401}});
  EXPECT_THAT(upload().body, HasSubstr("token create"));
}

TEST_F(AccessMatrix, InsecureWritesLastUntilThereIsAToken) {
  api::AccessPolicy policy;
  policy.listens_on_loopback = false;
  policy.insecure_writes = true;
  start(policy);
  expect_all({{"Host", "bench.example"}}, {});
  make_token("lab", TokenScope::upload);
  expect_all({}, {{Access::upload, 401}, {Access::admin, 401}});
}

TEST_F(AccessMatrix, TheFirstTokenAndItsRevocationCountAtOnce) {
  start({});
  EXPECT_EQ(upload().status, 422);
  db::Pool other_pool{database_.pool_options()};
  service::TokenService elsewhere{other_pool, [this] { return now_.load(); }};  // another process
  const std::string token = elsewhere.create("lab", TokenScope::upload, std::nullopt).text;
  EXPECT_EQ(upload().status, 401);
  EXPECT_EQ(upload(bearer(token)).status, 422);
  elsewhere.create("lab-2", TokenScope::upload, std::nullopt);
  elsewhere.revoke("lab");
  const auto refused = upload(bearer(token));
  EXPECT_EQ(refused.status, 401);
  EXPECT_THAT(refused.body, HasSubstr("the token lab was revoked"));
}

TEST_F(AccessMatrix, ATokenThatExpiresOpensNothing) {
  const std::string token = make_token("ci", TokenScope::upload, now_.load() + std::chrono::hours{1});
  api::AccessPolicy policy;
  policy.insecure_writes = true;
  start(policy);
  EXPECT_EQ(upload(bearer(token)).status, 422);
  now_ = now_.load() + std::chrono::hours{1};
  EXPECT_THAT(upload(bearer(token)).body, HasSubstr("the token ci expired on 2026-03-01T13:00:00Z"));
  EXPECT_EQ(upload().status, 401);
  EXPECT_THAT(upload().body, HasSubstr("every token of this server has expired"));
}

TEST_F(AccessMatrix, TheWordBearerHasNoCase) {
  const std::string token = make_token("lab", TokenScope::upload);
  start({});
  EXPECT_EQ(upload({{"Authorization", "bearer  " + token + " "}}).status, 422);
  EXPECT_EQ(upload({{"Authorization", token}}).status, 401);
  EXPECT_EQ(upload({{"Authorization", "Bearer"}}).status, 401);
}

TEST_F(AccessMatrix, ATokenInTheQueryIsNoToken) {
  const std::string token = make_token("lab", TokenScope::upload);
  start({});
  const auto answer = http_call(server_->port(), "GET", "/api/performance-grid?token=" + token);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body.find(token), std::string::npos) << answer.body;
  EXPECT_EQ(http_call(server_->port(), "POST", "/api/upload-experiment?access_token=" + token).status, 401);
}

TEST_F(AccessMatrix, ADatabaseThatCannotTellIs503ForWritesAndReadsGoOn) {
  start({});
  database_.pool().transact(
      [](db::Transaction& tx) { tx.run_script("test", "ALTER TABLE api_tokens RENAME TO gone"); });
  EXPECT_EQ(upload().status, 503);
  EXPECT_EQ(upload(bearer("lbk_" + std::string(43, 'x'))).status, 503);
  EXPECT_EQ(read().status, 200);
}

TEST_F(AccessMatrix, TooManyRequestsWithATokenAre429) {
  const std::string token = make_token("lab", TokenScope::upload);
  const std::string other = make_token("lab-2", TokenScope::upload);
  api::AccessPolicy policy;
  policy.token_rate = {0.01, 2};
  start(policy);
  EXPECT_EQ(read(bearer(token)).status, 200);
  EXPECT_EQ(upload(bearer(token)).status, 422);
  const auto refused = upload(bearer(token));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("retry-after"), "100");
  EXPECT_EQ(upload(bearer(other)).status, 422);
}

TEST_F(AccessMatrix, ARequestThatAsksWhetherToGoOnCountsOnce) {
  const std::string token = make_token("lab", TokenScope::upload);
  api::AccessPolicy policy;
  policy.token_rate = {0.01, 2};
  start(policy);
  const HttpHeaders headers{{"Authorization", "Bearer " + token},
                            {"Content-Type", "application/json"},
                            {"Content-Length", "2"},
                            {"Expect", "100-continue"}};
  testing::HttpConnection connection{server_->port()};
  for (int count = 0; count < 2; ++count) {
    connection.send(testing::http_request("POST", "/api/upload-experiment", headers));
    ASSERT_EQ(connection.read_answer()->status, 100) << count;
    connection.send("{}");
    ASSERT_EQ(connection.read_answer()->status, 422) << count;
  }
  connection.send(testing::http_request("POST", "/api/upload-experiment", headers));
  EXPECT_EQ(connection.read_answer()->status, 429);  // the body is not asked for
}

TEST(AccessFailures, TooManyRefusedTokensAre429ButValidOnesPass) {
  testing::TestDatabase database;
  service::TokenService tokens{database.pool()};
  const std::string token = tokens.create("lab", TokenScope::upload, std::nullopt).text;
  api::AccessPolicy policy;
  policy.failure_rate = {0.01, 2};
  api::AccessControl access{tokens, policy};
  const auto code_of = [&](const std::string& sent, const std::string& address) {
    try {
      (void)access.authorise({Access::upload, "Bearer " + sent, address});
    } catch (const Error& error) {
      return std::string{to_string(error.code())};
    }
    return std::string{"let in"};
  };
  EXPECT_EQ(code_of("wrong", "203.0.113.7"), "unauthorized");
  EXPECT_EQ(code_of("wrong", "203.0.113.7"), "unauthorized");
  EXPECT_EQ(code_of("wrong", "203.0.113.7"), "too_many_requests");
  EXPECT_EQ(code_of(token, "203.0.113.7"), "let in");
  EXPECT_EQ(code_of("wrong", "203.0.113.8"), "unauthorized");
  for (int count = 0; count < 5; ++count) EXPECT_EQ(code_of("wrong", "127.0.0.1"), "unauthorized");
  EXPECT_THROW((void)access.authorise({Access::upload, "Bearer wrong", "203.0.113.9", true}), Error);
  EXPECT_EQ(code_of("wrong", "203.0.113.9"), "unauthorized");
  EXPECT_EQ(code_of("wrong", "203.0.113.9"), "unauthorized");  // what was only announced did not count
}

}  // namespace
}  // namespace llmbench
