#include "api/schema.hpp"

#include <utility>

namespace llmbench::api::schema {
namespace {

Json typed(const char* type, std::string description) {
  Json schema{{"type", type}};
  if (!description.empty()) schema["description"] = std::move(description);
  return schema;
}

}  // namespace

Json object(const std::vector<Property>& properties) {
  Json schema{
      {"type", "object"}, {"properties", Json::object()}, {"required", Json::array()}, {"additionalProperties", false}};
  for (const Property& property : properties) {
    schema["properties"][property.name] = property.schema;
    if (property.required) schema["required"].push_back(property.name);
  }
  return schema;
}

Json object(std::initializer_list<Property> properties) {
  return object(std::vector<Property>{properties});
}

Property optional(std::string name, Json schema) {
  return {std::move(name), std::move(schema), false};
}

Json merge(Json object, const Json& more) {
  object["properties"].update(more.at("properties"));
  for (const Json& name : more.at("required")) object["required"].push_back(name);
  return object;
}

Json array(Json items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}

Json map_of(Json values) {
  return {{"type", "object"}, {"additionalProperties", std::move(values)}};
}

Json document(std::string description) {
  return typed("object", std::move(description));
}

Json text(std::string description) {
  return typed("string", std::move(description));
}

Json unknown_names() {
  return array(text());
}

Json choice(std::initializer_list<const char*> values, std::string description) {
  Json schema = typed("string", std::move(description));
  schema["enum"] = Json::array();
  for (const char* value : values) schema["enum"].push_back(value);
  return schema;
}

Json number(std::string description) {
  return typed("number", std::move(description));
}

Json integer(std::string description) {
  return typed("integer", std::move(description));
}

Json boolean(std::string description) {
  return typed("boolean", std::move(description));
}

Json uuid(std::string description) {
  Json schema = typed("string", std::move(description));
  schema["format"] = "uuid";
  return schema;
}

Json time(std::string description) {
  Json schema = typed("string", std::move(description));
  schema["format"] = "date-time";
  return schema;
}

Json nullable(Json schema) {
  if (!schema.contains("type")) return {{"anyOf", Json::array({std::move(schema), Json{{"type", "null"}}})}};
  schema["type"] = Json::array({schema["type"], "null"});
  if (schema.contains("enum")) schema["enum"].push_back(nullptr);
  return schema;
}

Json ref(const std::string& name) {
  return {{"$ref", "#/components/schemas/" + name}};
}

}  // namespace llmbench::api::schema
