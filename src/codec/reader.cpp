#include "llmbench/codec/reader.hpp"

#include "llmbench/codec/description.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>
#include <utility>

namespace llmbench::codec {
namespace {

/// "a text", "3.9", "true": what stands where something else was expected. Long values are named by their kind.
std::string kind_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "an array";
    case Json::value_t::string:
      return "a text";
    default:
      return dump_json(value);
  }
}

std::string item_key(std::string_view key, std::size_t index) {
  return std::string{key} + "[" + std::to_string(index) + "]";
}

/// Exact integer of a JSON number; nullopt for fractions and for what does not fit in 64 bits.
std::optional<std::int64_t> exact_integer(const Json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (!std::in_range<std::int64_t>(number)) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  // Above 2^53 a double no longer says which integer was meant.
  constexpr double kExactLimit = 9007199254740992.0;
  const double number = value.get<double>();
  if (!std::isfinite(number) || std::trunc(number) != number || std::abs(number) > kExactLimit) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

/// Longer words are in no list of choices.
constexpr std::size_t kMaxChoice = 255;

/// What a described decoder finds, so that it goes on into the parts of a document.
const Json kEmptyObject = Json::object();
const Json kOneItem = Json::array({Json::object()});

Json string_schema(std::size_t max_length, const char* format = nullptr) {
  Json schema{{"type", "string"}};
  if (format != nullptr) {
    schema["format"] = format;
  } else {
    schema["maxLength"] = max_length;
  }
  return schema;
}

/// A text that must not be blank.
Json filled_string_schema(std::size_t max_length) {
  return {{"type", "string"}, {"pattern", R"(\S)"}, {"maxLength", max_length}};
}

Json number_schema() {
  return {{"type", "number"}};
}

Json integer_schema(std::int64_t min, std::int64_t max) {
  Json schema{{"type", "integer"}, {"minimum", min}};
  if (max == std::numeric_limits<std::int64_t>::max()) {
    schema["format"] = "int64";  // a limit that JSON readers with doubles would round
  } else {
    schema["maximum"] = max;
  }
  return schema;
}

Json array_schema(std::size_t max_items) {
  return {{"type", "array"}, {"maxItems", max_items}};
}

Json array_schema(std::size_t max_items, Json items) {
  Json schema = array_schema(max_items);
  schema["items"] = std::move(items);
  return schema;
}

}  // namespace

template <typename MakeSchema>
bool Reader::note(std::string_view key, bool required, const MakeSchema& make_schema) {
  if (findings_.description == nullptr) return false;
  findings_.description->add(path_, key, make_schema(), required);
  return true;
}

void Findings::add_errors(const std::vector<FieldError>& later) {
  std::unordered_set<std::string> reported;  // a run may have ten thousand wrong metrics
  for (const FieldError& error : errors) reported.insert(error.path);
  for (const FieldError& error : later) {
    if (!reported.contains(error.path)) errors.push_back(error);
  }
}

Reader::Reader(const Json& object, std::string path, Findings& findings)
    : object_(object.is_object() ? &object : nullptr), path_(std::move(path)), findings_(findings) {
  if (object_ == nullptr) findings_.errors.push_back({path_, "must be an object, not " + kind_of(object)});
  if (findings_.description != nullptr) findings_.description->add_object(path_);
}

Reader::~Reader() {
  if (object_ == nullptr) return;
  for (const auto& [key, value] : object_->items()) {
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    std::string path = path_of(key);
    findings_.unknown_fields[path] = value;
    findings_.unknown_paths.push_back(std::move(path));
  }
}

std::string Reader::path_of(std::string_view key) const {
  return path_.empty() ? std::string{key} : path_ + "." + std::string{key};
}

void Reader::error(std::string_view key, std::string message) {
  findings_.errors.push_back({path_of(key), std::move(message)});
}

const Json* Reader::find(std::string_view key) {
  asked_.emplace_back(key);
  if (object_ == nullptr) return nullptr;
  const auto found = object_->find(key);
  return found == object_->end() || found->is_null() ? nullptr : &*found;
}

const Json* Reader::require(std::string_view key) {
  const Json* value = find(key);
  if (value == nullptr && object_ != nullptr) {
    error(key, object_->contains(key) ? "is required and must not be null" : "is required");
  }
  return value;
}

std::optional<std::string> Reader::read_string(std::string_view key, const Json& value, std::size_t max_length) {
  if (!value.is_string()) {
    error(key, "must be a text, not " + kind_of(value));
    return std::nullopt;
  }
  const auto& text = value.get_ref<const std::string&>();
  if (text.find('\0') != std::string::npos) {
    error(key, "must not contain a NUL character");
    return std::nullopt;
  }
  if (text.size() > max_length && utf8_length(text) > max_length) {
    error(key, "must have at most " + std::to_string(max_length) + " characters");
    return std::nullopt;
  }
  return text;
}

std::optional<double> Reader::read_double(std::string_view key, const Json& value) {
  if (!value.is_number()) {
    error(key, "must be a number, not " + kind_of(value));
    return std::nullopt;
  }
  const double number = value.get<double>();
  if (!std::isfinite(number)) {
    error(key, "must be a finite number");
    return std::nullopt;
  }
  return number;
}

std::optional<std::int64_t> Reader::read_integer(std::string_view key, const Json& value, std::int64_t min,
                                                 std::int64_t max) {
  if (!value.is_number()) {
    error(key, "must be a whole number, not " + kind_of(value));
    return std::nullopt;
  }
  const auto number = exact_integer(value);
  if (!number && value.is_number_float() && std::trunc(value.get<double>()) != value.get<double>()) {
    error(key, "must be a whole number, not " + kind_of(value));
    return std::nullopt;
  }
  if (!number || *number < min || *number > max) {
    error(key, "must be between " + std::to_string(min) + " and " + std::to_string(max));
    return std::nullopt;
  }
  return number;
}

std::optional<std::string> Reader::find_string(std::string_view key, std::size_t max_length) {
  if (note(key, false, [&] { return string_schema(max_length); })) return std::nullopt;
  const Json* value = find(key);
  return value == nullptr ? std::nullopt : read_string(key, *value, max_length);
}

std::string Reader::get_string(std::string_view key, std::size_t max_length) {
  if (note(key, true, [&] { return filled_string_schema(max_length); })) return {};
  const Json* value = require(key);
  if (value == nullptr) return {};
  const auto text = read_string(key, *value, max_length);
  if (text && trim(*text).empty()) error(key, "must not be empty");
  return text.value_or(std::string{});
}

std::string Reader::read_choice(std::string_view key, const std::string& text, const std::vector<std::string>& choices,
                                std::string_view hint) {
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) return text;
  const auto nearest = nearest_word(text, choices);
  error(key,
        "must be one of " + join(choices, ", ") + (nearest ? "; did you mean " + *nearest + "?" : std::string{hint}));
  return {};
}

std::optional<std::string> Reader::find_choice(std::string_view key, const std::vector<std::string>& choices) {
  if (note(key, false, [&] { return Json{{"type", "string"}, {"enum", choices}}; })) return std::nullopt;
  const auto text = find_string(key, kMaxChoice);
  if (!text) return std::nullopt;
  auto choice = read_choice(key, *text, choices, {});
  return choice.empty() ? std::nullopt : std::optional{std::move(choice)};
}

std::string Reader::get_variant(std::string_view key, const std::vector<std::string>& words, std::string_view hint) {
  if (findings_.description != nullptr) return findings_.description->add_variant(path_, key, words);
  const std::string text = get_string(key, kMaxChoice);
  return trim(text).empty() ? std::string{} : read_choice(key, text, words, hint);
}

std::optional<double> Reader::find_double(std::string_view key) {
  if (note(key, false, number_schema)) return std::nullopt;
  const Json* value = find(key);
  return value == nullptr ? std::nullopt : read_double(key, *value);
}

double Reader::get_double(std::string_view key) {
  if (note(key, true, number_schema)) return 0.0;
  const Json* value = require(key);
  return value == nullptr ? 0.0 : read_double(key, *value).value_or(0.0);
}

std::optional<std::int64_t> Reader::find_integer(std::string_view key, std::int64_t min, std::int64_t max) {
  if (note(key, false, [&] { return integer_schema(min, max); })) return std::nullopt;
  const Json* value = find(key);
  return value == nullptr ? std::nullopt : read_integer(key, *value, min, max);
}

std::int64_t Reader::get_integer(std::string_view key, std::int64_t min, std::int64_t max) {
  if (note(key, true, [&] { return integer_schema(min, max); })) return 0;
  const Json* value = require(key);
  return value == nullptr ? 0 : read_integer(key, *value, min, max).value_or(0);
}

std::optional<bool> Reader::find_bool(std::string_view key) {
  if (note(key, false, [] { return Json{{"type", "boolean"}}; })) return std::nullopt;
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) {
    error(key, "must be true or false, not " + kind_of(*value));
    return std::nullopt;
  }
  return value->get<bool>();
}

std::optional<TimePoint> Reader::find_time(std::string_view key) {
  if (note(key, false, [] { return string_schema(64, "date-time"); })) return std::nullopt;
  const auto text = find_string(key, 64);
  if (!text) return std::nullopt;
  const auto time = parse_time(*text);
  if (!time) error(key, "must be a time such as 2025-06-08T22:17:33Z");
  return time;
}

std::optional<Uuid> Reader::find_uuid(std::string_view key) {
  if (note(key, false, [] { return string_schema(64, "uuid"); })) return std::nullopt;
  const auto text = find_string(key, 64);
  if (!text) return std::nullopt;
  const auto id = parse_uuid(*text);
  if (!id) error(key, "must be a UUID");
  return id;
}

std::optional<std::vector<std::string>> Reader::find_strings(std::string_view key, std::size_t max_items,
                                                             std::size_t max_length) {
  if (note(key, false, [&] { return array_schema(max_items, string_schema(max_length)); })) return std::nullopt;
  const Json* array = find_array(key, max_items);
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> result;
  result.reserve(array->size());
  for (std::size_t at = 0; at < array->size(); ++at) {
    if (auto text = read_string(item_key(key, at), (*array)[at], max_length)) result.push_back(*std::move(text));
  }
  return result;
}

std::optional<std::vector<double>> Reader::find_doubles(std::string_view key, std::size_t max_items) {
  if (note(key, false, [&] { return array_schema(max_items, number_schema()); })) return std::nullopt;
  const Json* array = find_array(key, max_items);
  if (array == nullptr) return std::nullopt;
  std::vector<double> result;
  result.reserve(array->size());
  for (std::size_t at = 0; at < array->size(); ++at) {
    if (const auto number = read_double(item_key(key, at), (*array)[at])) result.push_back(*number);
  }
  return result;
}

std::optional<Json> Reader::find_document(std::string_view key, std::size_t max_bytes) {
  if (note(key, false, [&] {
        return Json{{"type", "object"},
                    {"description", "At most " + std::to_string(max_bytes >> 10) + " KiB of JSON."}};
      })) {
    return std::nullopt;
  }
  const Json* value = find_object(key);
  if (value == nullptr) return std::nullopt;
  if (dump_json(*value).size() > max_bytes) {
    error(key, "must be at most " + std::to_string(max_bytes >> 10) + " KiB of JSON");
    return std::nullopt;
  }
  return *value;
}

const Json* Reader::check_object(std::string_view key, const Json* value) {
  if (value == nullptr || value->is_object()) return value;
  error(key, "must be an object, not " + kind_of(*value));
  return nullptr;
}

const Json* Reader::check_array(std::string_view key, const Json* value, std::size_t max_items) {
  if (value == nullptr) return nullptr;
  if (!value->is_array()) {
    error(key, "must be an array, not " + kind_of(*value));
    return nullptr;
  }
  if (value->size() > max_items) {
    error(key, "must have at most " + std::to_string(max_items) + " items, not " + std::to_string(value->size()));
    return nullptr;
  }
  return value;
}

const Json* Reader::find_object(std::string_view key) {
  if (note(key, false, [] { return Json{{"type", "object"}}; })) return &kEmptyObject;
  return check_object(key, find(key));
}
const Json* Reader::get_object(std::string_view key) {
  if (note(key, true, [] { return Json{{"type", "object"}}; })) return &kEmptyObject;
  return check_object(key, require(key));
}
const Json* Reader::find_array(std::string_view key, std::size_t max_items) {
  if (note(key, false, [&] { return array_schema(max_items); })) return &kOneItem;
  return check_array(key, find(key), max_items);
}
const Json* Reader::get_array(std::string_view key, std::size_t max_items) {
  if (note(key, true, [&] { return array_schema(max_items); })) return &kOneItem;
  return check_array(key, require(key), max_items);
}

}  // namespace llmbench::codec
