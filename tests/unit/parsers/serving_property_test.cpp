// Every number that a reader of a serving tool stores stands in its input, in that unit or another, or says by which
// rule it was computed. Checked over all fixtures of these formats.

#include "support/base/paths.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace llmbench::parsers {
namespace {

constexpr const char* kFormats[] = {"vllm-serve",   "vllm-throughput", "vllm-latency", "sglang-serving",
                                    "serving-text", "guidellm",        "aiperf",       "trtllm",
                                    "ollama",       "inference-server"};

std::vector<double> numbers_in(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789.eE+-";
  std::vector<double> numbers;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_of("0123456789", at);
    if (begin == std::string::npos) break;
    std::size_t end = std::min(text.find_first_not_of(kDigits, begin), text.size());
    at = end;
    for (; end > begin; --end) {
      if (const auto number = parse_double(text.substr(begin, end - begin))) {
        numbers.push_back(*number);
        break;
      }
    }
  }
  return numbers;
}

/// Percent, milliseconds of s, us and ns, seconds of ms and ns, GiB of GB.
bool stands_in(const std::vector<double>& numbers, double value) {
  constexpr double kFactors[] = {1, 0.01, 1e3, 1e-3, 1e-6, 1e-9, 1e9 / (1024.0 * 1024.0 * 1024.0)};
  return std::ranges::any_of(numbers, [&](double number) {
    return std::ranges::any_of(kFactors, [&](double factor) {
      return std::abs(number * factor - value) <= 1e-9 * std::max(1.0, std::abs(value));
    });
  });
}

ReadOptions generous_options() {
  ReadOptions options;
  options.model_name = "Example/Model";
  options.quantization = "Q4_K_M";
  options.backend = "vllm";
  options.all_one_model = true;
  return options;
}

bool is_explained(const Metric& metric, const std::vector<double>& numbers) {
  if (metric.context.contains("computed") || stands_in(numbers, metric.value)) return true;
  // Rates of answers of an API are tokens / time of each answer, and a run's value is the mean of its samples.
  double sum = 0;
  for (const double sample : metric.samples) sum += sample;
  return !metric.samples.empty() && std::abs(sum / static_cast<double>(metric.samples.size()) - metric.value) < 1e-9;
}

class ServingNumbers : public ::testing::TestWithParam<const char*> {};

TEST_P(ServingNumbers, StandInTheInputOrSayTheirRule) {
  std::size_t checked = 0;
  for (const auto& entry : std::filesystem::directory_iterator(testing::fixtures_dir() / GetParam())) {
    if (entry.path().extension() != ".in") continue;
    const std::string text = testing::read_file(entry.path());
    const auto numbers = numbers_in(text);
    TextStream stream(make_memory_source(text), entry.path().filename().string());
    ReadResult result;
    try {
      result = read_as(*find_format(GetParam()), stream, generous_options());
    } catch (const Error&) {
      continue;  // refusals store nothing
    }
    for (const ExperimentRun& run : result.runs) {
      for (const Metric& metric : run.metrics) {
        EXPECT_TRUE(is_explained(metric, numbers))
            << entry.path().filename() << " " << metric.name << " " << metric.value;
        EXPECT_TRUE(std::isfinite(metric.value)) << metric.name;
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 4U);
}
INSTANTIATE_TEST_SUITE_P(Formats, ServingNumbers, ::testing::ValuesIn(kFormats),
                         [](const auto& tested) { return replace_all(tested.param, "-", "_"); });

TEST_P(ServingNumbers, NothingPrivateIsStored) {
  for (const auto& entry : std::filesystem::directory_iterator(testing::fixtures_dir() / GetParam())) {
    if (!entry.path().string().ends_with(".expected.json")) continue;
    const std::string expected = testing::read_file(entry.path());
    for (const char* word : {"someone", "secret-host", "10.0.0.7", "10.1.2.3", "llm-server", "private", "8765"}) {
      EXPECT_EQ(expected.find(word), std::string::npos) << entry.path().filename() << " " << word;
    }
  }
}

}  // namespace
}  // namespace llmbench::parsers
