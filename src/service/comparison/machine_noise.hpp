#pragma once
// How much repeated runs of a machine differ without any reason. Called by comparison_service.

#include "llmbench/service/comparison_service.hpp"
#include "llmbench/store/noise_store.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::service {

/// Fewer repeated runs of a series say nothing about noise.
inline constexpr int kMinRepeatedRuns = 3;
/// A change of two runs is noise up to this many robust spreads (1.4826 * MAD) of the machine. For normal noise 2.8 are
/// the 95 % limit of a difference (ISO 5725-6: repeatability limit); real machines have heavier tails: in 20 equal runs
/// of a busy one 11 % of the pairs exceed 2.8 spreads, 2 % exceed 4.
inline constexpr double kNoiseSpreads = 4;

/// Floors are fractions: 0.02 = a figure 2 % higher, or lower by the same factor, is no change. nullopt = unknown.
struct MachineNoise : NoiseFloor {
  std::map<std::string, double, std::less<>> metrics;  ///< by name, of metrics that were repeated themselves

  /// The metric's own floor, else that of its kind (generation or prompt).
  [[nodiscard]] std::optional<double> find_floor(std::string_view metric) const;
};

/// Every figure is taken relative to the median of its series, metric and test. The runs that are compared belong to
/// the pool: one of them among 20 hardly moves a median. `figures` are ordered as list_machine_figures orders them.
[[nodiscard]] MachineNoise measure_noise(std::string machine, const std::vector<store::MachineFigure>& figures);

/// For a comparison of two machines: the larger floor of each, runs and series together.
[[nodiscard]] MachineNoise larger_noise(const MachineNoise& a, const MachineNoise& b);

}  // namespace llmbench::service
