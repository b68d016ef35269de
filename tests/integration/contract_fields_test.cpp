// What every route promises about the fields of its body and the parameters of its query, walked by their schemas.

#include "support/contract_test.hpp"
#include "support/schema_slots.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::testing {
namespace {

class ContractFields : public ContractTest {
 protected:
  static void SetUpTestSuite() {
    ContractTest::SetUpTestSuite();
    store_examples();
  }
};

/// The paths that the answer says are wrong, of a single body or of the only item of a streamed one.
std::vector<std::string> wrong_paths(const http::RouteInfo& route, const HttpAnswer& answer) {
  Json details = parse_json(answer.body).value("details", Json::array());
  if (route.streams_body && answer.status == 200) details = parse_json(answer.body)["results"][0]["details"];
  std::vector<std::string> paths;
  for (const Json& detail : details) paths.push_back(detail["path"]);
  return paths;
}

/// Paths of a run begin inside it; an array of runs is a list of items that stand alone.
std::string path_in_answer(const SchemaSlot& slot) {
  for (const std::string prefix : {"experiment_run.", "[0]."}) {
    if (slot.path.starts_with(prefix)) return slot.path.substr(prefix.size());
  }
  return slot.path;
}

/// The place itself, or what it holds: the first wrong item of a list.
bool names(const std::vector<std::string>& paths, const std::string& path) {
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& one) {
    return one == path || one.starts_with(path + "[") || one.starts_with(path + ".");
  });
}

TEST_F(ContractFields, EveryFieldRefusesEveryWrongValueByName) {
  int sent = 0;
  for (const auto* route : routes_with_body()) {
    const std::string target = route->examples.empty() ? path_of(*route, kUnknownId) : route->examples[0].target;
    for (const SchemaSlot& slot : slots_of(route->request_schema)) {
      for (const WrongValue& wrong : wrong_values(slot.schema)) {
        SCOPED_TRACE(route->pattern + " " + slot.path + " is " + wrong.what);
        const auto answer = call(*route, target, dump_json(slot.document_with(wrong.value)));
        ++sent;
        if (!route->streams_body) expect_contract_error(answer, 422, "invalid_input");
        EXPECT_TRUE(names(wrong_paths(*route, answer), path_in_answer(slot))) << answer.body.substr(0, 500);
      }
    }
  }
  EXPECT_GE(sent, 500);
}

TEST_F(ContractFields, RequiredFieldsAreMissedByName) {
  for (const auto* route : routes_with_body()) {
    const std::string target = route->examples.empty() ? path_of(*route, kUnknownId) : route->examples[0].target;
    const Json all_required = route->request_schema.value("required", Json::array());
    for (const Json& required : all_required) {
      Json body = minimal_document(route->request_schema);
      body.erase(required.get<std::string>());
      SCOPED_TRACE(route->pattern + " without " + required.get<std::string>());
      const auto answer = call(*route, target, dump_json(body));
      expect_contract_error(answer, 422, "invalid_input");
      EXPECT_THAT(wrong_paths(*route, answer), ::testing::Contains(required.get<std::string>()));
    }
  }
}

TEST_F(ContractFields, UnknownFieldsAreNeverLostWithoutAWord) {
  for (const auto* route : routes_with_body()) {
    for (const auto& example : route->examples) {
      if (example.content_type != "application/json" || example.status >= 400) continue;
      SCOPED_TRACE(route->pattern + " " + example.summary);
      store_examples();
      Json body = parse_json(example.body);
      Json& object = body.is_array() ? body[0] : body;
      object["no_such_field"] = 1;
      const auto answer = call(*route, example.target, dump_json(body));
      expect_no_failure(answer);
      if (route->streams_body) continue;  // its results have no warnings
      EXPECT_THAT(answer.body, ::testing::HasSubstr("no_such_field"));
    }
  }
}

std::vector<std::string> wrong_texts(const http::QueryParameter& parameter) {
  using Type = http::QueryParameter::Type;
  if (!parameter.choices.empty()) return {"no-such-choice", "%20"};
  switch (parameter.type) {
    case Type::integer:
      return {"x", "3.9", "1e999", "99999999999999999999", "true"};
    case Type::number:
      return {"x", "NaN", "1e999", "inf", "1,5"};
    case Type::boolean:
      return {"maybe", "2"};
    case Type::time:
      return {"yesterday", "2025-13-01T00:00:00Z"};
    case Type::uuid:
      return {"no-id", "4f6f2c1e-8a55-4c1e-9d0a"};
    case Type::text:
      break;
  }
  return {};
}

/// The first example's target with `parameter` as its only value of that name.
std::string target_with(const http::RouteInfo& route, const std::string& parameter, const std::string& raw_value) {
  const std::string target = route.examples.empty() ? path_of(route, kUnknownId) : route.examples[0].target;
  const std::size_t question = target.find('?');
  std::string changed = target.substr(0, question) + "?";
  if (question != std::string::npos) {
    const auto rest = http::Query{target.substr(question + 1)}.raw_without({parameter});
    if (!rest.empty()) changed += rest + "&";
  }
  return changed + parameter + "=" + raw_value;
}

TEST_F(ContractFields, EveryParameterRefusesEveryWrongValueByName) {
  for (const auto* route : routes_to_read()) {
    auto parameters = route->query;
    const auto& common = http::common_query_parameters();
    parameters.insert(parameters.end(), common.begin(), common.end());
    for (const auto& parameter : parameters) {
      for (const auto& text : wrong_texts(parameter)) {
        const std::string target = target_with(*route, parameter.name, text);
        SCOPED_TRACE(target);
        const auto answer = call(*route, target);
        expect_contract_error(answer, 400, "invalid_query");
        EXPECT_THAT(answer.body, ::testing::HasSubstr(parameter.name));
      }
    }
  }
}

TEST_F(ContractFields, RequiredParametersAreMissedByName) {
  for (const auto* route : routes_to_read()) {
    for (const auto& parameter : route->query) {
      if (!parameter.required) continue;
      SCOPED_TRACE(route->pattern + " without " + parameter.name);
      const auto answer = call(*route, path_of(*route, kUnknownId));
      expect_contract_error(answer, 400, "invalid_query");
      EXPECT_THAT(answer.body, ::testing::HasSubstr(parameter.name));
    }
  }
}

}  // namespace
}  // namespace llmbench::testing
