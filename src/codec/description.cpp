#include "llmbench/codec/description.hpp"

#include <algorithm>
#include <utility>

namespace llmbench::codec {
namespace {

/// The same object with different words of one get_variant.
bool are_variants(const Json& a, const Json& b) {
  if (!a.contains("properties") || !b.contains("properties")) return false;
  for (const auto& [name, schema] : a["properties"].items()) {
    if (!schema.contains("const")) continue;
    const auto other = b["properties"].find(name);
    if (other != b["properties"].end() && other->value("const", Json()) != schema["const"]) return true;
  }
  return false;
}

/// `schema` as the next run of the decoder saw it, with what that run saw elsewhere.
void merge_variant(Json& schema, const Json& next) {
  if (schema == next) return;
  if (schema.contains("oneOf")) {
    Json& known = schema["oneOf"];
    if (std::find(known.begin(), known.end(), next) == known.end()) known.push_back(next);
    return;
  }
  if (are_variants(schema, next)) {
    schema = Json{{"oneOf", Json::array({schema, next})}};
    return;
  }
  if (schema.contains("items") && next.contains("items")) merge_variant(schema["items"], next["items"]);
  if (!schema.contains("properties")) return;
  for (auto& [name, property] : schema["properties"].items()) {
    const auto other = next.at("properties").find(name);
    if (other != next.at("properties").end()) merge_variant(property, *other);
  }
}

}  // namespace

void Description::add_object(const std::string& path) {
  objects_.try_emplace(path, Json{{"type", "object"}, {"properties", Json::object()}});
}

void Description::add(const std::string& path, std::string_view key, Json schema, bool required) {
  Json& object = objects_.at(path);
  const std::string name{key};
  if (!required && schema.contains("type")) {
    schema["type"] = Json::array({schema["type"], "null"});
    if (schema.contains("enum")) schema["enum"].push_back(nullptr);
  }
  object["properties"][name] = std::move(schema);
  if (required) object["required"].push_back(name);
}

std::string Description::add_variant(const std::string& path, std::string_view key,
                                     const std::vector<std::string>& words) {
  variants_ = std::max(variants_, words.size());
  const std::string& word = words.at(std::min(variant_, words.size() - 1));
  add(path, key, Json{{"type", "string"}, {"const", word}}, true);
  return word;
}

Json Description::schema_of(const std::string& path) const {
  const auto found = objects_.find(path);
  return found == objects_.end() ? Json{{"type", "object"}} : resolve(found->second, path);
}

Json Description::resolve(const Json& schema, const std::string& path) const {
  Json resolved = schema;
  for (auto& [name, property] : resolved["properties"].items()) {
    std::string inner = path;
    if (!inner.empty()) inner += '.';
    inner += name;
    const bool nullable = property["type"].is_array();
    const Json type = nullable ? property["type"][0] : property["type"];
    if (type == "object" && objects_.contains(inner)) {
      property.update(schema_of(inner));
      if (nullable) property["type"] = Json::array({"object", "null"});
    }
    if (type == "array" && !property.contains("items")) property["items"] = schema_of(inner + "[0]");
  }
  return resolved;
}

Json describe(const Decode& decode) {
  Json schema;
  for (std::size_t variant = 0, variants = 1; variant < variants; ++variant) {
    Description description{variant};
    Findings findings;
    findings.description = &description;
    decode(Json::object(), findings);
    variants = description.variants();
    const Json next = description.schema_of("");
    if (variant == 0) {
      schema = next;
    } else {
      merge_variant(schema, next);
    }
  }
  return schema;
}

}  // namespace llmbench::codec
