// GET /live: whether the process answers at all, without the database.

#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"

namespace llmbench::api {

void add_live(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/live";
  info.access = http::Access::open;
  info.summary = "Whether the process runs.";
  info.response_schema = schema::object({{"status", schema::choice({"alive"})},
                                         {"timestamp", schema::time()},
                                         {"version", schema::text("Of the server.")}});
  info.examples = {{.summary = "A server that runs", .target = "/live"}};
  routes.add(std::move(info), [version = services.version](const http::Request&) {
    http::Response response;
    response.body =
        dump_json(OrderedJson{{"status", "alive"}, {"timestamp", format_rfc3339(now_utc())}, {"version", version}});
    return response;
  });
}

}  // namespace llmbench::api
