#pragma once
// Pages of lists: the parameters limit and cursor, and the headers of an answer.

#include "llmbench/http/message.hpp"
#include "llmbench/http/router.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::api {

inline constexpr std::size_t kMaxPageLimit = 1000;

struct PageRequest {
  std::size_t limit = kMaxPageLimit;  ///< 100 when only a cursor is given
  std::optional<std::string> cursor;
};
/// What is wrong goes to `errors`.
[[nodiscard]] PageRequest decode_page(const http::Query& query, std::vector<FieldError>& errors);
/// For RouteInfo::query: limit and cursor.
void append_page_parameters(std::vector<http::QueryParameter>& parameters);

/// The value; nullopt when absent or empty: a form sends the fields left empty too, and they ask for nothing.
[[nodiscard]] std::optional<std::string> find_filled(const http::Query& query, std::string_view name);
/// All of them in one sentence, as Error{invalid_query}; nothing when there are none.
void throw_query_errors(std::vector<FieldError> errors);

/// X-Total-Count, and the Link to the next page.
void set_page_headers(http::Response& response, const http::Request& request, std::size_t total, std::size_t limit,
                      const std::optional<std::string>& next_cursor);

/// The same query with another cursor. The limit is said, because its default changes with a cursor.
[[nodiscard]] std::string next_page_link(const http::Request& request, std::size_t limit, const std::string& cursor);

}  // namespace llmbench::api
