#pragma once
// Results that a wrapper script or a notebook keeps as text inside of JSON.

#include <optional>
#include <string>
#include <string_view>

namespace llmbench::parsers {

/// Every text of several lines and every JSON in the strings of `json`, and every list of lines (as notebooks keep
/// them), one after the other; nullopt when there is none or `json` cannot be read.
[[nodiscard]] std::optional<std::string> find_wrapped_text(std::string_view json);

}  // namespace llmbench::parsers
