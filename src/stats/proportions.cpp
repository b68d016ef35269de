// Comparisons of counts of right answers, and the adjustment of several p-values.
#include "llmbench/stats/two_samples.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace llmbench::stats {
namespace {

/// C(n, k) / 2^n by products, rescaled at every step: neither C(n, k) nor 2^-n fits a double beyond n = 1,000.
double fair_coin_probability(std::int64_t n, std::int64_t k) {
  double mantissa = 1;
  std::int64_t exponent = -n;
  for (std::int64_t i = 1; i <= k; ++i) {
    int shift = 0;
    mantissa = std::frexp(mantissa * static_cast<double>(n - k + i) / static_cast<double>(i), &shift);
    exponent += shift;
  }
  constexpr std::int64_t kVanished = -2000;
  return exponent < kVanished ? 0 : std::ldexp(mantissa, static_cast<int>(exponent));
}

}  // namespace

std::vector<std::optional<double>> holm_adjusted(const std::vector<std::optional<double>>& p_values) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    if (p_values[i]) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](auto x, auto y) { return *p_values[x] < *p_values[y]; });
  // Holm (1979), A simple sequentially rejective multiple test procedure.
  std::vector<std::optional<double>> adjusted(p_values.size());
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    largest = std::max(largest, std::min(1.0, static_cast<double>(order.size() - rank) * *p_values[order[rank]]));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

std::optional<Interval> newcombe_difference_percent(std::int64_t correct_a, std::int64_t total_a,
                                                    std::int64_t correct_b, std::int64_t total_b) {
  const auto a = wilson_percent(correct_a, total_a);
  const auto b = wilson_percent(correct_b, total_b);
  if (!a || !b) return std::nullopt;
  // Newcombe (1998), Interval estimation for the difference between independent proportions. Stat. Med. 17, 873-890,
  // method 10.
  const double p_a = 100 * static_cast<double>(correct_a) / static_cast<double>(total_a);
  const double p_b = 100 * static_cast<double>(correct_b) / static_cast<double>(total_b);
  return Interval{.low = p_a - p_b - std::hypot(p_a - a->low, b->high - p_b),
                  .high = p_a - p_b + std::hypot(a->high - p_a, p_b - b->low)};
}

double mcnemar_exact_p(std::int64_t only_a, std::int64_t only_b) {
  if (only_a < 0 || only_b < 0) throw std::invalid_argument{"counts must not be negative"};
  const std::int64_t n = only_a + only_b;
  const std::int64_t fewer = std::min(only_a, only_b);
  if (only_a == only_b) return 1;
  // The discordant answers are a fair coin under the null hypothesis: McNemar (1947), exact as R's binom.test.
  double term = fair_coin_probability(n, fewer);
  double tail = 0;
  for (std::int64_t k = fewer; k >= 0 && term > tail * 1e-17; --k) {
    tail += term;
    term *= static_cast<double>(k) / static_cast<double>(n - k + 1);
  }
  return std::min(1.0, 2 * tail);
}

}  // namespace llmbench::stats
