// Every MMLU-Pro file of the reference data (../shared/data, when it lies beside the checkout): read, salvaged with a
// message, or refused with a reason. Prints the table and compares it with mmlu_pro_expected.txt.

#include "corpus/data_dir.hpp"
#include "support/base/paths.hpp"

#include "llmbench/domain/quality.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/stats/intervals.hpp"
#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <sstream>

namespace llmbench::parsers {
namespace {

ReadResult read_mmlu_pro(const std::filesystem::path& path) {
  TextStream stream{make_file_source(path.string()), path.filename().string()};
  ReadOptions options;
  options.model_name = "Example/Model";
  options.quantization = "Q4_K_M";
  return read_as(*find_format("mmlu-pro"), stream, options);
}

ScoreSet only_set(const ReadResult& result) {
  const auto& scores = result.scores.at(0);
  return make_score_set(scores.scores.at(0), scores.context, scores.timestamp);
}

QualitySummary summary_of(const ReadResult& result) {
  const ScoreSet set = only_set(result);
  ScoreContext context;
  context.benchmark = set.benchmark;
  context.context = set.context;
  context.parts = set.parts;
  return summarise_context(context);
}

/// "read", "salvaged" or "refused", then what came out.
std::string mmlu_pro_outcome_of(const std::filesystem::path& path) {
  try {
    const auto result = read_mmlu_pro(path);
    const auto summary = summary_of(result);
    std::ostringstream line;
    line << (result.partial ? "salvaged" : "read") << " categories=" << result.records_read
         << " counts=" << *summary.correct << "/" << *summary.questions << " messages=" << result.messages.size();
    return line.str();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_input) << path;
    EXPECT_FALSE(std::string_view{error.what()}.empty()) << path;
    const bool named = std::string_view{error.what()}.find("TIGER-AI-Lab") != std::string_view::npos;
    return named ? "refused as results of TIGER-AI-Lab" : "refused";
  }
}

TEST(MmluProCorpus, OutcomesAreAsCommitted) {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"mmlu-pro-ollama", "mmlu-pro-tiger", "mmlu-pro-summary-json"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data_dir() / "corpus" / folder)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  files.push_back(data_dir() / "seeds/000-llm-performance/report.txt");
  files.push_back(data_dir() / "seeds/000-llm-performance/mmlu-pro-2.txt");
  std::sort(files.begin(), files.end());
  std::ostringstream table;
  for (const auto& file : files) {
    table << std::filesystem::relative(file, data_dir()).generic_string() << " " << mmlu_pro_outcome_of(file) << "\n";
  }
  std::cout << table.str();
  const auto expected = testing::fixtures_dir().parent_path() / "corpus" / "mmlu_pro_expected.txt";
  EXPECT_EQ(table.str(), testing::read_file(expected));
}

struct SeedCase {
  const char* file;
  std::int64_t correct;
  double score;
  double low;
  double high;
  double macro;
};
class MmluProSeeds : public ::testing::TestWithParam<SeedCase> {};

TEST_P(MmluProSeeds, ScoreIntervalAndMeanOfCategories) {
  const auto summary = summary_of(read_mmlu_pro(data_dir() / "seeds/000-llm-performance" / GetParam().file));
  EXPECT_EQ(summary.benchmark, "mmlu_pro");
  EXPECT_EQ(summary.correct, GetParam().correct);
  EXPECT_EQ(summary.questions, 1196);
  EXPECT_EQ(summary.categories, 14);
  EXPECT_NEAR(summary.score, GetParam().score, 0.005);
  EXPECT_NEAR(*summary.macro_score, GetParam().macro, 0.005);
  const auto interval = stats::score_interval(summary);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->bounds.low, GetParam().low, 0.005);
  EXPECT_NEAR(interval->bounds.high, GetParam().high, 0.005);
}
INSTANTIATE_TEST_SUITE_P(Files, MmluProSeeds,
                         ::testing::Values(SeedCase{"report.txt", 747, 62.46, 59.68, 65.16, 61.71},
                                           SeedCase{"mmlu-pro-2.txt", 395, 33.03, 30.42, 35.74, 31.41}));

}  // namespace
}  // namespace llmbench::parsers
