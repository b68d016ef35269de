// GET /api/grouped-performance: the best configuration of every model on every platform.

#include "api/grid_json.hpp"
#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/grid_index.hpp"

#include <utility>

namespace llmbench::api {
namespace {

void encode_platform(JsonWriter& json, GridRowEncoder& encoder, const service::GroupedPlatform& platform) {
  const service::HardwareEntry& hardware = *platform.best.hardware;
  json.begin_object();
  json.field("hardware", hardware.platform);
  json.field("hardware_category", seed_category(hardware.category));
  json.field("category", to_string(hardware.category));
  json.key("best_config");
  encoder.encode_config(platform.best);
  json.field("total_configs", platform.total_configs);
  json.end_object();
}

void encode_model(JsonWriter& json, GridRowEncoder& encoder, const service::GroupedModel& model) {
  json.begin_object();
  json.field("model_name", model.model_name);
  json.field("lora_adapter", model.lora_adapter);
  json.key("best_hardware");
  encode_platform(json, encoder, model.platforms.front());
  json.field("total_hardware_platforms", model.total_hardware_platforms);
  json.field("qualifying_platforms", model.platforms.size());
  json.key("all_hardware_platforms").begin_array();
  for (const auto& platform : model.platforms) encode_platform(json, encoder, platform);
  json.end_array();
  json.end_object();
}

http::Response grouped_performance(const service::GridIndex& grid, const http::Request& request) {
  const auto parameters = decode_grid_parameters(request.query, service::grouped_performance_parameters());
  const service::GroupedPage page = service::query_grouped(grid.snapshot(), parameters);
  JsonWriter json;
  GridRowEncoder encoder{json};
  json.begin_object();
  json.key("models").begin_array();
  for (const auto& model : page.models) encode_model(json, encoder, model);
  json.end_array();
  json.field("total_count", page.total);
  json.field("benchmark_used", page.benchmark_used);
  json.field("next_cursor", page.next_cursor);
  json.end_object();
  http::Response response;
  response.body = json.take();
  set_grid_headers(response, request, page, grid.process_nonce());
  return response;
}

Json groups_schema() {
  using namespace schema;
  const Json model = object({{"model_name", text()},
                             {"lora_adapter", text("Empty = none.")},
                             {"best_hardware", ref("Platform")},
                             {"total_hardware_platforms", integer("Platforms of the model before the filters.")},
                             {"qualifying_platforms", integer("Platforms of the model after the filters.")},
                             {"all_hardware_platforms", array(ref("Platform"))}});
  return object({{"models", array(model)},
                 {"total_count", integer("Models after the filters, before paging.")},
                 {"benchmark_used", text("Precise name of the benchmark behind quality_score, or none.")},
                 {"next_cursor", nullable(text())}});
}

}  // namespace

void add_grouped_performance(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/grouped-performance";
  info.summary = "The best configuration of every model on every platform, best models first.";
  info.query = grid_query_parameters(service::grouped_performance_parameters());
  info.description =
      "One entry a model and LoRA adapter. Configurations with neither speed nor memory do not appear. Platforms of a "
      "model are sorted as the models are, best first.";
  info.cacheable = true;
  info.response_schema = groups_schema();
  info.examples = {{.summary = "The best quality anywhere", .target = "/api/grouped-performance"},
                   {.summary = "The fastest on consumer GPUs within 16 GiB",
                    .target = "/api/grouped-performance?sort_by=speed&hardware_categories=consumer_gpu"
                              "&max_memory_gb=16&limit=10"}};
  routes.add(std::move(info),
             [&grid = services.grid](const http::Request& request) { return grouped_performance(grid, request); });
}

}  // namespace llmbench::api
