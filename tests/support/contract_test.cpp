#include "support/contract_test.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench::testing {

HttpAnswer ContractTest::call(const http::RouteInfo& route, const std::string& target, std::string_view body) {
  HttpHeaders headers;
  if (route.takes_json_body || route.streams_body) headers.emplace_back("Content-Type", "application/json");
  return http_call(port(), route.method, target, headers, body);
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

void expect_contract_error(const HttpAnswer& answer, int status, const std::string& code) {
  EXPECT_EQ(answer.status, status) << answer.body;
  expect_error_shape(answer);
  EXPECT_EQ(parse_json(answer.body).value("code", ""), code);
}

void expect_no_failure(const HttpAnswer& answer) {
  EXPECT_LT(answer.status, 500) << answer.body;
  if (answer.status >= 400) expect_error_shape(answer);
}

void expect_refusal(const HttpAnswer& answer) {
  EXPECT_GE(answer.status, 400) << answer.body;
  expect_no_failure(answer);
}

void expect_bad_json(const http::RouteInfo& route, const HttpAnswer& answer) {
  if (!route.streams_body || answer.status != 200) {
    expect_contract_error(answer, 400, "invalid_json");
    return;
  }
  const Json body = parse_json(answer.body);
  EXPECT_EQ(body.value("accepted", -1), 0) << answer.body;
  EXPECT_GE(body.value("rejected", 0), 1) << answer.body;
}

}  // namespace llmbench::testing
