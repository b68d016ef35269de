// Every speed that is stored stands in the input or follows from it by the documented rule: a sample is tokens divided
// by a measured time, a value is what the tool printed or the mean of the samples.

#include "support/base/paths.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/domain/sample_summary.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

namespace llmbench::parsers {
namespace {

std::string decoded(const std::filesystem::path& file) {
  TextStream stream(make_file_source(file.string()), file.filename().string());
  std::string text;
  for (std::string_view piece = stream.next(); !piece.empty(); piece = stream.next()) text += piece;
  const bool has_decimal_commas = text.starts_with("build_commit;");
  return has_decimal_commas ? replace_all(std::move(text), ",", ".") : text;
}

std::set<double> numbers_in(std::string_view text) {
  std::set<double> numbers;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = text.find_first_of("0123456789", at);
    if (start == std::string_view::npos) break;
    std::size_t end = text.find_first_not_of("0123456789.eE+-", start);
    if (end == std::string_view::npos) end = text.size();
    if (const auto number = parse_double(text.substr(start, end - start))) numbers.insert(*number);
    at = end;
  }
  return numbers;
}

bool has_time_for(const std::set<double>& numbers, double tokens, double rate) {
  const double time = tokens * 1e9 / rate;
  const auto next = numbers.lower_bound(time - 0.5);
  return next != numbers.end() && std::abs(*next - time) < 0.5;  // times are whole nanoseconds
}

bool is_documented_sample(const std::set<double>& numbers, const Metric& metric, double sample) {
  if (numbers.contains(sample)) return true;
  const double prompt = metric.context.at("n_prompt").get<double>();
  const double generated = metric.context.at("n_gen").get<double>();
  return has_time_for(numbers, prompt + generated, sample) || has_time_for(numbers, generated, sample);
}

void check(const Metric& metric, const std::set<double>& numbers) {
  for (const double sample : metric.samples) EXPECT_TRUE(is_documented_sample(numbers, metric, sample)) << sample;
  const auto summary = summarise_samples(metric.samples);
  const bool is_mean = summary && metric.value == summary->mean;
  EXPECT_TRUE(numbers.contains(metric.value) || is_mean) << metric.value;
  if (summary) {
    EXPECT_EQ(metric.stddev, summary->stddev);
    EXPECT_EQ(metric.n, static_cast<std::int64_t>(summary->n));
  }
}

TEST(LlamaBenchProperty, EveryStoredSpeedStandsInTheInputOrFollowsFromIt) {
  std::size_t checked = 0;
  for (const auto& entry : std::filesystem::directory_iterator(testing::fixtures_dir() / "llama-bench")) {
    if (entry.path().extension() != ".in") continue;
    SCOPED_TRACE(entry.path().filename().string());
    const std::string text = decoded(entry.path());
    ReadOptions options;
    options.quantization = "Q4_K_M";
    options.all_one_model = true;
    ReadResult result;
    try {
      TextStream stream(make_memory_source(text), "input");
      result = read_as(*find_format("llama-bench"), stream, options);
    } catch (const Error&) {
      continue;  // refused files store nothing
    }
    const std::set<double> numbers = numbers_in(text);
    for (const ExperimentRun& run : result.runs) {
      for (const Metric& metric : run.metrics) {
        if (!metric.context.contains("n_prompt")) continue;
        SCOPED_TRACE(metric.name);
        check(metric, numbers);
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 100U);
}

TEST(LlamaBenchProperty, EveryNumberOfItsRelativesStandsInTheInput) {
  std::size_t checked = 0;
  for (const std::string format : {"batched-bench", "localscore"}) {
    for (const auto& entry : std::filesystem::directory_iterator(testing::fixtures_dir() / format)) {
      if (entry.path().extension() != ".in" || entry.path().stem().string().starts_with("refused_")) continue;
      SCOPED_TRACE(entry.path().filename().string());
      const std::string text = decoded(entry.path());
      ReadOptions options;
      options.model_name = "Tiny-Llama";
      options.quantization = "Q4_K_M";
      options.all_one_model = true;
      TextStream stream(make_memory_source(text), "input");
      const std::set<double> numbers = numbers_in(text);
      for (const ExperimentRun& run : read_as(*find_format(format), stream, options).runs) {
        for (const Metric& metric : run.metrics) {
          if (is_copied(metric) || metric.context.contains("computed")) continue;  // a mean over the tests
          EXPECT_TRUE(numbers.contains(metric.value)) << metric.name;
          EXPECT_TRUE(!metric.stddev || numbers.contains(*metric.stddev)) << metric.name;
          ++checked;
        }
      }
    }
  }
  EXPECT_GT(checked, 100U);
}

// A killed benchmark, or an upload while it still runs: what is there is the same as in the whole file, and the same
// run.
TEST(LlamaBenchProperty, EveryPrefixOfAFileIsReadTheSameOrRefused) {
  for (const std::string name :
       {"real_prompt_and_generation", "real_jsonl", "real_csv", "real_sql", "wrapped", "damaged_log_lines_between"}) {
    SCOPED_TRACE(name);
    const std::string text = decoded(testing::fixtures_dir() / "llama-bench" / (name + ".in"));
    const auto read = [](const std::string& part) {
      TextStream stream(make_memory_source(part), "prefix");
      return read_as(*find_format("llama-bench"), stream, {});
    };
    const ReadResult whole = read(text);
    ASSERT_EQ(whole.runs.size(), 1U);
    std::size_t most = 0;
    for (std::size_t length = 0; length <= text.size(); length += 13) {
      ReadResult part;
      try {
        part = read(text.substr(0, length));
      } catch (const Error&) {
        EXPECT_EQ(most, 0U) << length;  // only before the first record
        continue;
      }
      ASSERT_EQ(part.runs.size(), 1U);
      EXPECT_EQ(content_id(part.runs[0]), content_id(whole.runs[0])) << length;
      EXPECT_GE(part.records_read, most);
      most = part.records_read;
      for (const Metric& metric : part.runs[0].metrics) {
        if (is_copied(metric)) continue;
        EXPECT_NE(std::ranges::find(whole.runs[0].metrics, metric), whole.runs[0].metrics.end()) << metric.name;
      }
    }
    EXPECT_GE(most + 1, whole.records_read);
  }
}

TEST(LlamaBenchProperty, OneSampleHasNoSpread) {
  TextStream stream(make_file_source((testing::fixtures_dir() / "llama-bench" / "real_one_sample.in").string()), "r1");
  const ReadResult result = read_as(*find_format("llama-bench"), stream, {});
  ASSERT_EQ(result.runs.size(), 1U);
  const Metric& metric = result.runs.front().metrics.front();
  EXPECT_EQ(metric.n, 1);
  EXPECT_EQ(metric.stddev, std::nullopt);
}

TEST(LlamaBenchProperty, AMissingSpreadIsNotASpreadOfZero) {
  for (const std::string name : {"table_real_one_sample", "table_two_devices_pasted", "csv_quotes_and_logs"}) {
    TextStream stream(make_file_source((testing::fixtures_dir() / "llama-bench" / (name + ".in")).string()), name);
    const ReadResult result = read_as(*find_format("llama-bench"), stream, {});
    for (const ExperimentRun& run : result.runs) {
      for (const Metric& metric : run.metrics) EXPECT_NE(metric.stddev, 0.0) << name << " " << metric.name;
    }
  }
}

TEST(LlamaBenchProperty, AModelThatDidNotLoadIsAFailedRun) {
  const auto file = testing::fixtures_dir() / "llama-bench" / "csv_second_model_failed.in";
  TextStream stream(make_file_source(file.string()), "input");
  const ReadResult result = read_as(*find_format("llama-bench"), stream, {});
  ASSERT_EQ(result.runs.size(), 2U);
  const ExperimentRun& failed = result.runs[1];
  EXPECT_EQ(failed.status, RunStatus::failed);
  EXPECT_EQ(failed.model_name, "Qwen3-8B");
  EXPECT_EQ(failed.backend_version, "11669 (Debian)");
  EXPECT_NE(failed.error.find("error: failed to load model 'Qwen3-8B-Q8_0.gguf'"), std::string::npos) << failed.error;
  EXPECT_EQ(failed.error.find("/home/"), std::string::npos) << failed.error;
  EXPECT_TRUE(validate_run(failed).empty());
  EXPECT_NE(content_id(failed), content_id(result.runs[0]));
}

/// An upgrade of our tables of labels and file names must not store a measurement twice.
TEST(LlamaBenchProperty, IdentityHoldsTheNamesAsTheRecordSpellsThem) {
  TextStream stream(
      make_memory_source(
          R"({"model_filename": "/m/Qwen3-8B-Q4_NEW.gguf", "model_type": "qwen3 8B F16", "n_prompt": 512, "n_gen": 0,
              "avg_ts": 100.0, "test_time": "2025-08-20T10:00:00Z", "backends": "CPU", "cpu_info": "Apple M4"})"),
      "input");
  ReadOptions options;
  options.model_name = "Qwen/Qwen3-8B";
  const ReadResult result = read_as(*find_format("llama-bench"), stream, options);
  ASSERT_EQ(result.runs.size(), 1U);
  EXPECT_EQ(result.runs[0].provenance["source_names"],
            (Json{{"model_name", "Qwen3-8B-Q4_NEW.gguf"}, {"quantization", "qwen3 8B F16"}, {"lora_adapter", ""}}));
}

}  // namespace
}  // namespace llmbench::parsers
