#pragma once
// The OpenAPI 3.1 description of the routes as text. Called by `llm-benchmark-api openapi` and by the test that keeps
// docs/openapi.json current.

#include "llmbench/http/router.hpp"

#include <string>

namespace llmbench::api {

/// Indented, and ends with a line feed.
[[nodiscard]] std::string openapi_text(const http::Routes& routes, const std::string& version);

}  // namespace llmbench::api
