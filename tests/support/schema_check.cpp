#include "support/schema_check.hpp"

#include <algorithm>

namespace llmbench::testing {
namespace {

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  return type == "null" && value.is_null();
}

bool has_any_type(const Json& value, const Json& types) {
  if (types.is_string()) return has_type(value, types);
  return std::any_of(types.begin(), types.end(), [&](const Json& type) { return has_type(value, type); });
}

class Check {
 public:
  Check(const std::map<std::string, Json>& shared, std::vector<std::string>& problems)
      : shared_(shared), problems_(problems) {}

  void check(const Json& value, const Json& schema, const std::string& path) {
    if (schema.contains("$ref")) {
      const std::string name = schema["$ref"].get<std::string>().substr(std::string{"#/components/schemas/"}.size());
      return check(value, shared_.at(name), path);
    }
    if (schema.contains("anyOf")) return check_any(value, schema["anyOf"], path);
    if (schema.contains("type") && !has_any_type(value, schema["type"])) {
      problems_.push_back(path + ": " + value.dump() + " is not of type " + schema["type"].dump());
      return;
    }
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
      problems_.push_back(path + ": " + value.dump() + " is none of " + schema["enum"].dump());
    }
    if (value.is_array() && schema.contains("items")) {
      for (std::size_t at = 0; at < value.size(); ++at) {
        check(value[at], schema["items"], path + "[" + std::to_string(at) + "]");
      }
    }
    if (value.is_object()) check_object(value, schema, path);
  }

 private:
  void check_any(const Json& value, const Json& choices, const std::string& path) {
    std::vector<std::string> best;
    for (const Json& choice : choices) {
      std::vector<std::string> problems;
      Check{shared_, problems}.check(value, choice, path);
      if (problems.empty()) return;
      if (best.empty() || !value.is_null()) best = best.size() > problems.size() ? best : problems;
    }
    problems_.insert(problems_.end(), best.begin(), best.end());
  }

  void check_object(const Json& value, const Json& schema, const std::string& path) {
    for (const Json& name : schema.value("required", Json::array())) {
      if (!value.contains(name)) problems_.push_back(path + "." + name.get<std::string>() + ": is missing");
    }
    const Json properties = schema.value("properties", Json::object());
    const Json others = schema.value("additionalProperties", Json(true));
    for (const auto& [name, field] : value.items()) {
      if (properties.contains(name)) {
        check(field, properties[name], path + "." + name);
      } else if (others.is_object()) {
        check(field, others, path + "." + name);
      } else if (others == false) {
        problems_.push_back(path + "." + name + ": is not declared");
      }
    }
  }

  const std::map<std::string, Json>& shared_;
  std::vector<std::string>& problems_;
};

}  // namespace

std::vector<std::string> schema_problems(const Json& value, const Json& schema,
                                         const std::map<std::string, Json>& shared, const std::string& path) {
  std::vector<std::string> problems;
  Check{shared, problems}.check(value, schema, path);
  return problems;
}

}  // namespace llmbench::testing
