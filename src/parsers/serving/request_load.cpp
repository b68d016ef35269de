#include "parsers/serving/request_load.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace llmbench::parsers {
namespace {

constexpr double kPracticallyInfinite = 1e6;  // requests per second

std::optional<int> as_count(double value) {
  const double rounded = std::round(value);
  if (!std::isfinite(rounded) || rounded > std::numeric_limits<int>::max()) return std::nullopt;
  return std::max(1, static_cast<int>(rounded));
}

RequestRate rate_of(double value) {
  if (value >= kPracticallyInfinite) return {true, std::nullopt};
  return {false, value > 0 ? std::optional(value) : std::nullopt};
}

/// See decide_load. Half of the requests is what a steady server has; a third leaves room for one that slows down.
bool was_held_back(const LoadFacts& facts) {
  constexpr double kLeastShareAtOnce = 1.0 / 3;
  return facts.average_concurrency && facts.requests &&
         *facts.average_concurrency < kLeastShareAtOnce * static_cast<double>(*facts.requests);
}

}  // namespace

RequestRate parse_request_rate(std::string_view text) {
  const std::string word = to_lower(trim(text));
  if (word == "inf" || word == "infinity") return {true, std::nullopt};
  const auto number = parse_double(word);
  return number ? rate_of(*number) : RequestRate{};
}

RequestRate parse_request_rate(const Json& value) {
  if (value.is_string()) return parse_request_rate(std::string_view(value.get_ref<const std::string&>()));
  return value.is_number() ? rate_of(value.get<double>()) : RequestRate{};
}

RequestLoad decide_load(const LoadFacts& facts) {
  RequestLoad decided;
  if (facts.cap && *facts.cap > 0) {
    decided.load = *facts.cap == 1 ? Load::single : Load::concurrent;
    decided.concurrency = as_count(static_cast<double>(*facts.cap));
    decided.source = "stated";
    return decided;
  }
  if (facts.rate.infinite && was_held_back(facts)) {
    decided.concurrency = as_count(*facts.average_concurrency);
    decided.load = decided.concurrency == 1 ? Load::single : Load::concurrent;
  } else if (facts.rate.infinite) {
    decided.load = Load::offline;
    if (facts.requests && *facts.requests > 0) decided.concurrency = as_count(static_cast<double>(*facts.requests));
  } else if (facts.rate.finite) {
    decided.load = Load::concurrent;
    const double rate = facts.requests_per_second.value_or(*facts.rate.finite);
    constexpr double kMillisecondsPerSecond = 1000;
    if (facts.mean_latency_ms) decided.concurrency = as_count(rate * *facts.mean_latency_ms / kMillisecondsPerSecond);
  }
  if (decided.concurrency) decided.source = "derived";
  return decided;
}

}  // namespace llmbench::parsers
