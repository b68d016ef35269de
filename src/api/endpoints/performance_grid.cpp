// GET /api/performance-grid: configurations (or single runs) with their speeds, memory and quality.

#include "api/examples.hpp"
#include "api/grid_json.hpp"
#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/grid_index.hpp"

#include <utility>

namespace llmbench::api {
namespace {

http::Response performance_grid(const service::GridIndex& grid, const http::Request& request) {
  const auto parameters = decode_grid_parameters(request.query, service::performance_grid_parameters());
  const service::GridPage page = service::query_grid(grid.snapshot(), parameters);
  constexpr std::size_t kUsualRowBytes = 2048;
  JsonWriter json;
  json.reserve(page.rows.size() * kUsualRowBytes);
  GridRowEncoder encoder{json};
  json.begin_array();
  for (const auto& row : page.rows) encoder.encode_row(row);
  json.end_array();
  http::Response response;
  response.body = json.take();
  set_grid_headers(response, request, page, grid.process_nonce());
  return response;
}

}  // namespace

void add_performance_grid(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/performance-grid";
  info.summary = "Configurations with speed, memory and quality, filtered, sorted and paged.";
  info.query = grid_query_parameters(service::performance_grid_parameters());
  info.description =
      "A row is a configuration: the union of its runs, each figure the median over them. Only completed runs that are "
      "not voided count. Speeds are ranked inside one class of tests and one load; other rows follow, unranked.";
  info.cacheable = true;
  info.response_schema = schema::array(schema::ref("GridRow"));
  info.examples = {{.summary = "The newest configurations", .target = "/api/performance-grid?limit=20"},
                   {.summary = "What fits 16 GiB, best MMLU first",
                    .target = "/api/performance-grid?max_memory_gb=16&benchmark=mmlu&sort=quality"},
                   {.summary = "Single runs of one model",
                    .target = "/api/performance-grid?rows=runs&models=" + std::string{examples::kModel}}};
  routes.add(std::move(info),
             [&grid = services.grid](const http::Request& request) { return performance_grid(grid, request); });
}

}  // namespace llmbench::api
