#pragma once
// Absent values as JSON null. Used by the encoders of responses.

#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"
#include "llmbench/util/uuid.hpp"

#include <optional>
#include <string_view>

namespace llmbench::api {

template <typename T>
[[nodiscard]] OrderedJson or_null(const std::optional<T>& value) {
  return value ? OrderedJson(*value) : OrderedJson();
}

[[nodiscard]] inline OrderedJson or_null(const std::optional<TimePoint>& time) {
  return time ? OrderedJson(format_rfc3339(*time)) : OrderedJson();
}

[[nodiscard]] inline OrderedJson or_null(const std::optional<Uuid>& id) {
  return id ? OrderedJson(to_string(*id)) : OrderedJson();
}

/// For texts whose absence is "".
[[nodiscard]] inline OrderedJson text_or_null(std::string_view text) {
  return text.empty() ? OrderedJson() : OrderedJson(text);
}

}  // namespace llmbench::api
