#pragma once
// What an input looks like, beyond describe_head: called by format.cpp for inputs that no format recognises.

#include <optional>
#include <string>
#include <string_view>

namespace llmbench::parsers {

/// The error of a failed run's marker, on one line: wrapper scripts write {"error": "..."} in place of results, at most
/// with a few fields that say what failed. nullopt = the text is something else.
[[nodiscard]] std::optional<std::string> find_failure(std::string_view text);

}  // namespace llmbench::parsers
