#pragma once
// Location and spread of samples. Called by comparisons, noise floors and trends. No function changes its input; all
// throw std::invalid_argument for an empty span or a number that is not finite.

#include <cstddef>
#include <span>

namespace llmbench::stats {

[[nodiscard]] double mean(std::span<const double> values);
/// Of an even number of values the mean of the middle two.
[[nodiscard]] double median(std::span<const double> values);
/// With n - 1; 0 for one value.
[[nodiscard]] double standard_deviation(std::span<const double> values);
/// Median of the distances from the median, times 1.4826 (for normal data the standard deviation).
[[nodiscard]] double scaled_mad(std::span<const double> values);
/// scaled_mad / |median|; 0 when both are 0, infinity when only the median is.
[[nodiscard]] double robust_spread(std::span<const double> values);

/// What is left of samples that were not kept.
struct Summary {
  std::size_t n = 0;
  double mean = 0;
  double stddev = 0;  ///< with n - 1
};
[[nodiscard]] Summary summarise(std::span<const double> values);

}  // namespace llmbench::stats
