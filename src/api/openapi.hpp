#pragma once
// The OpenAPI 3.1 document of exactly the routes that are served. Called by GET /api/openapi.json and by the test that
// keeps docs/openapi.json current.

#include "llmbench/http/router.hpp"
#include "llmbench/util/json.hpp"

#include <map>
#include <string>

namespace llmbench::api {

/// The schemas of components/schemas: those of src/api/schemas.cpp and the bodies that decoders describe.
[[nodiscard]] std::map<std::string, Json> component_schemas();

/// Wherever a schema of a route equals a named one, it is a $ref.
[[nodiscard]] OrderedJson openapi_document(const http::Routes& routes, const std::string& version);

}  // namespace llmbench::api
