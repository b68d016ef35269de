// GET /api/comparison: runs side by side, with the verdict on every metric.

#include "api/comparison_json.hpp"
#include "api/examples.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/hash.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace llmbench::api {
namespace {

[[noreturn]] void refuse(const std::string& parameter, const std::string& message) {
  throw Error{ErrorCode::invalid_query, parameter + ": " + message, {{parameter, message}}};
}

service::RunReference decode_reference(const std::string& text, const std::string& parameter) {
  const auto id = parse_uuid(text);
  if (!id) refuse(parameter, "'" + text + "' is no run id; a run id is a UUID, as the field `id` of the grid has it");
  return {*id, parameter};
}

std::vector<service::RunReference> decode_runs(const http::Query& query) {
  std::vector<service::RunReference> runs;
  if (query.has("ids")) {
    if (query.has("config_a") || query.has("config_b")) {
      refuse("ids", "give either ids or config_a and config_b, not both");
    }
    for (const std::string& text : query.list("ids")) {
      runs.push_back(decode_reference(text, "ids"));
      if (runs.size() > service::kMaxComparedRuns) break;
    }
    if (runs.size() < 2 || runs.size() > service::kMaxComparedRuns) {
      refuse("ids", "2 to " + std::to_string(service::kMaxComparedRuns) + " run ids are needed, separated by commas");
    }
    return runs;
  }
  std::vector<FieldError> missing;
  for (const char* parameter : {"config_a", "config_b"}) {
    const auto text = query.find(parameter);
    if (text) {
      runs.push_back(decode_reference(*text, parameter));
    } else {
      missing.push_back({parameter, "is required: the id of a run"});
    }
  }
  if (!missing.empty()) {
    const std::string names = missing.size() == 2 ? "config_a and config_b" : missing.front().path;
    throw Error{ErrorCode::invalid_query,
                names + (missing.size() == 2 ? " are" : " is") +
                    " missing: give the ids of two runs, or ids=a,b,... for up to six",
                missing};
  }
  return runs;
}

http::Response comparison(const service::ComparisonService& comparisons, const http::Request& request) {
  http::Response response;
  response.body = dump_json(encode_comparison(comparisons.compare(decode_runs(request.query))));
  response.etag = "W/\"" + sha256_hex(response.body).substr(0, 32) + "\"";
  return response;
}

http::RouteInfo route_info() {
  using Type = http::QueryParameter::Type;
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/comparison";
  info.summary = "Two or more runs side by side, with a verdict on every metric.";
  info.description =
      "Each run is compared with the first. Metrics are matched by name and by what was measured; a verdict needs a "
      "95 % interval of the ratio without 1 and a change above 2 % and above the machine's noise floor. What cannot "
      "be compared is listed with the reason, and everything that differs between the runs is in `settings`.";
  info.query = {
      {.name = "config_a", .description = "Id of the first run. Needed unless ids is given.", .type = Type::uuid},
      {.name = "config_b",
       .description = "Id of the run that is compared with it. Needed unless ids is given.",
       .type = Type::uuid},
      {.name = "ids",
       .description = "2 to 6 run ids instead: the first is A, the second B, further ones are in `others`.",
       .type = Type::uuid,
       .list = true}};
  info.cacheable = true;
  info.response_schema = comparison_schema();
  const std::string run{examples::kRun};
  const std::string other{examples::kOtherRun};
  info.examples = {
      {.summary = "Two builds of llama.cpp", .target = "/api/comparison?config_a=" + run + "&config_b=" + other},
      {.summary = "Several runs against the first", .target = "/api/comparison?ids=" + run + "," + other + "," + run}};
  return info;
}

}  // namespace

void add_comparison(http::Routes& routes, Services& services) {
  routes.add(route_info(), [&comparisons = services.comparisons](const http::Request& request) {
    return comparison(comparisons, request);
  });
}

}  // namespace llmbench::api
