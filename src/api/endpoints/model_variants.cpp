// GET /api/model-variants: every model variant with the headline of each of its benchmarks.

#include "api/variant_json.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/variant_service.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::api {
namespace {

constexpr std::size_t kMaxLimit = 1000;
constexpr std::size_t kPagedLimit = 100;

service::VariantQuery decode_query(const http::Query& query) {
  service::VariantQuery wanted;
  std::vector<FieldError> errors;
  wanted.models = query.list("models");
  wanted.quantizations = query.list("quantizations");
  wanted.lora = query.find("lora");
  wanted.benchmark = query.find("benchmark").value_or("");
  wanted.search = query.find("search").value_or("");
  wanted.sort = query.find("sort").value_or(wanted.sort);
  wanted.cursor = query.find("cursor");
  wanted.limit = wanted.cursor ? kPagedLimit : kMaxLimit;
  if (const auto limit = query.find("limit")) {
    const auto count = parse_integer(*limit);
    if (count && *count >= 1 && *count <= static_cast<long long>(kMaxLimit)) {
      wanted.limit = static_cast<std::size_t>(*count);
    } else {
      errors.push_back({"limit", "must be a whole number from 1 to " + std::to_string(kMaxLimit)});
    }
  }
  if (const auto direction = query.find("direction")) {
    wanted.descending = *direction == "desc";
    if (*direction != "asc" && *direction != "desc") errors.push_back({"direction", "must be asc or desc"});
  }
  if (!errors.empty()) {
    const std::string first = errors.front().path + ": " + errors.front().message;
    throw Error{ErrorCode::invalid_query, first, std::move(errors)};
  }
  return wanted;
}

/// The same query with the next cursor instead of its own.
std::string next_link(const http::Request& request, const std::string& cursor) {
  std::vector<std::string> parts;
  for (const auto& part : split(request.query.raw(), '&')) {
    if (!part.empty() && part != "cursor" && !part.starts_with("cursor=")) parts.push_back(part);
  }
  parts.push_back("cursor=" + cursor);
  return "<" + request.path + "?" + join(parts, "&") + ">; rel=\"next\"";
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
  if (page.next_cursor) response.headers.emplace_back("Link", next_link(request, *page.next_cursor));
  return response;
}

}  // namespace

void add_model_variants(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/model-variants";
  info.summary = "Model variants with the headline of each of their benchmarks.";
  info.query = {"models", "quantizations", "lora", "benchmark", "search", "sort", "direction", "limit", "cursor"};
  info.cacheable = true;
  routes.add(std::move(info), [&variants = services.variants](const http::Request& request) {
    return list_variants(variants, request);
  });
}

}  // namespace llmbench::api
