#include "service/comparison/machine_noise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace llmbench::service {
namespace {

Uuid an_id(const std::string& text) {
  return uuid_from_content(text);
}

/// One figure a run; runs of different series and metrics have different ids.
std::vector<store::MachineFigure> repeated(const std::string& series, const std::string& metric,
                                           const std::vector<double>& values) {
  std::vector<store::MachineFigure> figures;
  for (const double value : values) {
    figures.push_back({an_id(series + std::to_string(figures.size())), an_id(series), metric, "", value});
  }
  return figures;
}

std::vector<store::MachineFigure> operator+(std::vector<store::MachineFigure> a,
                                            const std::vector<store::MachineFigure>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(MachineNoise, IsFourSpreadsOfRepeatedRuns) {
  // Logarithms 0, +-0.01, +-0.02 around ln 100: MAD 0.01, times 1.4826, times 1.206 for five values, times 4.
  std::vector<double> values;
  for (const double log : {0.0, 0.01, -0.01, 0.02, -0.02}) values.push_back(100 * std::exp(log));
  const auto noise = measure_noise("lab-1", repeated("series", "tg128", values));
  ASSERT_TRUE(noise.generation);
  EXPECT_NEAR(*noise.generation, std::exp(4 * 1.4826 * 1.206 * 0.01) - 1, 1e-12);
  EXPECT_EQ(noise.prompt, std::nullopt);
  EXPECT_EQ(noise.machine, "lab-1");
  EXPECT_EQ(noise.runs, 5);
  EXPECT_EQ(noise.series, 1);
}

TEST(MachineNoise, TwoRunsOfASeriesSayNothing) {
  const auto noise = measure_noise("lab-1", repeated("one", "tg128", {100, 130}) + repeated("two", "tg128", {50, 60}));
  EXPECT_EQ(noise.runs, 0);
  EXPECT_EQ(noise.generation, std::nullopt);
  EXPECT_EQ(noise.find_floor("tg128"), std::nullopt);
}

TEST(MachineNoise, SeriesArePooledEachAroundItsOwnMedian) {
  const auto noise =
      measure_noise("lab-1", repeated("fast", "tg128", {990, 1000, 1010}) + repeated("slow", "tg128", {9.9, 10, 10.1}));
  EXPECT_EQ(noise.series, 2);
  ASSERT_TRUE(noise.generation);
  EXPECT_LT(*noise.generation, 0.10);
}

TEST(MachineNoise, ARegressionAmongTwentyRunsBarelyMovesTheFloor) {
  std::vector<double> values;
  for (int at = 0; at < 20; ++at) values.push_back(100 + at % 5);
  const double before = measure_noise("lab-1", repeated("series", "tg128", values)).find_floor("tg128").value();
  values.push_back(60);
  const double after = measure_noise("lab-1", repeated("series", "tg128", values)).find_floor("tg128").value();
  EXPECT_NEAR(after, before, 0.02);
}

TEST(MachineNoise, AMetricHasItsOwnFloorAndElseThatOfItsKind) {
  const auto noise = measure_noise("lab-1", repeated("series", "pp512", {900, 1000, 1100}) +
                                                repeated("series", "tg128", {99, 100, 101}) +
                                                repeated("series", "ttft_p50_ms", {80, 100, 120}));
  EXPECT_EQ(noise.find_floor("tg64 @ d4096"), noise.generation);
  EXPECT_EQ(noise.find_floor("tokens_per_second"), noise.generation);
  EXPECT_EQ(noise.find_floor("pp2048"), noise.prompt);
  EXPECT_GT(noise.find_floor("ttft_p50_ms").value(), noise.prompt.value());
  EXPECT_EQ(noise.find_floor("memory_usage_gb"), std::nullopt);
}

TEST(MachineNoise, EqualRunsHaveAFloorOfZero) {
  EXPECT_EQ(measure_noise("lab-1", repeated("series", "tg128", {100, 100, 100})).generation, 0);
}

TEST(MachineNoise, OfTwoMachinesTheLargerOneCounts) {
  const auto quiet = measure_noise("quiet", repeated("a", "tg128", {99, 100, 101}));
  const auto busy = measure_noise("busy", repeated("b", "tg128", {80, 100, 120}));
  const auto both = larger_noise(quiet, busy);
  EXPECT_EQ(both.machine, "quiet and busy");
  EXPECT_EQ(both.runs, 6);
  EXPECT_EQ(both.find_floor("tg128"), busy.find_floor("tg128"));
  EXPECT_EQ(larger_noise(quiet, measure_noise("new", {})).find_floor("tg128"), quiet.find_floor("tg128"));
}

}  // namespace
}  // namespace llmbench::service
