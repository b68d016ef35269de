#pragma once
// Free-form JSON documents (settings, context, provenance) and the only JSON text parser of the project.
// Everything that has a name in our contract is a struct; codec and parsers turn JSON into structs.

#include <nlohmann/json.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace llmbench {

/// Objects sort their keys, so equal documents print equally.
using Json = nlohmann::json;
/// Keeps insertion order: used to encode responses in the order of the contract.
using OrderedJson = nlohmann::ordered_json;

struct JsonLimits {
  std::size_t max_depth = 64;
  /// Bare NaN, Infinity, -Infinity, inf, nan, -nan, -nan(ind) become null (files of benchmark tools), otherwise they
  /// are errors.
  bool non_finite_as_null = false;
  /// Duplicate keys are errors (HTTP bodies); otherwise the last one wins.
  bool refuse_duplicate_keys = true;
};

/// Parses one JSON document. Throws Error{invalid_json} naming line and column (1-based) for syntax errors,
/// too deep nesting, duplicate keys, invalid UTF-8, NUL characters (raw or \u0000) and lone surrogates.
[[nodiscard]] Json parse_json(std::string_view text, const JsonLimits& limits = {});

/// Compact text with sorted keys and shortest round-trip numbers: the canonical form every identity hash uses.
/// Integral doubles print as integers ("512", not "512.0"), so 512 and 512.0 are the same identity.
[[nodiscard]] std::string canonical_json(const Json& value);

/// Compact text for the wire; invalid UTF-8 (which the edges refuse) would be replaced, never thrown about.
[[nodiscard]] std::string dump_json(const Json& value);
[[nodiscard]] std::string dump_json(const OrderedJson& value);

}  // namespace llmbench
