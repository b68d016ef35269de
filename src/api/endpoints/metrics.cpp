// GET /metrics: what the server measures about itself, for Prometheus.

#include "api/metrics/exposition.hpp"

namespace llmbench::api {

void add_metrics(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/metrics";
  info.summary = "Figures of the server itself in Prometheus text format 0.0.4.";
  info.description =
      "Requests by route, the grid index in memory, database connections, uploads and the process. docs/operations.md "
      "lists every name. Answers without the database.";
  info.access = http::Access::read;
  info.response_type = "text/plain";
  info.examples = {{.summary = "One reading", .target = "/metrics"}};
  routes.add(std::move(info), [&services](const http::Request&) {
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = make_exposition(services);
    return response;
  });
}

}  // namespace llmbench::api
