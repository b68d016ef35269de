#pragma once
// Fields of a run as the statements that insert and update runs send them.

#include "llmbench/domain/run.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

[[nodiscard]] inline bool any_samples(const std::vector<Metric>& metrics) {
  return std::ranges::any_of(metrics, [](const Metric& metric) { return !metric.samples.empty(); });
}

/// A document nobody filled is an empty one.
[[nodiscard]] inline std::string document_text(const Json& document) {
  return document.is_null() ? "{}" : dump_json(document);
}

[[nodiscard]] inline std::optional<std::string> text_or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace llmbench::store
