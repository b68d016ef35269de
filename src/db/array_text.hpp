#pragma once
// Reads PostgreSQL's text form of one-dimensional arrays.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::db {

/// `{1,"a\"b",NULL}` -> elements, nullopt for NULL. Throws Error{internal} for anything else (nested arrays, bounds).
[[nodiscard]] std::vector<std::optional<std::string>> parse_array(std::string_view text);

}  // namespace llmbench::db
