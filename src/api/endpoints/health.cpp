// GET /health: whether requests can be served now.

#include "llmbench/service/health.hpp"

#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"

namespace llmbench::api {
namespace {

http::Response health(const Services& services) {
  if (const auto problem = service::find_health_problem(services.pool, services.grid)) {
    throw Error{ErrorCode::unavailable, *problem};
  }
  http::Response response;
  response.body = dump_json(OrderedJson{{"status", "healthy"},
                                        {"timestamp", format_rfc3339(now_utc())},
                                        {"database", true},
                                        {"version", services.version}});
  return response;
}

}  // namespace

void add_health(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/health";
  info.access = http::Access::open;
  info.summary = "Whether the server and its database can answer requests.";
  info.response_schema = schema::object({{"status", schema::choice({"healthy"})},
                                         {"timestamp", schema::time()},
                                         {"database", schema::boolean("The database answers.")},
                                         {"version", schema::text("Of the server.")}});
  info.examples = {{.summary = "A server that can serve", .target = "/health"}};
  info.error_extras = [version = services.version](const Error& error) -> std::string {
    if (error.code() != ErrorCode::unavailable) return "";  // a wrong query says nothing about health
    return dump_json(
        OrderedJson{{"status", std::string{"unhealthy: "} + error.what()}, {"database", false}, {"version", version}});
  };
  routes.add(std::move(info), [&services](const http::Request&) { return health(services); });
}

}  // namespace llmbench::api
