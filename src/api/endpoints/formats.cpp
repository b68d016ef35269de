// GET /api/formats: the formats of benchmark tools that can be read.

#include "llmbench/service/formats.hpp"

#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/util/hash.hpp"

#include <utility>

namespace llmbench::api {
namespace {

http::Response list_formats() {
  OrderedJson formats = OrderedJson::array();
  for (const auto& format : service::list_formats()) {
    formats.push_back({{"name", format.name},
                       {"description", format.description},
                       {"files", format.files},
                       {"example", format.example}});
  }
  http::Response response;
  response.body = dump_json(OrderedJson{{"formats", std::move(formats)}});
  response.etag = "W/\"" + sha256_hex(response.body).substr(0, 32) + "\"";
  return response;
}

}  // namespace

void add_formats(http::Routes& routes, Services&) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/formats";
  info.summary = "The formats of benchmark tools that llm-benchmark-uploader reads.";
  info.cacheable = true;
  using namespace schema;
  const Json format = object({{"name", text("The command of llm-benchmark-uploader that reads it.")},
                              {"description", text("What it is.")},
                              {"files", text("Which files of it can be read.")},
                              {"example", text("The command that makes one.")}});
  info.response_schema = object({{"formats", array(format)}});
  info.examples = {{.summary = "Every format", .target = "/api/formats"}};
  routes.add(std::move(info), [](const http::Request&) { return list_formats(); });
}

}  // namespace llmbench::api
