#pragma once
// How requests came: one at a time, several at once, or all at once. Serving benchmarks state it in different ways;
// every reader of one decides it here.

#include "llmbench/domain/run.hpp"
#include "llmbench/util/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace llmbench::parsers {

/// Requests per second that a tool was asked to send.
struct RequestRate {
  bool infinite = false;         ///< all at once, apart from a cap
  std::optional<double> finite;  ///< neither = unknown
};
/// A number, "inf" or "Infinity". Rates that no server can answer (1e9, 8.2e13) are how some tools spell infinite.
[[nodiscard]] RequestRate parse_request_rate(const Json& value);
[[nodiscard]] RequestRate parse_request_rate(std::string_view text);

/// What a result says about its load. Everything may be missing.
struct LoadFacts {
  std::optional<std::int64_t> cap;  ///< most requests at a time, as the user set it
  RequestRate rate;
  std::optional<std::int64_t> requests;
  std::optional<double> requests_per_second;  ///< achieved
  std::optional<double> mean_latency_ms;      ///< of a whole request
  /// Requests under way on average; only for tools whose results are silent about a cap they may have had.
  std::optional<double> average_concurrency;
};

struct RequestLoad {
  std::optional<Load> load;
  std::optional<int> concurrency;
  std::string source = "unknown";  ///< stated | derived | unknown
};
/// A cap is stated concurrency (1 = single). Infinite rate without one is offline, with all requests at once: these all
/// wait from the start and are answered one after the other, so about half of them are under way on average. Less than
/// a third means that a cap held them back: concurrent, with the average. A finite rate without one is concurrent, with
/// requests per second * latency (Little's law; the achieved rate, because a server that falls behind never sees the
/// wanted one).
[[nodiscard]] RequestLoad decide_load(const LoadFacts& facts);

}  // namespace llmbench::parsers
