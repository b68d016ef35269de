#pragma once
// JSON for people: `?pretty=1` on any answer. Used by Dispatcher.

#include <string>
#include <string_view>

namespace llmbench::http {

/// Valid JSON text again with line breaks and two blanks a level. Numbers and strings stay byte for byte what they
/// were.
[[nodiscard]] std::string indent_json(std::string_view json);

/// True when the raw query asks for it; whatever else is in it, even when it cannot be read.
[[nodiscard]] bool wants_pretty(std::string_view raw_query);

}  // namespace llmbench::http
