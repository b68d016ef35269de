#include "stats/bootstrap.hpp"

#include "llmbench/stats/two_samples.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace llmbench::stats {
namespace {

constexpr std::size_t kResamples = 10'000;
constexpr std::uint64_t kSeed = 20'240'229;
// Above it the law of the middle values is used (benchmarks/bench_stats.cpp: 3 ms a pair of groups of 20 by value).
constexpr std::size_t kMaxByValue = 20;

/// Uniform in [0, 1) with 53 bits.
double draw_unit(std::mt19937_64& random) {
  return std::ldexp(static_cast<double>(random() >> 11), -53);
}

/// For j = 0..n: P(the k-th smallest of n draws is among the first j of n values) = P(Binomial(n, j/n) >= k).
/// Efron (1979), Bootstrap methods: another look at the jackknife, section 3.
std::vector<double> order_statistic_cdf(std::size_t n, std::size_t k) {
  // Terms C(n, i) p^i (1-p)^(n-i) are summed from the largest outwards until they no longer count.
  const auto size = static_cast<double>(n);
  std::vector<double> log_choose(n + 1, 0.0);
  for (std::size_t i = 1; i <= n; ++i) {
    log_choose[i] = log_choose[i - 1] + std::log(static_cast<double>(n - i + 1) / static_cast<double>(i));
  }
  std::vector<double> cdf(n + 1, 0.0);
  cdf[n] = 1;
  for (std::size_t j = 1; j < n; ++j) {
    const double p = static_cast<double>(j) / size;
    const double odds = p / (1 - p);
    const bool upper_tail = j < k;  // sum the shorter tail: P(>= k), or 1 - P(<= k-1)
    std::size_t i = upper_tail ? k : k - 1;
    double term =
        std::exp(log_choose[i] + static_cast<double>(i) * std::log(p) + static_cast<double>(n - i) * std::log1p(-p));
    double tail = 0;
    while (term > tail * 1e-17) {
      tail += term;
      if (upper_tail ? i == n : i == 0) break;
      const auto at = static_cast<double>(i);
      term *= upper_tail ? (size - at) / (at + 1) * odds : at / (size - at + 1) / odds;
      i = upper_tail ? i + 1 : i - 1;
    }
    cdf[j] = upper_tail ? tail : 1 - tail;
  }
  return cdf;
}

/// Place (1..n) of a draw from a distribution function over 0..n.
std::size_t draw_place(const std::vector<double>& cdf, std::mt19937_64& random) {
  const double u = draw_unit(random);
  return static_cast<std::size_t>(std::upper_bound(cdf.begin(), cdf.end() - 1, u) - cdf.begin());
}

/// The upper of the two middle places of an even number of draws, when the lower one is `lower`.
class UpperMiddle {
 public:
  UpperMiddle(std::size_t n, const std::vector<double>& lower_cdf) : n_{n}, half_{n / 2}, stays_above_(n + 1, 0.0) {
    // P(lower <= i, upper > j) = C(n, n/2) (i/n)^(n/2) (1 - j/n)^(n/2) for i <= j: exactly half of the draws are among
    // the first i, the others behind j. So P(upper > j | lower = i) falls as (n - j)^(n/2) from its value at j = i.
    const auto m = static_cast<double>(half_);
    double log_choose = 0;
    for (std::size_t i = 1; i <= half_; ++i) {
      log_choose += std::log(static_cast<double>(half_ + i) / static_cast<double>(i));
    }
    const auto log_power = [&](std::size_t i) { return m * std::log(static_cast<double>(i) / static_cast<double>(n)); };
    for (std::size_t i = 1; i < n; ++i) {
      const double mass = lower_cdf[i] - lower_cdf[i - 1];
      if (!(mass > 0)) continue;
      const double last = i > 1 ? std::exp(log_power(i - 1) - log_power(i)) : 0;
      stays_above_[i] = std::min(1.0, std::exp(log_choose + log_power(i) + log_power(n - i)) * (1 - last) / mass);
    }
  }

  [[nodiscard]] std::size_t draw(std::size_t lower, std::mt19937_64& random) const {
    const double u = draw_unit(random);
    if (u >= stays_above_[lower]) return lower;
    const double left =
        static_cast<double>(n_ - lower) * std::pow(u / stays_above_[lower], 1 / static_cast<double>(half_));
    // upper > j for every j with n - j > left
    const auto upper = n_ - static_cast<std::size_t>(std::floor(left));
    return std::clamp(upper, lower + 1, n_);
  }

 private:
  std::size_t n_;
  std::size_t half_;
  std::vector<double> stays_above_;  ///< P(upper > lower) by lower
};

double midpoint(double low, double high) {
  return low + (high - low) / 2;
}

/// Quantile of type 7 (Hyndman and Fan 1996; R's default). Reorders the values.
double quantile(std::vector<double>& values, double p) {
  const double place = p * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(place);
  std::nth_element(values.begin(), values.begin() + below, values.end());
  const double low = values[static_cast<std::size_t>(below)];
  if (below + 1 == std::ssize(values)) return low;
  const double high = *std::min_element(values.begin() + below + 1, values.end());
  return low + (place - static_cast<double>(below)) * (high - low);
}

std::vector<double> resampled_medians(std::span<const double> sorted, std::mt19937_64& random) {
  if (sorted.size() <= kMaxByValue) return resampled_medians_by_value(sorted, kResamples, random);
  return resampled_medians_by_law(sorted, kResamples, random);
}

/// nullopt when the values are not all of one sign; zeros count as either.
std::optional<std::vector<double>> sorted_magnitudes(std::span<const double> values, bool negative) {
  std::vector<double> sorted;
  sorted.reserve(values.size());
  for (const double value : values) {
    if (!std::isfinite(value)) throw std::invalid_argument{"a value is not finite"};
    if (negative ? value > 0 : value < 0) return std::nullopt;
    sorted.push_back(std::abs(value));
  }
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

Interval ratio_interval(std::span<const double> denominator, std::span<const double> numerator) {
  std::mt19937_64 random{kSeed};
  const std::vector<double> below = resampled_medians(denominator, random);
  std::vector<double> ratios = resampled_medians(numerator, random);
  for (std::size_t i = 0; i < ratios.size(); ++i) ratios[i] /= below[i];
  return {.low = quantile(ratios, 0.025), .high = quantile(ratios, 0.975)};
}

}  // namespace

std::uint32_t draw_below(std::mt19937_64& random, std::uint32_t bound) {
  const auto draw = [&] { return (random() >> 32) * bound; };
  std::uint64_t product = draw();
  if (static_cast<std::uint32_t>(product) < bound) {
    const std::uint32_t rejected = static_cast<std::uint32_t>(-bound) % bound;  // 2^32 mod bound
    while (static_cast<std::uint32_t>(product) < rejected) product = draw();
  }
  return static_cast<std::uint32_t>(product >> 32);
}

std::vector<double> resampled_medians_by_value(std::span<const double> sorted, std::size_t count,
                                               std::mt19937_64& random) {
  const std::size_t n = sorted.size();
  std::vector<std::uint32_t> times(n);  // how often each value was drawn
  std::vector<double> medians(count);
  for (double& median : medians) {
    std::fill(times.begin(), times.end(), 0U);
    for (std::size_t i = 0; i < n; ++i) ++times[draw_below(random, static_cast<std::uint32_t>(n))];
    std::size_t place = 0;
    std::size_t passed = times[0];
    while (passed < (n + 1) / 2) passed += times[++place];
    median = sorted[place];
    while (passed < n / 2 + 1) passed += times[++place];
    median = midpoint(median, sorted[place]);
  }
  return medians;
}

std::vector<double> resampled_medians_by_law(std::span<const double> sorted, std::size_t count,
                                             std::mt19937_64& random) {
  const std::size_t n = sorted.size();
  const std::vector<double> cdf = order_statistic_cdf(n, (n + 1) / 2);
  std::vector<double> medians(count);
  if (n % 2 == 1) {
    for (double& median : medians) median = sorted[draw_place(cdf, random) - 1];
    return medians;
  }
  const UpperMiddle upper{n, cdf};
  for (double& median : medians) {
    const std::size_t lower = draw_place(cdf, random);
    median = midpoint(sorted[lower - 1], sorted[upper.draw(lower, random) - 1]);
  }
  return medians;
}

std::optional<Interval> bootstrap_median_ratio(std::span<const double> a, std::span<const double> b) {
  if (a.empty() || b.empty()) throw std::invalid_argument{"both groups need at least one value"};
  const bool negative = a.front() < 0;
  const auto values_a = sorted_magnitudes(a, negative);
  const auto values_b = sorted_magnitudes(b, negative);
  if (!values_a || !values_b || values_a->front() == 0) return std::nullopt;
  // One order of the two groups is always computed, so that exchanging them gives exactly the reciprocal.
  if (values_b->front() > 0 && *values_b < *values_a) {
    const Interval inverse = ratio_interval(*values_b, *values_a);
    return Interval{.low = 1 / inverse.high, .high = 1 / inverse.low};
  }
  return ratio_interval(*values_a, *values_b);
}

}  // namespace llmbench::stats
