// What every route promises about paths, queries and answers.

#include "support/contract_test.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::testing {
namespace {

class Contract : public ContractTest {};

bool has_parameters(const http::RouteInfo& route) {
  return route.pattern.find('{') != std::string::npos;
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
      const auto answer = http_call(port(), method, path_of(entry.info, kUnknownId));
      expect_contract_error(answer, 405, "method_not_allowed");
      EXPECT_THAT(split(replace_all(answer.header("allow"), " ", ""), ','), ::testing::Contains(entry.info.method));
    }
  }
}

TEST_F(Contract, UnknownPathsAre404) {
  for (const auto& entry : entries()) {
    SCOPED_TRACE(entry.info.pattern);
    expect_contract_error(http_call(port(), entry.info.method, path_of(entry.info, kUnknownId) + "/no/such/path"), 404,
                          "not_found");
    expect_contract_error(http_call(port(), entry.info.method, path_of(entry.info, kUnknownId) + "/"), 404,
                          "not_found");
  }
}

TEST_F(Contract, UnknownQueryParametersAre400AndNamed) {
  for (const auto& entry : entries()) {
    SCOPED_TRACE(entry.info.pattern);
    const auto answer = call(entry.info, path_of(entry.info, kUnknownId) + "?no_such_parameter=1", "{}");
    expect_contract_error(answer, 400, "invalid_query");
    EXPECT_THAT(answer.body, ::testing::HasSubstr("no_such_parameter"));
  }
}

TEST_F(Contract, BrokenQueriesAre400) {
  for (const auto& entry : entries()) {
    for (const char* query : {"?a=%zz", "?%00=1", "?a=%00", "?a=%FF", "?a=%C0%80", "?%"}) {
      SCOPED_TRACE(entry.info.pattern + query);
      expect_contract_error(call(entry.info, path_of(entry.info, kUnknownId) + query, "{}"), 400, "invalid_query");
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
        expect_no_failure(call(*route, path_of(*route, kUnknownId) + "?" + name + "=" + value));
      }
      SCOPED_TRACE(route->pattern + " " + name + " twice");
      expect_no_failure(call(*route, path_of(*route, kUnknownId) + "?" + name + "=1&" + name + "=2"));
    }
  }
}

TEST_F(Contract, AnOverlongQueryIs400) {
  for (const auto* route : routes_to_read()) {
    SCOPED_TRACE(route->pattern);
    expect_contract_error(call(*route, path_of(*route, kUnknownId) + "?x=" + std::string(9000, 'x')), 400,
                          "invalid_query");
  }
}

TEST_F(Contract, UnknownAndMalformedIdsAre404) {
  for (const auto& entry : entries()) {
    if (!has_parameters(entry.info)) continue;
    for (const std::string& id : std::vector<std::string>{kUnknownId, "1", "no-id", "%27", std::string(1000, 'a'),
                                                          "%E6%A8%A1", "%2F", "..", "00000000"}) {
      SCOPED_TRACE(entry.info.pattern + " " + id.substr(0, 40));
      expect_contract_error(call(entry.info, path_of(entry.info, id), "{}"), 404, "not_found");
    }
    for (const char* id : {"%00", "%FF", "%zz", "a%00b"}) {
      SCOPED_TRACE(entry.info.pattern + " " + id);
      expect_contract_error(call(entry.info, path_of(entry.info, id), "{}"), 400, "invalid_query");
    }
  }
}

TEST_F(Contract, ErrorsOfSeedEndpointsCarryTheirFields) {
  for (const auto& entry : entries()) {
    if (!entry.info.error_extras) continue;
    const Error error{ErrorCode::invalid_input, "something is wrong"};
    const std::string extras = entry.info.error_extras(error);
    if (extras.empty()) continue;
    SCOPED_TRACE(entry.info.pattern);
    const auto answer = call(entry.info, path_of(entry.info, kUnknownId), "{}");
    const Json body = parse_json(answer.body);
    const Json expected = parse_json(extras);
    for (const auto& [name, value] : expected.items()) EXPECT_TRUE(body.contains(name)) << name;
  }
}

TEST_F(Contract, CacheableRoutesAnswerWithAnEtagAnd304) {
  int checked = 0;
  for (const auto* route : routes_to_read()) {
    const auto answer = call(*route, path_of(*route, kUnknownId));
    if (answer.status != 200) continue;
    SCOPED_TRACE(route->pattern);
    EXPECT_EQ(!answer.header("etag").empty(), route->cacheable);
    if (!route->cacheable) continue;
    ++checked;
    EXPECT_THAT(answer.header("etag"), ::testing::MatchesRegex("W/\".+\""));
    EXPECT_EQ(answer.header("cache-control"), "no-cache");
    EXPECT_EQ(answer.header("vary"), "Accept-Encoding");
    const auto again =
        http_call(port(), "GET", path_of(*route, kUnknownId), {{"If-None-Match", answer.header("etag")}});
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
    const auto get = call(*route, path_of(*route, kUnknownId));
    const auto head = http_call(port(), "HEAD", path_of(*route, kUnknownId));
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

}  // namespace
}  // namespace llmbench::testing
