// GET /api/metrics-catalogue: the metrics the server knows by name.

#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/domain/metric_catalogue.hpp"
#include "llmbench/util/hash.hpp"

#include <utility>

namespace llmbench::api {
namespace {

OrderedJson encode_metric(const MetricInfo& metric, bool is_family) {
  const auto column = to_string(metric.column);
  OrderedJson direction;
  if (metric.direction) {
    direction = *metric.direction == MetricDirection::higher_is_better ? "higher_is_better" : "lower_is_better";
  }
  return {{"name", metric.name},
          {"family", is_family},
          {"unit", metric.unit},
          {"direction", std::move(direction)},
          {"headline_column", column.empty() ? OrderedJson() : OrderedJson(column)},
          {"non_negative", metric.non_negative}};
}

http::Response list_metrics() {
  OrderedJson metrics = OrderedJson::array();
  for (const MetricInfo& metric : metric_catalogue()) metrics.push_back(encode_metric(metric, false));
  for (const MetricInfo& family : metric_families()) metrics.push_back(encode_metric(family, true));
  http::Response response;
  response.body = dump_json(OrderedJson{{"metrics", std::move(metrics)}});
  response.etag = "W/\"" + sha256_hex(response.body).substr(0, 32) + "\"";
  return response;
}

}  // namespace

void add_metrics_catalogue(http::Routes& routes, Services&) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/metrics-catalogue";
  info.summary = "The metrics the server knows by name, with unit and direction.";
  info.description =
      "A metric of another name is stored and shown, but never judged. Where several metrics feed one headline column, "
      "the earlier one wins.";
  info.cacheable = true;
  using namespace schema;
  const Json metric =
      object({{"name", text("A name, or the pattern of a family: ttft_*_ms.")},
              {"family", boolean("name is a pattern.")},
              {"unit", text("Its usual spelling; empty = a plain number.")},
              {"direction", nullable(choice({"higher_is_better", "lower_is_better"}, "null = neither is better."))},
              {"headline_column", nullable(text("The column of a run it feeds."))},
              {"non_negative", boolean("A negative value is refused.")}});
  info.response_schema = object({{"metrics", array(metric)}});
  info.examples = {{.summary = "Every metric", .target = "/api/metrics-catalogue"}};
  routes.add(std::move(info), [](const http::Request&) { return list_metrics(); });
}

}  // namespace llmbench::api
