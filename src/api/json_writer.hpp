#pragma once
// Writes JSON straight into one string: pages of a thousand grid rows without a document in between.

#include "llmbench/util/uuid.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace llmbench::api {

/// Commas are put by itself. The caller balances begin and end. Texts are valid UTF-8 (the edges refuse others).
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  /// `name` needs no escaping: it is one of ours.
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::nullptr_t);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view{text}); }
  JsonWriter& value(const std::string& text) { return value(std::string_view{text}); }
  JsonWriter& value(bool flag);
  JsonWriter& value(double number);  ///< null when not finite
  JsonWriter& value(const Uuid& id);
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) JsonWriter& value(Number number) {
    return integer(static_cast<std::int64_t>(number));
  }
  template <typename T>
  JsonWriter& value(const std::optional<T>& known) {
    return known ? value(*known) : value(nullptr);
  }
  /// A value that is JSON text already.
  JsonWriter& raw(std::string_view json);

  template <typename T>
  JsonWriter& field(std::string_view name, const T& known) {
    return key(name).value(known);
  }

  void reserve(std::size_t bytes) { text_.reserve(bytes); }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& integer(std::int64_t number);
  void separate();

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace llmbench::api
