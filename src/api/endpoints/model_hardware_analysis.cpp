// GET /api/model-hardware-analysis/{model_name}/{gpu_model}: one model on one GPU.

#include "api/examples.hpp"
#include "api/or_null.hpp"
#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/analysis_service.hpp"
#include "llmbench/service/grid_snapshot.hpp"
#include "llmbench/util/hash.hpp"

#include <set>
#include <utility>

namespace llmbench::api {
namespace {

OrderedJson category_scores(const service::VariantScores& variant, const service::Quality* mmlu) {
  OrderedJson scores = OrderedJson::object();
  if (mmlu == nullptr) return scores;
  for (const auto& context : variant.contexts) {
    if (context.scores.benchmark != mmlu->summary.benchmark) continue;
    if (context.scores.context_key != mmlu->summary.context_key) continue;
    for (const ScorePart& part : context.scores.parts) {
      if (!part.category.empty()) scores[part.category] = part.score;
    }
  }
  return scores;
}

OrderedJson encode_entry(const service::AnalysisEntry& entry) {
  const service::Quality* mmlu = service::find_quality(entry.variant->headlines, "mmlu_pro");
  OrderedJson unknown = OrderedJson::array();
  if (!entry.best.speed) unknown.push_back("best_speed");
  if (mmlu == nullptr) unknown.push_back("quality_score");
  return {{"quantization", entry.quantization},
          {"backend", entry.backend},
          {"best_speed", entry.best.speed.value_or(0.0)},
          {"best_ttft", or_null(entry.best.ttft_ms)},
          {"best_tokens_per_kwh", or_null(entry.best.tokens_per_kwh)},
          {"quality_score", mmlu == nullptr ? 0.0 : mmlu->summary.score},
          {"configuration_count", entry.configurations},
          {"category_scores", category_scores(*entry.variant, mmlu)},
          {"model_variant_id", to_string(entry.variant->variant.id)},
          {"best_tpot", or_null(entry.best.tpot_ms)},
          {"best_itl", or_null(entry.best.itl_ms)},
          {"unknown", std::move(unknown)}};
}

std::string key_of(const service::AnalysisEntry& entry) {
  return entry.backend + "||" + entry.quantization;
}

using Figure = std::optional<double> service::BestFigures::*;

/// {"backend||quant":{"<power>":{"<concurrency>":number}}}; what nobody measured has no place in it.
OrderedJson encode_figure(const std::vector<service::AnalysisEntry>& entries, Figure figure) {
  OrderedJson data = OrderedJson::object();
  for (const auto& entry : entries) {
    for (const auto& cell : entry.cells) {
      const auto& value = cell.best.*figure;
      if (!value) continue;
      data[key_of(entry)][std::to_string(cell.power_limit_watts)][std::to_string(cell.concurrent_requests)] = *value;
    }
  }
  return data;
}

OrderedJson encode_heatmap(const std::vector<service::AnalysisEntry>& entries) {
  OrderedJson names = OrderedJson::array();
  std::set<int> powers;
  std::set<int> concurrencies;
  for (const auto& entry : entries) {
    if (!entry.cells.empty()) names.push_back(key_of(entry));
    for (const auto& cell : entry.cells) {
      powers.insert(cell.power_limit_watts);
      concurrencies.insert(cell.concurrent_requests);
    }
  }
  using Best = service::BestFigures;
  return {{"quantizations", std::move(names)},
          {"power_limits", powers},
          {"concurrent_requests", concurrencies},
          {"speed_data", encode_figure(entries, &Best::speed)},
          {"ttft_data", encode_figure(entries, &Best::ttft_ms)},
          {"tpot_data", encode_figure(entries, &Best::tpot_ms)},
          {"itl_data", encode_figure(entries, &Best::itl_ms)},
          {"efficiency_data", encode_figure(entries, &Best::tokens_per_kwh)}};
}

OrderedJson encode_analysis(const service::Analysis& analysis) {
  OrderedJson backends = OrderedJson::array();
  OrderedJson all = OrderedJson::array();
  for (const auto& entry : analysis.entries) {
    if (backends.empty() || backends.back()["backend"] != entry.backend) {
      backends.push_back({{"backend", entry.backend}, {"quantizations", OrderedJson::array()}});
    }
    OrderedJson encoded = encode_entry(entry);
    backends.back()["quantizations"].push_back(encoded);
    all.push_back(std::move(encoded));
  }
  return {{"model_name", analysis.model_name},
          {"gpu_model", analysis.gpu_model},
          {"total_configurations", analysis.configurations},
          {"backends", std::move(backends)},
          {"quantizations", std::move(all)},
          {"heatmap_data", encode_heatmap(analysis.entries)},
          {"lora_adapter", analysis.lora_adapter},
          {"speed_class", text_or_null(analysis.speed_class)},
          {"speed_class_one_request", text_or_null(analysis.speed_class_one_request)},
          {"speed_class_several_requests", text_or_null(analysis.speed_class_several_requests)},
          {"unplaced", analysis.unplaced}};
}

http::Response analyse(const service::AnalysisService& service, const http::Request& request) {
  const auto analysis =
      service.analyse(request.path_parameters.at("model_name"), request.path_parameters.at("gpu_model"),
                      request.query.find("lora").value_or(""));
  http::Response response;
  response.body = dump_json(encode_analysis(analysis));
  response.etag = "W/\"" + sha256_hex(response.body).substr(0, 32) + "\"";
  return response;
}

Json analysis_schema() {
  using namespace schema;
  const Json entry = object({{"quantization", text()},
                             {"backend", text()},
                             {"best_speed", number("Tokens per second; 0.0 when named in unknown.")},
                             {"best_ttft", nullable(number("Lowest 95th percentile in milliseconds."))},
                             {"best_tokens_per_kwh", nullable(number("Of the run with the best speed."))},
                             {"quality_score", number("MMLU-Pro in percent; 0.0 when named in unknown.")},
                             {"configuration_count", integer()},
                             {"category_scores", map_of(number("Percent."))},
                             {"model_variant_id", uuid("Whose quality this is.")},
                             {"best_tpot", nullable(number("Lowest 95th percentile in milliseconds."))},
                             {"best_itl", nullable(number("Lowest 95th percentile in milliseconds."))},
                             {"unknown", array(text())}});
  const Json cells = map_of(map_of(map_of(number())));
  const Json heatmap = object({{"quantizations", array(text("backend||quantization"))},
                               {"power_limits", array(integer("Watts; 0 = unknown."))},
                               {"concurrent_requests", array(integer())},
                               {"speed_data", cells},
                               {"ttft_data", cells},
                               {"tpot_data", cells},
                               {"itl_data", cells},
                               {"efficiency_data", cells}});
  return object(
      {{"model_name", text()},
       {"gpu_model", text("The platform, or the GPU when no platform has the name.")},
       {"total_configurations", integer()},
       {"backends", array(object({{"backend", text()}, {"quantizations", array(entry)}}))},
       {"quantizations", array(entry)},
       {"heatmap_data", heatmap},
       {"lora_adapter", text("Empty = the base variants.")},
       {"speed_class", nullable(text("Class of the tests whose speeds are compared."))},
       {"speed_class_one_request", nullable(text("Class of the speeds in the heat map's cells of one request."))},
       {"speed_class_several_requests",
        nullable(text("Class of the speeds in the heat map's cells of several requests."))},
       {"unplaced", integer("Runs whose concurrency nobody knows: in no cell of the heat map.")}});
}

}  // namespace

void add_model_hardware_analysis(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/model-hardware-analysis/{model_name}/{gpu_model}";
  info.summary = "One model on one GPU: the best figures of every backend and quantization.";
  info.description =
      "Both parts of the path are percent-encoded, `/` as `%2F`, and compared in any case. `gpu_model` is a platform "
      "(`4x H100`), a GPU, or `CPU Only`. Speeds are compared inside the class of tests most runs have; "
      "in the heat map most runs of one request, and most of several.";
  info.query = {{.name = "lora",
                 .description =
                     "LoRA adapter; empty or absent = the base variants. Without runs of its own it is shown "
                     "over those of the base variant."}};
  info.cacheable = true;
  info.response_schema = analysis_schema();
  const std::string path = "/api/model-hardware-analysis/" + std::string{examples::kModel};
  info.examples = {{.summary = "A model on a GPU", .target = path + "/RTX%204090"},
                   {.summary = "A GPU nobody has", .target = path + "/RTX%201", .status = 404}};
  routes.add(std::move(info),
             [&analysis = services.analysis](const http::Request& request) { return analyse(analysis, request); });
}

}  // namespace llmbench::api
