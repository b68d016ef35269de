// GET /api/model-variants: every model variant with the headline of each of its benchmarks.

#include "api/paging.hpp"
#include "api/variant_json.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/variant_service.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::api {
namespace {

constexpr std::size_t kMaxLimit = 1000;
constexpr std::size_t kPagedLimit = 100;

/// A form sends the fields left empty too; they ask for nothing.
std::optional<std::string> find_filled(const http::Query& query, std::string_view name) {
  auto value = query.find(name);
  return value && !value->empty() ? value : std::nullopt;
}

service::VariantQuery decode_query(const http::Query& query) {
  service::VariantQuery wanted;
  std::vector<FieldError> errors;
  wanted.models = query.list("models");
  wanted.quantizations = query.list("quantizations");
  wanted.lora = query.find("lora");
  wanted.benchmark = find_filled(query, "benchmark").value_or("");
  wanted.search = find_filled(query, "search").value_or("");
  wanted.cursor = find_filled(query, "cursor");
  wanted.sort = find_filled(query, "sort").value_or(wanted.sort);
  if (auto problem = service::find_variant_sort_problem(wanted.sort)) errors.push_back({"sort", *std::move(problem)});
  wanted.limit = wanted.cursor ? kPagedLimit : kMaxLimit;
  if (const auto limit = find_filled(query, "limit")) {
    const auto count = parse_integer(*limit);
    if (count && *count >= 1 && *count <= static_cast<long long>(kMaxLimit)) {
      wanted.limit = static_cast<std::size_t>(*count);
    } else {
      errors.push_back({"limit", "must be a whole number from 1 to " + std::to_string(kMaxLimit)});
    }
  }
  if (const auto direction = find_filled(query, "direction")) {
    wanted.descending = *direction == "desc";
    if (*direction != "asc" && *direction != "desc") errors.push_back({"direction", "must be one of asc, desc"});
  }
  if (!errors.empty()) {
    std::vector<std::string> sentences;
    for (const auto& error : errors) sentences.push_back(error.path + ": " + error.message);
    throw Error{ErrorCode::invalid_query, join(sentences, "; "), std::move(errors)};
  }
  return wanted;
}

http::Response list_variants(const service::VariantService& variants, const http::Request& request) {
  const auto page = variants.list(decode_query(request.query));
  OrderedJson body = OrderedJson::array();
  for (const auto* variant : page.variants) body.push_back(encode_variant(*variant));
  http::Response response;
  response.body = dump_json(body);
  response.etag = variants.etag(page);
  response.headers.emplace_back("X-Total-Count", std::to_string(page.total));
  if (page.benchmark_used != "none") response.headers.emplace_back("X-Benchmark-Used", page.benchmark_used);
  if (page.next_cursor) response.headers.emplace_back("Link", next_page_link(request, page.limit, *page.next_cursor));
  return response;
}

}  // namespace

void add_model_variants(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/model-variants";
  info.summary = "Model variants with the headline of each of their benchmarks.";
  using Type = http::QueryParameter::Type;
  info.query = {
      {.name = "models", .description = "Model names.", .list = true},
      {.name = "quantizations", .description = "Quantizations.", .list = true},
      {.name = "lora", .description = "Adapter; empty = base variants only."},
      {.name = "benchmark",
       .description = "Only variants with a score of this benchmark; it is what `quality` sorts by."},
      {.name = "search", .description = "Part of the model or adapter name, in any case."},
      {.name = "sort", .description = "Field to sort by."},
      {.name = "direction", .description = "Direction of the sort.", .choices = {"asc", "desc"}},
      {.name = "limit", .description = "Rows of a page.", .type = Type::integer},
      {.name = "cursor", .description = "Where the page begins: from the Link header of the page before."},
  };
  info.cacheable = true;
  routes.add(std::move(info), [&variants = services.variants](const http::Request& request) {
    return list_variants(variants, request);
  });
}

}  // namespace llmbench::api
