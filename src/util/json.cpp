#include "llmbench/util/json.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace llmbench {
namespace {

struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};

Place place_of(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  Place place;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else {
      ++place.column;
    }
  }
  return place;
}

[[noreturn]] void fail(std::string_view text, std::size_t offset, const std::string& what) {
  const Place place = place_of(text, offset);
  throw Error{ErrorCode::invalid_json,
              what + " at line " + std::to_string(place.line) + ", column " + std::to_string(place.column)};
}

/// Replaces bare non-finite numbers outside strings by null, for files of tools that print them.
std::string without_non_finite(std::string_view text) {
  static constexpr std::string_view kTokens[] = {"-nan(ind)", "-Infinity", "Infinity", "-NaN", "NaN",
                                                 "-inf",      "inf",       "-nan",     "nan"};
  std::string result;
  result.reserve(text.size());
  bool in_string = false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\' && at + 1 < text.size()) result.push_back(text[at++]);
      if (c == '"') in_string = false;
      result.push_back(text[at++]);
      continue;
    }
    const auto token = std::find_if(std::begin(kTokens), std::end(kTokens), [&](std::string_view candidate) {
      return text.compare(at, candidate.size(), candidate) == 0;
    });
    if (token != std::end(kTokens)) {
      result += "null";
      at += token->size();
      continue;
    }
    if (c == '"') in_string = true;
    result.push_back(c);
    ++at;
  }
  return result;
}

/// Builds the document and checks what nlohmann's own builder does not: depth, duplicate keys, NUL in texts.
class CheckingSax : public nlohmann::json_sax<Json> {
 public:
  CheckingSax(Json& root, const JsonLimits& limits, std::string_view text)
      : limits_(limits), text_(text), root_(root) {}

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool binary(binary_t&) override { return false; }
  bool string(string_t& value) override {
    check_text(value);
    return add(std::move(value));
  }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool key(string_t& value) override {
    check_text(value);
    const auto [element, is_new] = open_.back()->emplace(std::move(value), nullptr);
    if (!is_new && limits_.refuse_duplicate_keys) {
      throw Error{ErrorCode::invalid_json, "the key \"" + element.key() + "\" appears twice in one object"};
    }
    member_ = &*element;
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    const std::size_t offset = position == 0 ? 0 : position - 1;
    if (error.id == 406) fail(text_, offset, "a number is too large");  // nlohmann's out_of_range.406
    fail(text_, offset, offset >= text_.size() ? "the JSON ends too early" : "invalid JSON");
  }

 private:
  /// Where the next value belongs: the root, the end of an array or the member whose key came last.
  Json& place(Json value) {
    if (open_.empty()) return root_ = std::move(value);
    if (open_.back()->is_array()) return open_.back()->emplace_back(std::move(value));
    return *member_ = std::move(value);
  }
  bool add(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json container) {
    if (open_.size() == limits_.max_depth) {
      throw Error{ErrorCode::invalid_json,
                  "the JSON is nested deeper than " + std::to_string(limits_.max_depth) + " levels"};
    }
    open_.push_back(&place(std::move(container)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  static void check_text(const std::string& value) {
    if (value.find('\0') != std::string::npos) {
      throw Error{ErrorCode::invalid_json, "a text contains a NUL character"};
    }
  }

  const JsonLimits& limits_;
  std::string_view text_;
  Json& root_;
  std::vector<Json*> open_;  ///< objects and arrays around the place, outermost first: no element of them moves now
  Json* member_ = nullptr;
};

bool is_plain(char c) {
  return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

/// As dump_json would; its serializer costs a kilobyte of buffers even for a word.
void append_text(const std::string& text, std::string& out) {
  if (std::all_of(text.begin(), text.end(), is_plain)) {
    out.append("\"").append(text).append("\"");
  } else {
    out += dump_json(Json(text));
  }
}

void append_canonical(const Json& value, std::string& out) {
  switch (value.type()) {
    case Json::value_t::object: {
      out.push_back('{');
      bool first = true;
      for (const auto& [key, element] : value.items()) {
        if (!first) out.push_back(',');
        first = false;
        append_text(key, out);
        out.push_back(':');
        append_canonical(element, out);
      }
      out.push_back('}');
      return;
    }
    case Json::value_t::array: {
      out.push_back('[');
      for (std::size_t at = 0; at < value.size(); ++at) {
        if (at > 0) out.push_back(',');
        append_canonical(value[at], out);
      }
      out.push_back(']');
      return;
    }
    case Json::value_t::number_float: {
      const double number = value.get<double>();
      out += std::isfinite(number) ? format_number(number) : "null";
      return;
    }
    case Json::value_t::string:
      append_text(value.get_ref<const std::string&>(), out);
      return;
    default:
      out += dump_json(value);
  }
}

}  // namespace

Json parse_json(std::string_view text, const JsonLimits& limits) {
  if (!is_valid_utf8(text)) throw Error{ErrorCode::invalid_json, "the text is not valid UTF-8"};
  std::string cleaned;
  if (limits.non_finite_as_null) {
    cleaned = without_non_finite(text);
    text = cleaned;
  }
  Json root;
  CheckingSax sax{root, limits, text};
  Json::sax_parse(text.begin(), text.end(), &sax);
  return root;
}

std::string canonical_json(const Json& value) {
  std::string out;
  append_canonical(value, out);
  return out;
}

std::string dump_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}
std::string dump_json(const OrderedJson& value) {
  return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace llmbench
