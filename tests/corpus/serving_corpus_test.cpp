// Every file of serving and inference tools in the reference data (../shared/data, when it lies beside the checkout):
// read, salvaged with a message, or refused with a reason. Prints the table and compares it with serving_expected.txt.

#include "corpus/data_dir.hpp"
#include "support/base/paths.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <sstream>

namespace llmbench::parsers {
namespace {

constexpr const char* kFolders[] = {
    "aiperf",         "guidellm", "mlx",        "ollama-verbose",     "serving-text",
    "sglang-serving", "trtllm",   "vllm-serve", "vllm-serve-wrapped", "vllm-throughput"};

std::filesystem::path corpus_dir() {
  return data_dir() / "corpus";
}

struct ServingOutcome {
  std::string flags;  ///< "-m -q" that had to be said
  std::optional<RecognisedResult> read;
  std::string refusal;
};

/// Reads as a user would: says -m, -q and -b only when the reader asks for them.
ServingOutcome read_by_asking(const std::filesystem::path& path) {
  ServingOutcome outcome;
  ReadOptions options;
  constexpr int kMostQuestions = 4;
  for (int question = 0; question < kMostQuestions; ++question) {
    TextStream stream(make_file_source(path.string()), path.filename().string());
    try {
      outcome.read = read_any(stream, options);
      return outcome;
    } catch (const Error& error) {
      outcome.refusal = error.what();
      const auto asks = [&](const char* flag) { return outcome.refusal.find(flag) != std::string::npos; };
      const auto answer = [&](const char* flag, std::optional<std::string>& option, const char* value) {
        if (option || !asks(flag)) return false;
        option = value;
        outcome.flags += std::string(" ") + std::string(flag).substr(0, 2);
        return true;
      };
      const bool model = answer("-m MODEL", options.model_name, "Example/Model");
      const bool quantization = answer("-q QUANT", options.quantization, "Q4_K_M");
      const bool backend = answer("-b BACKEND", options.backend, "llama.cpp");
      if (!model && !quantization && !backend) return outcome;
    }
  }
  return outcome;
}

std::string shown(const std::optional<double>& value) {
  if (!value) return "-";
  std::ostringstream text;
  text << std::round(*value * 100) / 100;
  return text.str();
}

std::string line_of(const ExperimentRun& run) {
  const Headline headline = compute_headline(run);
  std::ostringstream line;
  line << "\n    " << run.model_name << " " << run.quantization << " " << run.backend << " "
       << (run.load ? to_string(*run.load) : "?") << "/"
       << (run.concurrent_requests ? std::to_string(*run.concurrent_requests) : "?")
       << " speed=" << (headline.speed ? shown(headline.speed->value) : "-")
       << " total=" << shown(headline.total_tokens_per_second)
       << " each=" << shown(headline.tokens_per_second_per_request)
       << " ttft=" << shown(headline.time_to_first_token_ms) << " metrics=" << run.metrics.size()
       << (run.status == RunStatus::failed ? " failed" : "") << (headline.partial ? " partial" : "");
  return line.str();
}

std::string serving_outcome_of(const std::filesystem::path& path) {
  const ServingOutcome outcome = read_by_asking(path);
  if (!outcome.read) return "refused: " + outcome.refusal;
  const ReadResult& result = outcome.read->result;
  std::ostringstream line;
  line << outcome.read->format->name() << " " << (result.partial ? "salvaged" : "read")
       << (outcome.flags.empty() ? "" : " with" + outcome.flags) << " runs=" << result.runs.size()
       << " messages=" << result.messages.size();
  std::size_t printed = 0;
  constexpr std::size_t kShownRuns = 3;
  for (const ExperimentRun& run : result.runs) {
    if (printed++ < kShownRuns) line << line_of(run);
  }
  return line.str();
}

TEST(ServingCorpus, OutcomesAreAsCommitted) {
  std::vector<std::filesystem::path> files;
  for (const char* folder : kFolders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus_dir() / folder)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  std::ostringstream table;
  for (const auto& file : files) {
    const std::clock_t begin = std::clock();  // of this process, whatever else the machine does
    table << std::filesystem::relative(file, corpus_dir()).generic_string() << " " << serving_outcome_of(file) << "\n";
    EXPECT_LT(std::clock() - begin, CLOCKS_PER_SEC) << file;
  }
  std::cout << table.str();
  EXPECT_EQ(table.str(), testing::read_file(testing::fixtures_dir().parent_path() / "corpus" / "serving_expected.txt"));
}

ExperimentRun only_run(const char* file, const ReadOptions& options) {
  const auto path = corpus_dir() / file;
  TextStream stream(make_file_source(path.string()), path.filename().string());
  return read_any(stream, options).result.runs.at(0);
}

TEST(ServingCorpus, ThroughputThatCountsPromptsIsNoHeadlineSpeed) {
  ReadOptions options;
  options.model_name = "cpatonn/Qwen3-Coder-30B-A3B-Instruct";
  options.quantization = "GPTQ-Int4";
  const Headline headline =
      compute_headline(only_run("vllm-throughput/kyuz0__amd-r9700-vllm-toolboxes__10.json", options));
  EXPECT_FALSE(headline.speed);
  EXPECT_NEAR(headline.total_tokens_per_second.value(), 5550.51, 0.01);
}

TEST(ServingCorpus, GuidellmSpeedIsTokensByTimeNotTheToolsMean) {
  ReadOptions options;
  options.backend = "llama.cpp";
  const Headline headline = compute_headline(only_run("guidellm/thesteve0__local-llm-benchmark__1.json", options));
  ASSERT_TRUE(headline.speed);
  EXPECT_NEAR(headline.speed->value, 59.0, 0.05);  // 3750 tokens in 63.545 s; the report prints 282
}

}  // namespace
}  // namespace llmbench::parsers
