#include "llmbench/codec/user_pairs.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <utility>

namespace llmbench::codec {
namespace {

struct Pair {
  std::string name;
  std::string value;
};

Pair split_pair(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string name{trim(text.substr(0, equals))};
  if (equals == std::string_view::npos || name.empty()) {
    throw Error{ErrorCode::invalid_input, "\"" + std::string(text) + "\" is not NAME=VALUE"};
  }
  return {name, std::string{trim(text.substr(equals + 1))}};
}

void add(Json& object, const std::string& name, Json value) {
  if (object.contains(name)) throw Error{ErrorCode::invalid_input, "\"" + name + "\" is given twice"};
  object[name] = std::move(value);
}

Json scalar(const std::string& text) {
  if (const auto whole = parse_integer(text)) return *whole;
  if (const auto number = parse_double(text)) return *number;
  if (text == "true" || text == "false") return text == "true";
  return text;
}

}  // namespace

Json parse_user_settings(const std::vector<std::string>& pairs) {
  Json settings = Json::object();
  for (const std::string& text : pairs) {
    Pair pair = split_pair(text);
    add(settings, pair.name, std::move(pair.value));
  }
  return settings;
}

Json parse_user_context(std::string_view text) {
  Json context = Json::object();
  if (trim(text).empty()) return context;
  for (const std::string& part : split(text, ',')) {
    const Pair pair = split_pair(part);
    add(context, pair.name, scalar(pair.value));
  }
  return context;
}

}  // namespace llmbench::codec
