// GET /api/benchmarks: the benchmarks of quality the server knows, and how their scores are sent.

#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/codec/run_codec.hpp"
#include "llmbench/domain/score.hpp"
#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/util/hash.hpp"

#include <utility>

namespace llmbench::api {
namespace {

/// The wire types with the fields the decoder reads: nothing is listed twice.
OrderedJson encode_types() {
  OrderedJson types = OrderedJson::array();
  const Json schema = codec::score_schema();
  for (const Json& variant : schema.at("oneOf")) {
    const Json& properties = variant.at("properties");
    const std::string type = properties.at("type").at("const");
    types.push_back(
        {{"type", type}, {"rules", score_rules(type)}, {"data_schema", OrderedJson(properties.at("data"))}});
  }
  return types;
}

OrderedJson encode_benchmark(const BenchmarkInfo& benchmark) {
  OrderedJson categories = OrderedJson::array();
  for (const BenchmarkCategory& category : benchmark.categories) {
    categories.push_back({{"name", category.name}, {"questions", category.questions}});
  }
  return {{"name", benchmark.name},
          {"label", benchmark.label},
          {"type", benchmark.type},
          {"unit", benchmark.unit},
          {"direction", benchmark.higher_is_better ? "higher_is_better" : "lower_is_better"},
          {"questions", benchmark.questions > 0 ? OrderedJson(benchmark.questions) : OrderedJson()},
          {"categories", std::move(categories)}};
}

http::Response list_benchmarks() {
  OrderedJson benchmarks = OrderedJson::array();
  for (const BenchmarkInfo& benchmark : benchmark_catalogue()) benchmarks.push_back(encode_benchmark(benchmark));
  http::Response response;
  response.body = dump_json(OrderedJson{{"types", encode_types()}, {"benchmarks", std::move(benchmarks)}});
  response.etag = "W/\"" + sha256_hex(response.body).substr(0, 32) + "\"";
  return response;
}

}  // namespace

void add_benchmarks(http::Routes& routes, Services&) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/benchmarks";
  info.summary = "The benchmarks of quality the server knows, and how their scores are sent.";
  info.description =
      "A score of another benchmark is sent with the type Generic and is stored and shown under its own name.";
  info.cacheable = true;
  using namespace schema;
  const Json type = object({{"type", text("`type` of an element of benchmark_scores.")},
                            {"rules", text("What is checked besides the types.")},
                            {"data_schema", document("JSON Schema of `data`.")}});
  const Json category = object({{"name", text()}, {"questions", integer("Of the full benchmark.")}});
  const Json benchmark = object({{"name", text("Precise name: mmlu_pro, ...")},
                                 {"label", text("As people write it.")},
                                 {"type", text("The type its scores are sent with.")},
                                 {"unit", text()},
                                 {"direction", choice({"higher_is_better", "lower_is_better"})},
                                 {"questions", nullable(integer("Of the full benchmark."))},
                                 {"categories", array(category)}});
  info.response_schema = object({{"types", array(type)}, {"benchmarks", array(benchmark)}});
  info.examples = {{.summary = "Every benchmark", .target = "/api/benchmarks"}};
  routes.add(std::move(info), [](const http::Request&) { return list_benchmarks(); });
}

}  // namespace llmbench::api
