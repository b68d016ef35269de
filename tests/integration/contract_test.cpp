// What every route promises, checked for all of them: the route table is walked, so a new endpoint is tested without
// extra code.

#include "support/http_client.hpp"
#include "support/test_database.hpp"

#include "llmbench/api/application.hpp"
#include "llmbench/http/server.hpp"
#include "llmbench/util/gzip.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace llmbench {
namespace {

using testing::http_call;
using testing::HttpAnswer;

constexpr std::size_t kMaxBody = 1 << 20;
constexpr const char* kUnknownId = "00000000-0000-4000-8000-000000000000";

/// The whole application on a real server and a fresh database, for all tests of this file.
class Contract : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { running_ = std::make_unique<Running>(); }
  static void TearDownTestSuite() { running_.reset(); }

  static int port() { return running_->server.port(); }
  static const std::vector<http::Routes::Entry>& entries() { return running_->routes.entries(); }

  static std::vector<const http::RouteInfo*> routes_with_body() {
    std::vector<const http::RouteInfo*> routes;
    for (const auto& entry : entries()) {
      if (entry.info.takes_json_body) routes.push_back(&entry.info);
    }
    return routes;
  }
  static std::vector<const http::RouteInfo*> routes_to_read() {
    std::vector<const http::RouteInfo*> routes;
    for (const auto& entry : entries()) {
      if (entry.info.method == "GET") routes.push_back(&entry.info);
    }
    return routes;
  }

 private:
  struct Running {
    Running() : application(database.pool(), "test", routes), server(options(), routes) {
      application.start();
      thread = std::jthread{[this] { server.run(); }};
    }
    ~Running() {
      server.stop();
      thread.join();
      application.stop();
    }
    static http::ServerOptions options() {
      http::ServerOptions options;
      options.port = 0;
      options.max_body_bytes = kMaxBody;
      options.access_log = false;
      return options;
    }

    testing::TestDatabase database;
    http::Routes routes;
    api::Application application;
    http::Server server;
    std::jthread thread;
  };
  static inline std::unique_ptr<Running> running_;
};

/// The pattern with every {parameter} replaced by `value`.
std::string path_of(const http::RouteInfo& route, std::string_view value = kUnknownId) {
  std::string path;
  for (const auto& segment : split(std::string_view{route.pattern}.substr(1), '/')) {
    path += "/";
    path += segment.starts_with('{') ? std::string{value} : segment;
  }
  return path;
}

bool has_parameters(const http::RouteInfo& route) {
  return route.pattern.find('{') != std::string::npos;
}

/// One request as the route wants it, but for what the test changes.
HttpAnswer call(int port, const http::RouteInfo& route, const std::string& target, std::string_view body = {}) {
  testing::HttpHeaders headers;
  if (route.takes_json_body) headers.emplace_back("Content-Type", "application/json");
  return http_call(port, route.method, target, headers, body);
}

void expect_error_shape(const HttpAnswer& answer) {
  EXPECT_EQ(answer.header("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
  const Json body = parse_json(answer.body);
  ASSERT_TRUE(body.is_object()) << answer.body;
  EXPECT_TRUE(body.contains("error") && body["error"].is_string() && !body["error"].get<std::string>().empty());
  EXPECT_TRUE(body.contains("code") && body["code"].is_string());
  EXPECT_TRUE(body.contains("details") && body["details"].is_array());
  EXPECT_TRUE(body.contains("timestamp") && body["timestamp"].is_string());
  EXPECT_TRUE(body.contains("request_id") && body["request_id"] == answer.header("x-request-id"));
  for (const auto& detail : body.value("details", Json::array())) {
    EXPECT_TRUE(detail.at("path").is_string() && detail.at("message").is_string());
  }
  const std::string text = to_lower(body.value("error", ""));
  for (const char* leak : {"select ", "insert into", "pqxx", "std::", "/tmp/", "/src/", "<html"}) {
    EXPECT_EQ(text.find(leak), std::string::npos) << text;
  }
}

void expect_error(const HttpAnswer& answer, int status, const std::string& code) {
  EXPECT_EQ(answer.status, status) << answer.body;
  expect_error_shape(answer);
  EXPECT_EQ(parse_json(answer.body).value("code", ""), code);
}

/// Any answer but a failure of ours; an error has the shape.
void expect_no_failure(const HttpAnswer& answer) {
  EXPECT_LT(answer.status, 500) << answer.body;
  if (answer.status >= 400) expect_error_shape(answer);
}

/// A refusal of what the client sent, in the shape.
void expect_refusal(const HttpAnswer& answer) {
  EXPECT_GE(answer.status, 400) << answer.body;
  expect_no_failure(answer);
}

TEST_F(Contract, TheTableIsComplete) {
  std::vector<std::string> routes;
  for (const auto& entry : entries()) {
    routes.push_back(entry.info.method + " " + entry.info.pattern);
    EXPECT_FALSE(entry.info.summary.empty()) << routes.back();
  }
  for (const char* promised : {"GET /health", "GET /live", "POST /api/upload-experiment", "POST /api/benchmarks/upload",
                               "GET /api/model-variants", "GET /api/model-variants/{id}", "GET /api/performance-grid",
                               "GET /api/grouped-performance"}) {
    EXPECT_THAT(routes, ::testing::Contains(promised));
  }
  EXPECT_THAT(routes, ::testing::Contains(::testing::StartsWith("GET /api/detail/{")));
}

TEST_F(Contract, WrongMethodsAre405WithAllow) {
  for (const auto& entry : entries()) {
    for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
      const bool exists = std::any_of(entries().begin(), entries().end(), [&](const auto& other) {
        return other.info.pattern == entry.info.pattern && other.info.method == method;
      });
      if (exists) continue;
      SCOPED_TRACE(std::string{method} + " " + entry.info.pattern);
      const auto answer = http_call(port(), method, path_of(entry.info));
      expect_error(answer, 405, "method_not_allowed");
      EXPECT_THAT(split(replace_all(answer.header("allow"), " ", ""), ','), ::testing::Contains(entry.info.method));
    }
  }
}

TEST_F(Contract, UnknownPathsAre404) {
  for (const auto& entry : entries()) {
    SCOPED_TRACE(entry.info.pattern);
    expect_error(http_call(port(), entry.info.method, path_of(entry.info) + "/no/such/path"), 404, "not_found");
    expect_error(http_call(port(), entry.info.method, path_of(entry.info) + "/"), 404, "not_found");
  }
}

TEST_F(Contract, UnknownQueryParametersAre400AndNamed) {
  for (const auto& entry : entries()) {
    SCOPED_TRACE(entry.info.pattern);
    const auto answer = call(port(), entry.info, path_of(entry.info) + "?no_such_parameter=1", "{}");
    expect_error(answer, 400, "invalid_query");
    EXPECT_THAT(answer.body, ::testing::HasSubstr("no_such_parameter"));
  }
}

TEST_F(Contract, BrokenQueriesAre400) {
  for (const auto& entry : entries()) {
    for (const char* query : {"?a=%zz", "?%00=1", "?a=%00", "?a=%FF", "?a=%C0%80", "?%"}) {
      SCOPED_TRACE(entry.info.pattern + query);
      expect_error(call(port(), entry.info, path_of(entry.info) + query, "{}"), 400, "invalid_query");
    }
  }
}

TEST_F(Contract, HostileQueryValuesAreAnsweredOrRefused) {
  const std::vector<std::string> values = {
      "",    "'%20OR%201=1--",      "-1", "1e999", "NaN", "%22%3E", std::string(2000, 'x'), "%E6%A8",
      ",,,", "9223372036854775808", "0",  "none"};
  for (const auto* route : routes_to_read()) {
    for (const auto& parameter : route->query) {
      const std::string& name = parameter.name;
      for (const auto& value : values) {
        SCOPED_TRACE(route->pattern + "?" + name + "=" + value.substr(0, 30));
        expect_no_failure(call(port(), *route, path_of(*route) + "?" + name + "=" + value));
      }
      SCOPED_TRACE(route->pattern + " " + name + " twice");
      expect_no_failure(call(port(), *route, path_of(*route) + "?" + name + "=1&" + name + "=2"));
    }
  }
}

TEST_F(Contract, AnOverlongQueryIs400) {
  for (const auto* route : routes_to_read()) {
    SCOPED_TRACE(route->pattern);
    expect_error(call(port(), *route, path_of(*route) + "?x=" + std::string(9000, 'x')), 400, "invalid_query");
  }
}

TEST_F(Contract, UnknownAndMalformedIdsAre404) {
  for (const auto& entry : entries()) {
    if (!has_parameters(entry.info)) continue;
    for (const std::string& id : std::vector<std::string>{kUnknownId, "1", "no-id", "%27", std::string(1000, 'a'),
                                                          "%E6%A8%A1", "%2F", "..", "00000000"}) {
      SCOPED_TRACE(entry.info.pattern + " " + id.substr(0, 40));
      expect_error(call(port(), entry.info, path_of(entry.info, id), "{}"), 404, "not_found");
    }
    for (const char* id : {"%00", "%FF", "%zz", "a%00b"}) {
      SCOPED_TRACE(entry.info.pattern + " " + id);
      expect_error(call(port(), entry.info, path_of(entry.info, id), "{}"), 400, "invalid_query");
    }
  }
}

TEST_F(Contract, BadJsonIs400) {
  const std::vector<std::string> bodies = {
      "",
      "nonsense",
      "{",
      "{\"a\":1,}",
      "{\"a\":1}x",
      std::string(100000, '['),
      "{\"experiment_run\":" + std::string(1000, '[') + std::string(1000, ']') + "}",
      "{\"model_name\":\"x\\u0000y\"}",
      "{\"model_name\":\"x\\ud800y\"}",
      std::string("{\"model_name\":\"x\0y\"}", 20),
      std::string("\0\0\0\0", 4),
      "{\"model_name\":\"\xFF\xFE\"}",
      "{\"a\":1,\"a\":2}",
      "{\"a\":NaN}",
      "{\"a\":1e999}",
      "\xEF\xBB\xBF",
  };
  for (const auto* route : routes_with_body()) {
    for (const auto& body : bodies) {
      SCOPED_TRACE(route->pattern + " " + body.substr(0, 40));
      expect_error(call(port(), *route, path_of(*route), body), 400, "invalid_json");
    }
  }
}

TEST_F(Contract, OtherJsonIsRefusedWithReasons) {
  for (const auto* route : routes_with_body()) {
    for (const std::string body :
         {"{}", "[]", "[[]]", "null", "true", "1", "\"text\"", R"({"experiment_run":null})", R"({"experiment_run":[]})",
          R"({"experiment_run":{"model_name":{},"performance_metrics":{"a":1},"benchmark_scores":"x"}})",
          R"({"model_name":1,"quantization":true,"benchmark_scores":[1,null,{"type":"MMLU"}]})",
          R"({"model_name":"m","quantization":"Q4_K_M","benchmark_scores":[{"type":"Nothing","data":{}}]})"}) {
      SCOPED_TRACE(route->pattern + " " + body);
      const auto answer = call(port(), *route, path_of(*route), body);
      expect_refusal(answer);
      EXPECT_TRUE(answer.status == 400 || answer.status == 404 || answer.status == 422) << answer.status;
    }
  }
}

TEST_F(Contract, HugeBodiesAre413) {
  const std::string huge(kMaxBody + 1, ' ');
  const std::string bomb = gzip_compress(std::string(100 * kMaxBody, ' '), 9);
  for (const auto* route : routes_with_body()) {
    SCOPED_TRACE(route->pattern);
    expect_error(call(port(), *route, path_of(*route), huge), 413, "too_large");
    expect_error(http_call(port(), route->method, path_of(*route),
                           {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}}, bomb),
                 413, "too_large");
  }
}

TEST_F(Contract, WrongContentTypesAre415) {
  for (const auto* route : routes_with_body()) {
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                             "application/json; charset=latin1", "", "json"}) {
      SCOPED_TRACE(route->pattern + " " + type);
      expect_error(http_call(port(), route->method, path_of(*route), {{"Content-Type", type}}, "{}"), 415,
                   "unsupported_media_type");
    }
    expect_error(http_call(port(), route->method, path_of(*route),
                           {{"Content-Type", "application/json"}, {"Content-Encoding", "br"}}, "{}"),
                 415, "unsupported_media_type");
  }
}

TEST_F(Contract, ForeignHostsMayNotWrite) {
  for (const auto* route : routes_with_body()) {
    SCOPED_TRACE(route->pattern);
    expect_error(http_call(port(), route->method, path_of(*route),
                           {{"Content-Type", "application/json"}, {"Host", "attacker.example"}}, "{}"),
                 403, "forbidden");
  }
}

TEST_F(Contract, ErrorsOfSeedEndpointsCarryTheirFields) {
  for (const auto& entry : entries()) {
    if (!entry.info.error_extras) continue;
    const Error error{ErrorCode::invalid_input, "something is wrong"};
    const std::string extras = entry.info.error_extras(error);
    if (extras.empty()) continue;
    SCOPED_TRACE(entry.info.pattern);
    const auto answer = call(port(), entry.info, path_of(entry.info), "{}");
    const Json body = parse_json(answer.body);
    const Json expected = parse_json(extras);
    for (const auto& [name, value] : expected.items()) EXPECT_TRUE(body.contains(name)) << name;
  }
}

TEST_F(Contract, CacheableRoutesAnswerWithAnEtagAnd304) {
  int checked = 0;
  for (const auto* route : routes_to_read()) {
    const auto answer = call(port(), *route, path_of(*route));
    if (answer.status != 200) continue;
    SCOPED_TRACE(route->pattern);
    EXPECT_EQ(!answer.header("etag").empty(), route->cacheable);
    if (!route->cacheable) continue;
    ++checked;
    EXPECT_THAT(answer.header("etag"), ::testing::MatchesRegex("W/\".+\""));
    EXPECT_EQ(answer.header("cache-control"), "no-cache");
    EXPECT_EQ(answer.header("vary"), "Accept-Encoding");
    const auto again = http_call(port(), "GET", path_of(*route), {{"If-None-Match", answer.header("etag")}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.header("x-total-count"), answer.header("x-total-count"));
    EXPECT_EQ(again.header("link"), answer.header("link"));
  }
  EXPECT_GE(checked, 3);
}

TEST_F(Contract, HeadAnswersAsGetWithoutABody) {
  for (const auto* route : routes_to_read()) {
    SCOPED_TRACE(route->pattern);
    const auto get = call(port(), *route, path_of(*route));
    const auto head = http_call(port(), "HEAD", path_of(*route));
    EXPECT_EQ(head.status, get.status);
    EXPECT_EQ(head.header("content-type"), get.header("content-type"));
    EXPECT_EQ(head.header("etag"), get.header("etag"));
    EXPECT_EQ(head.body, "");
  }
}

TEST_F(Contract, NothingOfAllThisWasStored) {
  const auto grid = http_call(port(), "GET", "/api/performance-grid?rows=runs");
  EXPECT_EQ(grid.status, 200);
  EXPECT_EQ(grid.body, "[]");
  const auto variants = http_call(port(), "GET", "/api/model-variants");
  EXPECT_EQ(variants.body, "[]");
}

TEST_F(Contract, ABodyOfAnotherKindIsNamedAsTheBody) {
  for (const auto* route : routes_with_body()) {
    SCOPED_TRACE(route->pattern);
    const auto answer = call(port(), *route, path_of(*route), "[]");
    expect_error(answer, 422, "invalid_input");
    EXPECT_EQ(parse_json(answer.body)["error"], "Validation error: the body must be an object, not an array");
  }
}

}  // namespace
}  // namespace llmbench
