#pragma once
// How long prompts and answers were: part of every serving configuration, for a run of 128-token prompts says nothing
// about one of 16,384. Many results state totals only.

#include "llmbench/util/json.hpp"

#include <optional>

namespace llmbench::parsers {

struct TokenTotals {
  std::optional<double> requests;  ///< answered
  std::optional<double> input_tokens;
  std::optional<double> output_tokens;
};

inline constexpr const char* kMeanInputTokens = "mean_input_tokens_rounded";
inline constexpr const char* kMeanOutputTokens = "mean_output_tokens_rounded";

/// Adds the mean lengths to the settings of a run, each only where no setting states it ("random_input_len": 1024).
void add_token_lengths(const TokenTotals& totals, Json& settings);

/// A mean length in steps of 19 % whose centres are the powers of two and three values between each, at two digits
/// (1000, 1200, 1400, 1700, 2000, ...): repeats of one workload differ by a few percent and must agree.
[[nodiscard]] double rounded_length(double tokens);

}  // namespace llmbench::parsers
