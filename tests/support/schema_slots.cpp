#include "support/schema_slots.hpp"

#include <algorithm>

namespace llmbench::testing {
namespace {

using Embed = std::function<Json(const Json& value)>;

bool takes(const Json& schema, const char* type) {
  const Json types = schema.value("type", Json());
  return types == type || (types.is_array() && std::find(types.begin(), types.end(), type) != types.end());
}

void collect(const Json& schema, const std::string& path, const Embed& embed, std::vector<SchemaSlot>& slots) {
  for (const char* alternatives : {"oneOf", "anyOf"}) {
    const Json all = schema.value(alternatives, Json::array());
    for (const Json& alternative : all) collect(alternative, path, embed, slots);
  }
  if (schema.contains("items")) {
    collect(
        schema["items"], path + "[0]", [embed](const Json& item) { return embed(Json::array({item})); }, slots);
  }
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [key, property] : properties.items()) {
    const Embed embed_property = [schema, embed, name = key](const Json& value) {
      Json object = minimal_document(schema);
      object[name] = value;
      return embed(object);
    };
    const std::string property_path = path.empty() ? key : path + "." + key;
    slots.push_back({property_path, key, property, embed_property});
    collect(property, property_path, embed_property, slots);
  }
}

void add_beyond_limits(const Json& schema, std::vector<WrongValue>& wrong) {
  if (schema.contains("maxLength")) {
    const auto limit = schema["maxLength"].get<std::size_t>();
    wrong.push_back({"longer than " + std::to_string(limit), std::string(limit + 1, 'x')});
  }
  if (schema.contains("maxItems")) {
    const auto limit = schema["maxItems"].get<std::size_t>();
    wrong.push_back({"more items than " + std::to_string(limit), Json(std::vector<int>(limit + 1, 0))});
  }
  if (schema.contains("minimum")) wrong.push_back({"below the minimum", schema["minimum"].get<std::int64_t>() - 1});
  if (schema.contains("maximum")) wrong.push_back({"above the maximum", schema["maximum"].get<std::int64_t>() + 1});
  if (schema.contains("pattern") && takes(schema, "string")) wrong.push_back({"blank", "  "});
  const bool closed = schema.contains("enum") || schema.contains("const");
  const std::string format = schema.value("format", "");
  if (closed || format == "uuid" || format == "date-time") wrong.push_back({"no such word", "no-such-word"});
}

}  // namespace

Json minimal_document(const Json& schema) {
  if (schema.contains("const")) return schema["const"];
  if (schema.contains("enum")) return schema["enum"][0];
  for (const char* alternatives : {"oneOf", "anyOf"}) {
    if (schema.contains(alternatives)) return minimal_document(schema[alternatives][0]);
  }
  if (takes(schema, "object")) {
    Json object = Json::object();
    const Json required = schema.value("required", Json::array());
    for (const Json& name : required) {
      object[name.get<std::string>()] = minimal_document(schema["properties"][name.get<std::string>()]);
    }
    return object;
  }
  if (takes(schema, "array")) return Json::array();
  if (takes(schema, "integer") || takes(schema, "number")) return schema.value("minimum", 1);
  if (takes(schema, "boolean")) return true;
  return "x";
}

std::vector<SchemaSlot> slots_of(const Json& schema) {
  std::vector<SchemaSlot> slots;
  collect(
      schema, "", [](const Json& value) { return value; }, slots);
  return slots;
}

std::vector<WrongValue> wrong_values(const Json& schema) {
  if (!schema.contains("type")) return {};  // anything, or alternatives
  std::vector<WrongValue> wrong;
  const auto add = [&](bool is_right, const char* what, Json value) {
    if (!is_right) wrong.push_back({what, std::move(value)});
  };
  const bool integer = takes(schema, "integer");
  const bool number = takes(schema, "number");
  add(takes(schema, "string"), "a text", "no number");
  add(takes(schema, "string"), "digits as a text", "5");
  add(takes(schema, "boolean"), "a boolean", true);
  add(integer || number, "a whole number", 7);
  add(number, "a fraction", 3.9);
  add(number, "a number of 41 digits", 1e40);
  add(takes(schema, "array"), "an array", Json::array());
  add(takes(schema, "array"), "an array with an item", Json::array({1}));
  add(takes(schema, "object"), "an object", Json{{"a", 1}});
  add(takes(schema, "null"), "null", nullptr);
  add_beyond_limits(schema, wrong);
  return wrong;
}

}  // namespace llmbench::testing
