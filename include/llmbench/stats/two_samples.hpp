#pragma once
// Tests and intervals of two groups of measurements. Every function is checked against R
// (scripts/reference_statistics.R). Called by stats/comparison.hpp.

#include "llmbench/stats/intervals.hpp"
#include "llmbench/stats/samples.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace llmbench::stats {

/// Two-sided p-value of the Mann-Whitney U test (Wilcoxon rank sum). Up to 20 values on each side the exact conditional
/// distribution, ties included; beyond that the normal approximation with tie and continuity correction.
/// All values equal: 1. Both spans need at least one value.
[[nodiscard]] double mann_whitney_p(std::span<const double> a, std::span<const double> b);

/// Two-sided p-value of Welch's t test with Welch-Satterthwaite degrees of freedom. nullopt when a side has n < 2 or
/// both deviations are 0.
[[nodiscard]] std::optional<double> welch_p(const Summary& a, const Summary& b);

/// 95 % percentile bootstrap interval of median(b) / median(a): each side is drawn with replacement, 10,000 times, from
/// a fixed seed (equal input, equal answer on every machine). nullopt when a resampled median of `a` can be 0 or
/// values of both signs occur.
[[nodiscard]] std::optional<Interval> bootstrap_median_ratio(std::span<const double> a, std::span<const double> b);

/// 95 % interval of mean(b) / mean(a) of independent groups (Fieller 1954, Welch-Satterthwaite degrees of freedom).
/// nullopt when mean(a) is not clearly apart from 0 (the set is unbounded), or a side has n < 2.
[[nodiscard]] std::optional<Interval> fieller_ratio(const Summary& a, const Summary& b);

/// Holm's step-down adjustment, in the order given; nullopt stays nullopt and does not count.
[[nodiscard]] std::vector<std::optional<double>> holm_adjusted(const std::vector<std::optional<double>>& p_values);

/// Newcombe's hybrid score interval (method 10) of p_a - p_b, in percentage points, from `correct` of `total`.
[[nodiscard]] std::optional<Interval> newcombe_difference_percent(std::int64_t correct_a, std::int64_t total_a,
                                                                  std::int64_t correct_b, std::int64_t total_b);

/// Exact two-sided McNemar test of paired answers: how many only a, and only b, got right.
[[nodiscard]] double mcnemar_exact_p(std::int64_t only_a, std::int64_t only_b);

/// Two-sided tail of Student's t and its quantile, for the functions above and their tests.
[[nodiscard]] double student_t_two_sided_p(double t, double degrees_of_freedom);
/// The t with probability `p` (0 < p < 1) below it.
[[nodiscard]] double student_t_quantile(double p, double degrees_of_freedom);

}  // namespace llmbench::stats
