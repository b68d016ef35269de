#pragma once
// Short words for the JSON Schemas (draft 2020-12) that routes carry for OpenAPI. A test validates every answer of an
// example against them, so a field that is not written here is a failing test.

#include "llmbench/util/json.hpp"

#include <initializer_list>
#include <string>
#include <vector>

namespace llmbench::api::schema {

struct Property {
  std::string name;
  Json schema;
  bool required = true;
};

/// Every property is always sent (unknown is an explicit null) unless it is made by optional(); others do not occur.
[[nodiscard]] Json object(std::initializer_list<Property> properties);
[[nodiscard]] Json object(const std::vector<Property>& properties);
[[nodiscard]] Property optional(std::string name, Json schema);
/// Properties of both, in this order.
[[nodiscard]] Json merge(Json object, const Json& more);
[[nodiscard]] Json array(Json items);
/// Fields whose value is not known: what stands in "unknown" of an answer.
[[nodiscard]] Json unknown_names();
/// Names that are data, one schema for every value.
[[nodiscard]] Json map_of(Json values);
/// An object whose keys belong to somebody else (settings, context, provenance).
[[nodiscard]] Json document(std::string description = {});

[[nodiscard]] Json text(std::string description = {});
[[nodiscard]] Json choice(std::initializer_list<const char*> values, std::string description = {});
[[nodiscard]] Json number(std::string description = {});
[[nodiscard]] Json integer(std::string description = {});
[[nodiscard]] Json boolean(std::string description = {});
[[nodiscard]] Json uuid(std::string description = {});
[[nodiscard]] Json time(std::string description = {});  ///< RFC 3339 UTC
/// The same or null.
[[nodiscard]] Json nullable(Json schema);
/// A schema several routes share, written once under components/schemas: {"$ref": "#/components/schemas/<name>"}.
/// src/api/schemas.cpp defines them.
[[nodiscard]] Json ref(const std::string& name);

}  // namespace llmbench::api::schema
