// Comparisons of two means of which only n, mean and standard deviation are known.
#include "llmbench/stats/two_samples.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace llmbench::stats {
namespace {

/// Mean and squared standard error of a side, in units of a common power of two so that squares stay in range.
struct Side {
  double mean = 0;
  double variance = 0;  ///< of the mean
  double freedom = 0;   ///< n - 1
};

Side scaled(const Summary& summary, int exponent) {
  const auto n = static_cast<double>(summary.n);
  const double stddev = std::ldexp(summary.stddev, -exponent);
  return {.mean = std::ldexp(summary.mean, -exponent), .variance = stddev * stddev / n, .freedom = n - 1};
}

int exponent_of(const Summary& summary) {
  if (!std::isfinite(summary.mean) || !std::isfinite(summary.stddev) || summary.stddev < 0) {
    throw std::invalid_argument{"mean and standard deviation must be finite and the deviation not negative"};
  }
  const double largest = std::max(std::abs(summary.mean), summary.stddev);
  return largest > 0 ? std::ilogb(largest) + 1 : 0;
}

/// Welch (1947), Satterthwaite (1946): degrees of freedom of a sum of two independent estimated variances.
double satterthwaite(double variance_a, double freedom_a, double variance_b, double freedom_b) {
  const double share_a = variance_a / (variance_a + variance_b);  // shares, because fourth powers underflow
  const double share_b = variance_b / (variance_a + variance_b);
  return 1 / (share_a * share_a / freedom_a + share_b * share_b / freedom_b);
}

}  // namespace

std::optional<double> welch_p(const Summary& a, const Summary& b) {
  const int exponent = std::max(exponent_of(a), exponent_of(b));
  if (a.n < 2 || b.n < 2 || (a.stddev == 0 && b.stddev == 0)) return std::nullopt;
  const Side x = scaled(a, exponent);
  const Side y = scaled(b, exponent);
  const double variance = x.variance + y.variance;
  if (!(variance > 0)) return std::nullopt;  // both deviations are 0 next to the means
  return student_t_two_sided_p((y.mean - x.mean) / std::sqrt(variance),
                               satterthwaite(x.variance, x.freedom, y.variance, y.freedom));
}

std::optional<Interval> fieller_ratio(const Summary& a, const Summary& b) {
  const int exponent_a = exponent_of(a);
  const int exponent_b = exponent_of(b);
  if (a.n < 2 || b.n < 2 || a.mean == 0) return std::nullopt;
  // Each side has its own unit: the ratio of the units is put back at the end.
  const Side x = scaled(a, exponent_a);
  const Side y = scaled(b, exponent_b);
  const double ratio = y.mean / x.mean;
  Interval interval{.low = ratio, .high = ratio};
  const double variance_x = ratio * ratio * x.variance;
  if (variance_x + y.variance > 0) {
    // Degrees of freedom at the estimated ratio: Tamhane and Logan (2004), Finding the maximum safe dose level.
    const double freedom = satterthwaite(variance_x, x.freedom, y.variance, y.freedom);
    const double t = student_t_quantile(0.975, freedom);
    const double g = t * t * x.variance / (x.mean * x.mean);
    if (g >= 1) return std::nullopt;  // mean(a) may be 0: the set of ratios is unbounded
    // Fieller (1954), Some problems in interval estimation. JRSS B 16, 175-185; independent groups.
    const double half = t / std::abs(x.mean) * std::sqrt(variance_x + (1 - g) * y.variance);
    interval = {.low = (ratio - half) / (1 - g), .high = (ratio + half) / (1 - g)};
  } else if (x.variance > 0) {
    return std::nullopt;  // mean and deviation of b are 0: every ratio of the set is 0 and nothing is known of it
  }
  interval = {.low = std::ldexp(interval.low, exponent_b - exponent_a),
              .high = std::ldexp(interval.high, exponent_b - exponent_a)};
  if (!std::isfinite(interval.low) || !std::isfinite(interval.high)) return std::nullopt;
  return interval;
}

}  // namespace llmbench::stats
