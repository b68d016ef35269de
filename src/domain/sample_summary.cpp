#include "llmbench/domain/sample_summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace llmbench {

double median_of(std::vector<double> values) {
  const std::size_t middle = values.size() / 2;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(middle);
  std::nth_element(values.begin(), at, values.end());
  if (values.size() % 2 == 1) return *at;
  const double below = *std::max_element(values.begin(), at);
  return below + (*at - below) / 2;
}

std::optional<SampleSummary> summarise_samples(const std::vector<double>& samples) {
  if (samples.empty()) return std::nullopt;
  SampleSummary summary;
  summary.n = samples.size();
  summary.mean = std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(samples.size());
  summary.median = median_of(samples);
  if (samples.size() < 2) return summary;

  double squares = 0;  // two passes: the one-pass formula loses all digits when the spread is small
  for (const double sample : samples) squares += (sample - summary.mean) * (sample - summary.mean);
  summary.stddev = std::sqrt(squares / static_cast<double>(samples.size() - 1));
  if (summary.mean != 0) summary.cv = *summary.stddev / std::abs(summary.mean);
  return summary;
}

bool is_unstable(const SampleSummary& summary) {
  constexpr double kMaxCv = 0.05;
  constexpr double kMaxSkew = 0.03;
  if (summary.cv && *summary.cv > kMaxCv) return true;
  return std::abs(summary.mean - summary.median) > kMaxSkew * std::abs(summary.median);
}

}  // namespace llmbench
