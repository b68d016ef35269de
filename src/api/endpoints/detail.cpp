// GET /api/detail/{test_run_id}: everything about one run.

#include "api/detail_json.hpp"
#include "api/detail_schema.hpp"
#include "api/examples.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/detail_service.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/hash.hpp"

#include <utility>

namespace llmbench::api {
namespace {

http::Response detail(const service::DetailService& details, const http::Request& request) {
  const auto run_id = parse_uuid(request.path_parameters.at("test_run_id"));
  if (!run_id) throw Error{ErrorCode::not_found, "no run has this id"};
  http::Response response;
  response.body = dump_json(encode_detail(details.get_detail(*run_id, request.query.find("lora"))));
  response.etag = "W/\"" + sha256_hex(response.body).substr(0, 32) + "\"";
  return response;
}

}  // namespace

void add_detail(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/detail/{test_run_id}";
  info.summary = "Everything about one run: metrics, machine, settings, and the quality of its variant.";
  info.description =
      "`config`, `categories` and `system_info` are what older clients read; there, 0.0 and \"unknown\" stand for what "
      "nobody measured and `unknown` names it. Everything else is null when unknown.";
  info.query = {
      {.name = "lora",
       .description = "LoRA adapter whose quality is shown; empty = the base variant's, absent = the run's own."}};
  info.cacheable = true;
  info.response_schema = detail_schema();
  info.examples = {
      {.summary = "One run", .target = "/api/detail/" + std::string{examples::kRun}},
      {.summary = "A run with the quality of the base variant",
       .target = "/api/detail/" + std::string{examples::kRun} + "?lora="},
      {.summary = "An id nobody has", .target = "/api/detail/00000000-0000-0000-0000-000000000000", .status = 404}};
  routes.add(std::move(info),
             [&details = services.details](const http::Request& request) { return detail(details, request); });
}

}  // namespace llmbench::api
