// GET /live: whether the process answers at all, without the database.

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
  routes.add(std::move(info), [version = services.version](const http::Request&) {
    http::Response response;
    response.body =
        dump_json(OrderedJson{{"status", "alive"}, {"timestamp", format_rfc3339(now_utc())}, {"version", version}});
    return response;
  });
}

}  // namespace llmbench::api
