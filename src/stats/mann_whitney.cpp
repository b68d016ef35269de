#include "llmbench/stats/two_samples.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace llmbench::stats {
namespace {

constexpr std::size_t kMaxExact = 20;

/// Both groups ranked together. Ties share the mean of their ranks; ranks are doubled so that they stay whole.
struct Ranks {
  std::vector<std::size_t> doubled;  ///< of all values, ascending
  std::size_t doubled_sum_a = 0;
  double ties = 0;  ///< sum of t^3 - t over groups of t equal values
};

Ranks rank_together(std::span<const double> a, std::span<const double> b) {
  struct Entry {
    double value;
    bool of_a;
  };
  std::vector<Entry> all;
  all.reserve(a.size() + b.size());
  for (const double value : a) all.push_back({value, true});
  for (const double value : b) all.push_back({value, false});
  std::sort(all.begin(), all.end(), [](const Entry& x, const Entry& y) { return x.value < y.value; });

  Ranks ranks;
  ranks.doubled.reserve(all.size());
  for (std::size_t first = 0; first < all.size();) {
    std::size_t end = first;
    while (end < all.size() && all[end].value == all[first].value) ++end;
    const std::size_t doubled = first + 1 + end;  // ranks first+1 .. end
    const auto t = static_cast<double>(end - first);
    ranks.ties += t * t * t - t;
    for (; first < end; ++first) {
      ranks.doubled.push_back(doubled);
      if (all[first].of_a) ranks.doubled_sum_a += doubled;
    }
  }
  return ranks;
}

/// counts[s]: how many choices of `n` of the ranks have the doubled sum s. At most C(40, 20) = 1.4e11, exact in double.
std::vector<double> rank_sum_counts(const std::vector<std::size_t>& doubled, std::size_t n) {
  std::size_t largest = 0;
  for (std::size_t i = doubled.size() - n; i < doubled.size(); ++i) largest += doubled[i];
  const std::size_t width = largest + 1;
  std::vector<double> counts((n + 1) * width, 0.0);
  counts[0] = 1;
  for (const std::size_t rank : doubled) {
    for (std::size_t chosen = n; chosen >= 1; --chosen) {
      const double* without = &counts[(chosen - 1) * width];
      double* with = &counts[chosen * width];
      for (std::size_t sum = rank; sum < width; ++sum) with[sum] += without[sum - rank];
    }
  }
  return {counts.end() - static_cast<std::ptrdiff_t>(width), counts.end()};
}

double exact_p(const Ranks& ranks, std::size_t n_a) {
  const std::vector<double> counts = rank_sum_counts(ranks.doubled, n_a);
  double total = 0;
  double at_most = 0;
  double at_least = 0;
  for (std::size_t sum = 0; sum < counts.size(); ++sum) {
    total += counts[sum];
    if (sum <= ranks.doubled_sum_a) at_most += counts[sum];
    if (sum >= ranks.doubled_sum_a) at_least += counts[sum];
  }
  return std::min(1.0, 2 * std::min(at_most, at_least) / total);
}

/// As R's wilcox.test(exact = FALSE, correct = TRUE).
double normal_p(const Ranks& ranks, std::size_t count_a, std::size_t count_b) {
  const auto n_a = static_cast<double>(count_a);
  const auto n_b = static_cast<double>(count_b);
  const double n = n_a + n_b;
  const double variance = n_a * n_b / 12 * (n + 1 - ranks.ties / (n * (n - 1)));
  const double distance = std::abs(static_cast<double>(ranks.doubled_sum_a) / 2 - n_a * (n + 1) / 2);
  if (!(variance > 0) || distance <= 0.5) return 1;
  return std::erfc((distance - 0.5) / std::sqrt(variance) / std::numbers::sqrt2);
}

}  // namespace

double mann_whitney_p(std::span<const double> a, std::span<const double> b) {
  if (a.empty() || b.empty()) throw std::invalid_argument{"both groups need at least one value"};
  const auto nan = [](double value) { return std::isnan(value); };
  if (std::any_of(a.begin(), a.end(), nan) || std::any_of(b.begin(), b.end(), nan)) {
    throw std::invalid_argument{"a value is not a number"};
  }
  const Ranks ranks = rank_together(a, b);
  if (ranks.doubled.front() == ranks.doubled.back()) return 1;
  if (a.size() <= kMaxExact && b.size() <= kMaxExact) return exact_p(ranks, a.size());
  return normal_p(ranks, a.size(), b.size());
}

}  // namespace llmbench::stats
