#pragma once
// Normal samples that are the same on every machine, for simulations.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

namespace llmbench::testing {

class NormalSource {
 public:
  explicit NormalSource(std::uint64_t seed) : random_{seed} {}

  /// Box and Muller (1958); std::normal_distribution differs between libraries.
  double draw(double mean, double deviation) {
    const double radius = std::sqrt(-2 * std::log(1 - unit()));
    return mean + deviation * radius * std::cos(2 * std::numbers::pi * unit());
  }
  std::vector<double> draw_many(std::size_t count, double mean, double deviation) {
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(draw(mean, deviation));
    return values;
  }

 private:
  double unit() { return std::ldexp(static_cast<double>(random_() >> 11), -53); }
  std::mt19937_64 random_;
};

}  // namespace llmbench::testing
