// The OpenAPI document says what the server does: every route is described, its examples are executed, and what they
// answer is validated, as is the document, by programs that know nothing of ours.

#include "support/base/paths.hpp"
#include "support/process.hpp"
#include "support/running_application.hpp"

#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/version.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace llmbench {
namespace {

using testing::http_call;
using testing::http_get;
using testing::HttpAnswer;
using testing::RunningApplication;

std::string name_of(const http::RouteInfo& route) {
  return route.method + " " + route.pattern;
}

bool is_json(std::string_view content_type) {
  return content_type.starts_with("application/json");
}

class OpenApi : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    application_ = std::make_unique<RunningApplication>(http::ServerOptions{}, std::string{kVersion});
    application_->store_examples();
  }
  static void TearDownTestSuite() { application_.reset(); }

  static int port() { return application_->port(); }
  static const std::vector<http::Routes::Entry>& entries() { return application_->entries(); }

  /// Answers of every example with the schema they must fit; those that write come last, each after the examples' runs
  /// were stored again.
  static Json execute_examples() {
    Json answers = Json::array();
    for (const bool writes : {false, true}) {
      for (const auto& entry : entries()) {
        if ((entry.info.method != "GET") != writes) continue;
        for (const auto& example : entry.info.examples) {
          if (writes) application_->store_examples();
          execute(entry.info, example, answers);
        }
      }
    }
    return answers;
  }

 private:
  static void execute(const http::RouteInfo& route, const http::Example& example, Json& answers) {
    const std::string name = name_of(route) + " (" + example.summary + ")";
    SCOPED_TRACE(name);
    testing::HttpHeaders headers;
    if (!example.body.empty()) headers.emplace_back("Content-Type", example.content_type);
    const auto answer = http_call(port(), route.method, example.target, headers, example.body);
    EXPECT_EQ(answer.status, example.status) << answer.body.substr(0, 2000);
    if (answer.status >= 400) {
      answers.push_back(
          {{"name", name}, {"schema", {{"$ref", "#/components/schemas/Error"}}}, {"body", parse_json(answer.body)}});
      return;
    }
    EXPECT_TRUE(answer.header("content-type").starts_with(route.response_type)) << answer.header("content-type");
    if (!is_json(route.response_type)) return;
    answers.push_back({{"name", name}, {"schema", route.response_schema}, {"body", parse_json(answer.body)}});
  }

  static inline std::unique_ptr<RunningApplication> application_;
};

TEST_F(OpenApi, EveryRouteIsDescribed) {
  for (const auto& entry : entries()) {
    const http::RouteInfo& route = entry.info;
    std::vector<std::string> missing;
    if (!route.summary.ends_with('.')) missing.emplace_back("a summary that is a sentence");
    if (route.examples.empty()) missing.emplace_back("an example");
    if (route.response_schema.is_object() != is_json(route.response_type)) missing.emplace_back("a response_schema");
    const bool takes_body = route.takes_json_body || route.streams_body || route.takes_raw_body;
    if (route.request_schema.is_object() != takes_body) {
      missing.emplace_back("a request_schema");
    }
    for (const auto& parameter : route.query) {
      if (parameter.description.empty()) missing.push_back("a description of " + parameter.name);
    }
    EXPECT_THAT(missing, ::testing::IsEmpty()) << name_of(route);
  }
}

TEST_F(OpenApi, DocumentIsValidAndExamplesAnswerWhatItSays) {
  const Json answers = execute_examples();
  EXPECT_GE(answers.size(), entries().size() / 2);
  const Json document = parse_json(http_get(port(), "/api/openapi.json").body);
  const testing::TempDir folder;
  const auto file = folder.path() / "answers.json";
  std::ofstream{file} << dump_json(Json{{"document", document}, {"answers", answers}});

  const auto script = testing::source_dir() / "tests" / "openapi" / "validate.mjs";
  const auto result = testing::run_process("/usr/bin/env", {{"node", script.string(), file.string()}, {}});
  EXPECT_EQ(result.exit_code, 0) << result.output << result.error_output;
}

TEST_F(OpenApi, DescribesExactlyTheRoutes) {
  const Json document = parse_json(http_get(port(), "/api/openapi.json").body);
  std::vector<std::string> described;
  std::set<std::string> operation_ids;
  for (const auto& [pattern, operations] : document["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) {
      described.push_back(to_upper(method) + " " + pattern);
      operation_ids.insert(operation["operationId"].get<std::string>());
    }
  }
  EXPECT_EQ(operation_ids.size(), described.size()) << "two operations share an operationId";
  std::vector<std::string> served;
  for (const auto& entry : entries()) served.push_back(name_of(entry.info));
  EXPECT_THAT(described, ::testing::UnorderedElementsAreArray(served));
}

}  // namespace
}  // namespace llmbench
