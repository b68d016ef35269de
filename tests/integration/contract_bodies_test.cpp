// What every route that takes a body promises about it: whatever is sent, a refusal that says why.

#include "support/contract_test.hpp"

#include "llmbench/util/gzip.hpp"
#include "llmbench/util/text.hpp"

#include <cstdio>

namespace llmbench::testing {
namespace {

class ContractBodies : public ContractTest {};

TEST_F(ContractBodies, BadJsonIs400) {
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
      "{\"a\":-1e400}",
      "{\"a\":0x10}",
      "{\"a\":01}",
      "{\"a\":Infinity}",
      "[" + std::string(65, '[') + std::string(65, ']') + "]",
      "\xEF\xBB\xBF",
  };
  for (const auto* route : routes_with_body()) {
    for (const auto& body : bodies) {
      SCOPED_TRACE(route->pattern + " " + body.substr(0, 40));
      expect_bad_json(*route, call(*route, path_of(*route, kUnknownId), body));
    }
  }
}

TEST_F(ContractBodies, OtherJsonIsRefusedWithReasons) {
  for (const auto* route : routes_with_body()) {
    for (const std::string body :
         {"{}", "[[]]", "null", "true", "1", "\"text\"", R"({"experiment_run":null})", R"({"experiment_run":[]})",
          R"({"experiment_run":{"model_name":{},"performance_metrics":{"a":1},"benchmark_scores":"x"}})",
          R"({"model_name":1,"quantization":true,"benchmark_scores":[1,null,{"type":"MMLU"}]})",
          R"({"model_name":"m","quantization":"Q4_K_M","benchmark_scores":[{"type":"Nothing","data":{}}]})"}) {
      SCOPED_TRACE(route->pattern + " " + body);
      const auto answer = call(*route, path_of(*route, kUnknownId), body);
      if (route->streams_body && answer.status == 200) {
        const Json results = parse_json(answer.body)["results"];
        for (const Json& result : results) EXPECT_EQ(result["status"], "rejected") << answer.body;
        EXPECT_FALSE(results.empty());
        continue;
      }
      expect_refusal(answer);
      EXPECT_THAT(answer.status, ::testing::AnyOf(400, 404, 422));
    }
  }
}

/// One chunk of `bytes`, which a server cannot refuse by a length it was told before.
std::string chunked_request(const http::RouteInfo& route, std::string_view bytes) {
  char size[32];
  std::snprintf(size, sizeof size, "%zx", bytes.size());
  return route.method + " " + path_of(route, kUnknownId) +
         " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + size +
         "\r\n" + std::string{bytes} + "\r\n0\r\n\r\n";
}

/// 413, or of a route that streams 200 whose last result names the place where it stopped reading.
void expect_too_large(const http::RouteInfo& route, const std::optional<HttpAnswer>& answer) {
  ASSERT_TRUE(answer) << "the connection was closed without an answer";
  if (!route.streams_body || answer->status != 200) {
    expect_contract_error(*answer, 413, "too_large");
    return;
  }
  const Json body = parse_json(answer->body);
  EXPECT_EQ(body["accepted"], 0);
  ASSERT_FALSE(body["results"].empty());
  EXPECT_EQ(body["results"].back()["status"], "rejected");
}

TEST_F(ContractBodies, HugeBodiesAre413HoweverTheyAreSent) {
  const std::string huge(kContractMaxBody + 1, ' ');
  const std::string many = "[" + std::string(kContractMaxBody, ',');
  const std::string bomb = gzip_compress(std::string(100 * kContractMaxBody, ' '), 9);
  for (const auto* route : routes_with_body()) {
    SCOPED_TRACE(route->pattern);
    expect_too_large(*route, call(*route, path_of(*route, kUnknownId), huge));
    expect_too_large(*route, http_call(port(), route->method, path_of(*route, kUnknownId),
                                       {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}}, bomb));
    for (const auto& body : {huge, many}) {
      HttpConnection connection{port()};
      connection.send(chunked_request(*route, body));
      expect_too_large(*route, connection.read_answer());
    }
  }
}

TEST_F(ContractBodies, WrongContentTypesAre415) {
  for (const auto* route : routes_with_body()) {
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                             "application/json; charset=latin1", "", "json"}) {
      SCOPED_TRACE(route->pattern + " " + type);
      expect_contract_error(
          http_call(port(), route->method, path_of(*route, kUnknownId), {{"Content-Type", type}}, "{}"), 415,
          "unsupported_media_type");
    }
    expect_contract_error(http_call(port(), route->method, path_of(*route, kUnknownId),
                                    {{"Content-Type", "application/json"}, {"Content-Encoding", "br"}}, "{}"),
                          415, "unsupported_media_type");
  }
}

TEST_F(ContractBodies, ForeignHostsMayNotWrite) {
  for (const auto& entry : entries()) {
    if (entry.info.method == "GET") continue;
    SCOPED_TRACE(entry.info.method + " " + entry.info.pattern);
    expect_contract_error(http_call(port(), entry.info.method, path_of(entry.info, kUnknownId),
                                    {{"Content-Type", "application/json"}, {"Host", "attacker.example"}}, "{}"),
                          403, "forbidden");
  }
}

TEST_F(ContractBodies, ABodyOfAnotherKindIsNamedAsTheBody) {
  for (const auto* route : routes_with_body()) {
    if (route->streams_body) continue;  // takes arrays
    SCOPED_TRACE(route->pattern);
    const auto answer = call(*route, path_of(*route, kUnknownId), "[]");
    expect_contract_error(answer, 422, "invalid_input");
    EXPECT_THAT(parse_json(answer.body).value("error", ""),
                ::testing::EndsWith("the body must be an object, not an array"));
  }
}

TEST_F(ContractBodies, NothingOfAllThisWasStored) {
  const auto grid = http_call(port(), "GET", "/api/performance-grid?rows=runs");
  EXPECT_EQ(grid.status, 200);
  EXPECT_EQ(grid.body, "[]");
  const auto variants = http_call(port(), "GET", "/api/model-variants");
  EXPECT_EQ(variants.body, "[]");
}

}  // namespace
}  // namespace llmbench::testing
