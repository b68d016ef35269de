#include "service/comparison/machine_noise.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/stats/samples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <span>
#include <tuple>
#include <utility>

namespace llmbench::service {
namespace {

using Kind = SpeedPoint::Kind;
using Deviations = std::vector<double>;

/// Kind of a metric that is a speed test or a headline speed.
std::optional<Kind> kind_of(std::string_view metric) {
  if (metric == "tokens_per_second") return Kind::generation;
  if (metric == "prompt_processing_speed") return Kind::prompt;
  const auto test = parse_speed_test(metric);
  return test ? std::optional(test->kind) : std::nullopt;
}

/// The MAD of few values is too small on average: Croux, C. and Rousseeuw, P. J. (1992), Time-efficient algorithms for
/// two highly robust estimators of scale, COMPSTAT.
double small_sample_factor(std::size_t n) {
  constexpr std::array<double, 10> kFactors{1, 1, 1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107};
  if (n < kFactors.size()) return kFactors[n];
  const auto count = static_cast<double>(n);
  return count / (count - 0.8);
}

/// Distances from the median on a log scale, so that twice and half as fast are equally far.
Deviations deviations_of(std::span<const store::MachineFigure> repeated) {
  Deviations logs;
  for (const auto& figure : repeated) logs.push_back(std::log(figure.value));
  const double centre = stats::median(logs);
  for (double& value : logs) value = std::abs(value - centre) * small_sample_factor(repeated.size());
  return logs;
}

std::optional<double> floor_from(const Deviations& deviations) {
  constexpr double kMadToSpread = 1.4826;
  if (deviations.empty()) return std::nullopt;
  return std::expm1(kNoiseSpreads * kMadToSpread * stats::median(deviations));
}

void append(Deviations& pool, const Deviations& more) {
  pool.insert(pool.end(), more.begin(), more.end());
}

std::optional<double> larger(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return a ? a : b;
  return std::max(*a, *b);
}

}  // namespace

std::optional<double> MachineNoise::find_floor(std::string_view metric) const {
  if (const auto own = metrics.find(metric); own != metrics.end()) return own->second;
  const auto kind = kind_of(metric);
  if (!kind) return std::nullopt;
  return *kind == Kind::generation ? generation : prompt;
}

MachineNoise measure_noise(std::string machine, const std::vector<store::MachineFigure>& figures) {
  MachineNoise noise;
  noise.machine = std::move(machine);
  std::map<std::string, Deviations> by_metric;
  Deviations generation;
  Deviations prompt;
  std::set<Uuid> runs;
  std::set<Uuid> series;
  const auto place = [](const store::MachineFigure& figure) {
    return std::tie(figure.series_id, figure.metric, figure.test);
  };
  for (auto first = figures.begin(); first != figures.end();) {
    const auto last =
        std::find_if(first, figures.end(), [&](const auto& figure) { return place(figure) != place(*first); });
    const std::span<const store::MachineFigure> repeated{first, last};
    first = last;
    if (std::ssize(repeated) < kMinRepeatedRuns) continue;
    const Deviations deviations = deviations_of(repeated);
    append(by_metric[repeated.front().metric], deviations);
    if (const auto kind = kind_of(repeated.front().metric)) {
      append(*kind == Kind::generation ? generation : prompt, deviations);
    }
    series.insert(repeated.front().series_id);
    for (const auto& figure : repeated) runs.insert(figure.run_id);
  }
  noise.runs = static_cast<int>(runs.size());
  noise.series = static_cast<int>(series.size());
  noise.generation = floor_from(generation);
  noise.prompt = floor_from(prompt);
  for (const auto& [metric, deviations] : by_metric) noise.metrics[metric] = floor_from(deviations).value();
  return noise;
}

MachineNoise larger_noise(const MachineNoise& a, const MachineNoise& b) {
  MachineNoise noise;
  noise.machine = a.machine == b.machine ? a.machine : a.machine + " and " + b.machine;
  noise.runs = a.runs + b.runs;
  noise.series = a.series + b.series;
  noise.generation = larger(a.generation, b.generation);
  noise.prompt = larger(a.prompt, b.prompt);
  // A kind known on one machine only counts for the metrics of the other one too.
  for (const MachineNoise* side : {&a, &b}) {
    for (const auto& [metric, floor] : side->metrics) {
      noise.metrics[metric] = larger(a.find_floor(metric), b.find_floor(metric)).value_or(floor);
    }
  }
  return noise;
}

}  // namespace llmbench::service
