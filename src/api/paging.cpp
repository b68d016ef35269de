#include "api/paging.hpp"

#include "llmbench/util/text.hpp"

#include <utility>

namespace llmbench::api {
namespace {

constexpr std::size_t kPagedLimit = 100;

}  // namespace

PageRequest decode_page(const http::Query& query, std::vector<FieldError>& errors) {
  PageRequest page;
  page.cursor = find_filled(query, "cursor");
  if (page.cursor) page.limit = kPagedLimit;
  if (const auto limit = find_filled(query, "limit")) {
    const auto count = parse_integer(*limit);
    if (count && *count >= 1 && *count <= static_cast<long long>(kMaxPageLimit)) {
      page.limit = static_cast<std::size_t>(*count);
    } else {
      errors.push_back({"limit", "must be a whole number from 1 to " + std::to_string(kMaxPageLimit)});
    }
  }
  return page;
}

void append_page_parameters(std::vector<http::QueryParameter>& parameters) {
  parameters.push_back({.name = "limit",
                        .description = "Rows of a page, 1 to 1,000; absent = 1,000, or 100 with a cursor.",
                        .type = http::QueryParameter::Type::integer});
  parameters.push_back(
      {.name = "cursor", .description = "Where the page begins: from the Link header of the page before."});
}

std::optional<std::string> find_filled(const http::Query& query, std::string_view name) {
  auto value = query.find(name);
  return value && !value->empty() ? value : std::nullopt;
}

void throw_query_errors(std::vector<FieldError> errors) {
  if (errors.empty()) return;
  std::vector<std::string> sentences;
  for (const FieldError& error : errors) sentences.push_back(error.path + ": " + error.message);
  throw Error{ErrorCode::invalid_query, join(sentences, "; "), std::move(errors)};
}

void set_page_headers(http::Response& response, const http::Request& request, std::size_t total, std::size_t limit,
                      const std::optional<std::string>& next_cursor) {
  response.headers.emplace_back("X-Total-Count", std::to_string(total));
  if (next_cursor) response.headers.emplace_back("Link", next_page_link(request, limit, *next_cursor));
}

std::string next_page_link(const http::Request& request, std::size_t limit, const std::string& cursor) {
  std::string target = request.query.raw_without({"cursor", "limit"});
  if (!target.empty()) target += "&";
  target += "limit=" + std::to_string(limit) + "&cursor=" + cursor;
  target = replace_all(replace_all(std::move(target), "<", "%3C"), ">", "%3E");
  return "<" + request.path + "?" + target + ">; rel=\"next\"";
}

}  // namespace llmbench::api
