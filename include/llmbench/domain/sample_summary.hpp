#pragma once
// Figures of repeated measurements, recomputed from samples (tools' own stddev cannot be trusted).

#include <cstddef>
#include <optional>
#include <vector>

namespace llmbench {

struct SampleSummary {
  std::size_t n = 0;
  double mean = 0;
  double median = 0;
  std::optional<double> stddev;  ///< n-1 denominator; nullopt for fewer than 2 samples: unknown, not 0
  std::optional<double> cv;      ///< stddev / mean; nullopt when stddev is unknown or mean is 0
};

/// nullopt for no samples.
[[nodiscard]] std::optional<SampleSummary> summarise_samples(const std::vector<double>& samples);
[[nodiscard]] double median_of(std::vector<double> values);  ///< requires at least one value

/// cv > 5 %, or mean and median more than 3 % apart.
[[nodiscard]] bool is_unstable(const SampleSummary& summary);

}  // namespace llmbench
