// GET /health: whether requests can be served now.

#include "llmbench/api/services.hpp"
#include "llmbench/db/pool.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"

namespace llmbench::api {
namespace {

constexpr std::chrono::seconds kDatabaseMustAnswerWithin{1};

http::Response health(const Services& services) {
  if (!services.pool.ping(kDatabaseMustAnswerWithin)) {
    throw Error{ErrorCode::unavailable, "the database does not answer"};
  }
  if (!services.grid.is_ready()) throw Error{ErrorCode::unavailable, "the grid is not loaded yet"};
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
  info.summary = "Whether the server and its database can answer requests.";
  info.error_extras = [version = services.version](const Error& error) -> std::string {
    if (error.code() != ErrorCode::unavailable) return "";  // a wrong query says nothing about health
    return dump_json(
        OrderedJson{{"status", std::string{"unhealthy: "} + error.what()}, {"database", false}, {"version", version}});
  };
  routes.add(std::move(info), [&services](const http::Request&) { return health(services); });
}

}  // namespace llmbench::api
