// GET /api/openapi.json: the description of every route, for people's tools and code generators.

#include "api/openapi.hpp"

#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/util/hash.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace llmbench::api {
namespace {

/// Made at the first request: only then every route has been added.
class Document {
 public:
  Document(const http::Routes& routes, std::string version) : routes_(routes), version_(std::move(version)) {}

  http::Response answer() {
    std::call_once(made_, [this] {
      response_.body = dump_json(openapi_document(routes_, version_));
      response_.etag = "W/\"" + sha256_hex(response_.body).substr(0, 32) + "\"";
    });
    return response_;
  }

 private:
  const http::Routes& routes_;
  std::string version_;
  std::once_flag made_;
  http::Response response_;
};

}  // namespace

void add_openapi(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/openapi.json";
  info.summary = "The OpenAPI 3.1 description of exactly these routes.";
  info.cacheable = true;
  info.response_schema = schema::document("An OpenAPI 3.1 document.");
  info.examples = {{.summary = "The whole description", .target = info.pattern}};
  routes.add(std::move(info), [document = std::make_shared<Document>(routes, services.version)](const http::Request&) {
    return document->answer();
  });
}

}  // namespace llmbench::api
