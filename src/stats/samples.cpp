#include "llmbench/stats/samples.hpp"

#include "llmbench/domain/sample_summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace llmbench::stats {
namespace {

// Of a normal distribution, the standard deviation in units of the median absolute deviation: 1 / qnorm(3/4).
constexpr double kNormalMad = 1.4826;

void require_finite(std::span<const double> values) {
  if (values.empty()) throw std::invalid_argument{"no values"};
  for (const double value : values) {
    if (!std::isfinite(value)) throw std::invalid_argument{"a value is not finite"};
  }
}

/// The power of two next to the largest magnitude: sums and squares of values divided by it neither overflow nor
/// vanish.
int common_exponent(std::span<const double> values) {
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return largest > 0 ? std::ilogb(largest) + 1 : 0;
}

double scaled_mean(std::span<const double> values, int exponent) {
  double sum = 0;
  for (const double value : values) sum += std::ldexp(value, -exponent);
  return sum / static_cast<double>(values.size());
}

}  // namespace

double mean(std::span<const double> values) {
  require_finite(values);
  const int exponent = common_exponent(values);
  return std::ldexp(scaled_mean(values, exponent), exponent);
}

double median(std::span<const double> values) {
  require_finite(values);
  return median_of({values.begin(), values.end()});
}

double standard_deviation(std::span<const double> values) {
  require_finite(values);
  // Exactly 0 for equal values: the mean of equal values may be rounded.
  if (std::all_of(values.begin(), values.end(), [&](double value) { return value == values[0]; })) return 0;
  const int exponent = common_exponent(values);
  const double centre = scaled_mean(values, exponent);
  double squares = 0;
  double rest = 0;  // what the mean lost to rounding (Chan, Golub and LeVeque 1983, corrected two-pass algorithm)
  for (const double value : values) {
    const double distance = std::ldexp(value, -exponent) - centre;
    squares += distance * distance;
    rest += distance;
  }
  const auto n = static_cast<double>(values.size());
  return std::ldexp(std::sqrt((squares - rest * rest / n) / (n - 1)), exponent);
}

double scaled_mad(std::span<const double> values) {
  const double centre = median(values);
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::abs(value - centre));
  return kNormalMad * median_of(std::move(distances));
}

double robust_spread(std::span<const double> values) {
  const double spread = scaled_mad(values);
  if (spread == 0) return 0;
  const double centre = std::abs(median(values));
  return centre > 0 ? spread / centre : std::numeric_limits<double>::infinity();
}

Summary summarise(std::span<const double> values) {
  return {.n = values.size(), .mean = mean(values), .stddev = standard_deviation(values)};
}

}  // namespace llmbench::stats
