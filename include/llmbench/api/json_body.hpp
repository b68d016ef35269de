#pragma once
// The JSON body of a request. Called by the upload endpoints.

#include "llmbench/http/message.hpp"
#include "llmbench/util/json.hpp"

namespace llmbench::api {

/// Throws Error{invalid_json} for an empty body and everything util/json.hpp refuses. The server has checked the
/// content type of routes with `takes_json_body` before.
[[nodiscard]] Json parse_body(const http::Request& request);

}  // namespace llmbench::api
