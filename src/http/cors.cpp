#include "http/cors.hpp"

#include "http/headers.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::http {
namespace {

constexpr const char* kRequestHeaders = "Authorization, Content-Type, Content-Encoding, If-None-Match, X-Request-Id";
constexpr const char* kExposedHeaders =
    "X-Total-Count, Link, ETag, X-Benchmark-Used, X-Request-Id, Retry-After, Content-Disposition";
constexpr const char* kMaxAgeSeconds = "600";

[[noreturn]] void refuse(const std::string& text) {
  const std::string shown = repair_utf8(text);
  throw Error{ErrorCode::invalid_input,
              "'" + shown + "' is not an origin",
              {{"--cors-origin", "'" + shown + "': write scheme, host and port as in https://pages.example, or *"}}};
}

std::string parse_origin(const std::string& text) {
  std::string origin = to_lower(trim(text));
  const bool is_web = origin.starts_with("http://") || origin.starts_with("https://");
  const std::string host = is_web ? origin.substr(origin.find("//") + 2) : "";
  const bool odd = std::any_of(host.begin(), host.end(), [](char c) {
    return c <= ' ' || c > '~' || c == '/' || c == '?' || c == '#' || c == '@' || c == '*' || c == '"';
  });
  if (host.empty() || odd) refuse(text);
  return origin;
}

}  // namespace

Cors::Cors(const std::vector<std::string>& origins) {
  for (const auto& text : origins) {
    if (trim(text) == "*") {
      any_may_read_ = true;
    } else {
      origins_.push_back(parse_origin(text));
    }
  }
}

bool Cors::is_named(std::string_view origin) const {
  return std::find(origins_.begin(), origins_.end(), to_lower(origin)) != origins_.end();
}

bool Cors::may_read(std::string_view origin) const {
  // "null" is what every sandboxed frame and local file calls itself.
  if (origin.empty() || origin == "null") return false;
  return any_may_read_ || is_named(origin);
}

bool Cors::is_preflight(std::string_view method, std::string_view origin, std::string_view requested_method) const {
  return method == "OPTIONS" && !requested_method.empty() && may_read(origin);
}

Response Cors::preflight(std::string_view origin, const std::vector<std::string>& methods) const {
  std::vector<std::string> allowed;
  std::copy_if(methods.begin(), methods.end(), std::back_inserter(allowed),
               [&](const std::string& method) { return is_named(origin) || method == "GET" || method == "HEAD"; });
  Response response;
  response.status = 204;
  response.headers = {{"Access-Control-Allow-Methods", join(allowed, ", ")},
                      {"Access-Control-Allow-Headers", kRequestHeaders},
                      {"Access-Control-Max-Age", kMaxAgeSeconds}};
  return response;
}

void Cors::add_headers(std::string_view origin, Response& response) const {
  if (is_off()) return;
  add_to_vary(response, "Origin");
  if (!may_read(origin)) return;
  response.headers.emplace_back("Access-Control-Allow-Origin", is_named(origin) ? std::string{origin} : "*");
  response.headers.emplace_back("Access-Control-Expose-Headers", kExposedHeaders);
}

bool is_same_origin(std::string_view origin, std::string_view host) {
  const std::size_t slashes = origin.find("//");
  return slashes != std::string_view::npos && equals_ignoring_case(origin.substr(slashes + 2), host);
}

}  // namespace llmbench::http
