#pragma once
// The Link header of answers that have a next page.

#include "llmbench/http/message.hpp"

#include <cstddef>
#include <string>

namespace llmbench::api {

/// The same query with another cursor. The limit is said, because its default changes with a cursor.
[[nodiscard]] std::string next_page_link(const http::Request& request, std::size_t limit, const std::string& cursor);

}  // namespace llmbench::api
