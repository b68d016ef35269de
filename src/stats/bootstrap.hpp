#pragma once
// Medians of bootstrap resamples. Used by bootstrap_median_ratio and its tests.

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace llmbench::stats {

/// A whole number below `bound`, each equally likely, the same on every machine (std::uniform_int_distribution is not):
/// Lemire (2019), Fast random integer generation in an interval. bound > 0.
[[nodiscard]] std::uint32_t draw_below(std::mt19937_64& random, std::uint32_t bound);

/// Medians of `count` resamples of `sorted`, drawn value by value.
[[nodiscard]] std::vector<double> resampled_medians_by_value(std::span<const double> sorted, std::size_t count,
                                                             std::mt19937_64& random);

/// The same distribution without drawing every value: the places of the middle values follow a known law. O(log n) a
/// resample instead of O(n).
[[nodiscard]] std::vector<double> resampled_medians_by_law(std::span<const double> sorted, std::size_t count,
                                                           std::mt19937_64& random);

}  // namespace llmbench::stats
