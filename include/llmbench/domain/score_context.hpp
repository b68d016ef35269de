#pragma once
// What makes two scores comparable. Called when a score set is made, and by quality to see limits.

#include "llmbench/util/json.hpp"

#include <string>

namespace llmbench {

/// Canonical text of the comparable part of `context`: known keys under one name and in one spelling (num_fewshot "5"
/// -> shots 5), unknown keys as they are, keys that say nothing about comparability (time_zone, comment, ...) and
/// unknown values (null) left out, the whole benchmark (subset 1) not told from one without a subset. "" = no context.
/// At most 1,000 bytes: of a longer text only its hash stays, and whether it names a limit or a subset.
[[nodiscard]] std::string make_context_key(const Json& context);

/// `over` wins key by key.
[[nodiscard]] Json merge_contexts(const Json& under, const Json& over);

/// Only a part of the benchmark's questions was asked (subset below 1 or a limit).
[[nodiscard]] bool is_limited_context(const Json& context);

}  // namespace llmbench
