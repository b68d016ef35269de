#include "llmbench/api/json_body.hpp"

namespace llmbench::api {

Json parse_body(const http::Request& request) {
  if (request.body.empty()) throw Error{ErrorCode::invalid_json, "the body is empty; send one JSON object"};
  return parse_json(request.body, {.max_depth = request.max_json_depth});
}

}  // namespace llmbench::api
