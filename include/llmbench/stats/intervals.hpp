#pragma once
// 95 % intervals of scores. Called by service for every quality that is shown.

#include "llmbench/domain/quality.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace llmbench::stats {

struct Interval {
  double low = 0;
  double high = 0;
};

/// Wilson's score interval of `correct` out of `total`, in percent. nullopt for total <= 0 or correct outside 0..total.
[[nodiscard]] std::optional<Interval> wilson_percent(std::int64_t correct, std::int64_t total);

enum class IntervalMethod { wilson, standard_error };
/// "wilson", "stderr"
[[nodiscard]] std::string_view to_string(IntervalMethod method);

struct ScoreInterval {
  Interval bounds;
  IntervalMethod method = IntervalMethod::wilson;
};

/// Wilson where all questions were counted, else +-1.96 standard errors (percents stay within 0..100), else nullopt.
[[nodiscard]] std::optional<ScoreInterval> score_interval(const QualitySummary& quality);

}  // namespace llmbench::stats
