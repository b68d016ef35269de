// GET /api/detail/{test_run_id}: everything about one run.

#include "api/detail_json.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/hash.hpp"

#include <utility>

namespace llmbench::api {
namespace {

http::Response detail(const service::DetailService& details, const http::Request& request) {
  const std::string& text = request.path_parameters.at("test_run_id");
  const auto run_id = parse_uuid(text);
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
  info.query = {{.name = "lora", .description = "Adapter whose quality is shown; empty = the base variant's."}};
  info.cacheable = true;
  routes.add(std::move(info),
             [&details = services.details](const http::Request& request) { return detail(details, request); });
}

}  // namespace llmbench::api
