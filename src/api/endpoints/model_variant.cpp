// GET /api/model-variants/{id}: one variant with the scores of every context.

#include "api/variant_json.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/variant_service.hpp"
#include "llmbench/util/hash.hpp"

namespace llmbench::api {
namespace {

http::Response show_variant(const service::VariantService& variants, const http::Request& request) {
  const std::string& text = request.path_parameters.at("id");
  const auto id = parse_uuid(text);
  if (!id) throw Error{ErrorCode::not_found, "\"" + text + "\" is no id of a model variant."};
  http::Response response;
  response.body = dump_json(encode_variant_detail(variants.get(*id)));
  response.etag = "W/\"" + sha256_hex(response.body).substr(0, 16) + "\"";
  return response;
}

}  // namespace

void add_model_variant(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/model-variants/{id}";
  info.summary = "One model variant with the scores of every context, their counts and where they come from.";
  info.cacheable = true;
  routes.add(std::move(info),
             [&variants = services.variants](const http::Request& request) { return show_variant(variants, request); });
}

}  // namespace llmbench::api
