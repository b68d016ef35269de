// GET /api/model-variants: every model variant with the headline of each of its benchmarks.

#include "api/paging.hpp"
#include "api/schema.hpp"
#include "api/variant_json.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/variant_service.hpp"

#include <utility>

namespace llmbench::api {
namespace {

service::VariantQuery decode_variant_query(const http::Query& query) {
  service::VariantQuery wanted;
  std::vector<FieldError> errors;
  wanted.models = query.list("models");
  wanted.quantizations = query.list("quantizations");
  wanted.lora = query.find("lora");
  wanted.benchmark = find_filled(query, "benchmark").value_or("");
  wanted.search = find_filled(query, "search").value_or("");
  wanted.sort = find_filled(query, "sort").value_or(wanted.sort);
  if (auto problem = service::find_variant_sort_problem(wanted.sort)) errors.push_back({"sort", *std::move(problem)});
  PageRequest page = decode_page(query, errors);
  wanted.limit = page.limit;
  wanted.cursor = std::move(page.cursor);
  if (const auto direction = find_filled(query, "direction")) {
    wanted.descending = *direction == "desc";
    if (*direction != "asc" && *direction != "desc") errors.push_back({"direction", "must be one of asc, desc"});
  }
  throw_query_errors(std::move(errors));
  return wanted;
}

http::Response list_variants(const service::VariantService& variants, const http::Request& request) {
  const auto page = variants.list(decode_variant_query(request.query));
  OrderedJson body = OrderedJson::array();
  for (const auto* variant : page.variants) body.push_back(encode_variant(*variant));
  http::Response response;
  response.body = dump_json(body);
  response.etag = variants.etag(page);
  set_page_headers(response, request, page.total, page.limit, page.next_cursor);
  if (page.benchmark_used != "none") response.headers.emplace_back("X-Benchmark-Used", page.benchmark_used);
  return response;
}

}  // namespace

void add_model_variants(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/model-variants";
  info.summary = "Model variants with the headline of each of their benchmarks.";
  info.description =
      "A variant is a model in one quantization, with or without a LoRA adapter. `mmlu_score` is the score in "
      "MMLU-Pro; "
      "classic MMLU is in `quality`.";
  info.query = {
      {.name = "models", .description = "Model names, in any case; absent = all.", .list = true},
      {.name = "quantizations", .description = "Quantizations, in any usual spelling; absent = all.", .list = true},
      {.name = "lora", .description = "A LoRA adapter; empty = only variants without one, absent = all."},
      {.name = "benchmark",
       .description = "Only variants with a score of this benchmark; it is what `quality` sorts by."},
      {.name = "search", .description = "Part of the model or adapter name, in any case."},
      {.name = "sort",
       .description = "What variants are ordered by; unknown comes last.",
       .choices = service::variant_sorts(),
       .default_value = "model_name"},
      {.name = "direction",
       .description = "Absent = names ascend, everything else descends.",
       .choices = {"asc", "desc"}},
  };
  append_page_parameters(info.query);
  info.cacheable = true;
  info.response_schema = schema::array(schema::ref("Variant"));
  info.examples = {{.summary = "Every variant", .target = "/api/model-variants"},
                   {.summary = "The best MMLU scores of one family",
                    .target = "/api/model-variants?search=qwen3&benchmark=mmlu&sort=quality&limit=10"}};
  routes.add(std::move(info), [&variants = services.variants](const http::Request& request) {
    return list_variants(variants, request);
  });
}

}  // namespace llmbench::api
