// Every quality result of the reference data (../shared/data, when it lies beside the checkout): read, salvaged, or
// refused. Prints the table and compares it with quality_expected.txt.

#include "corpus/data_dir.hpp"
#include "support/base/paths.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <sstream>

namespace llmbench::parsers {
namespace {

std::filesystem::path corpus() {
  return data_dir() / "corpus";
}

RecognisedResult read_quality(const std::filesystem::path& path) {
  TextStream stream{make_file_source(path.string()), path.filename().string()};
  ReadOptions options;
  options.model_name = "Example/Model";
  options.quantization = "Q4_K_M";
  return read_any(stream, options);
}

std::string quality_outcome_of(const std::filesystem::path& path) {
  try {
    const auto [format, result] = read_quality(path);
    std::size_t scores = 0;
    for (const VariantScores& variant : result.scores) {
      scores += variant.scores.size();
      for (const ScoreUpload& score : variant.scores) EXPECT_TRUE(validate_score(score, "").empty()) << path;
    }
    std::ostringstream line;
    line << format->name() << (result.partial ? " salvaged" : " read") << " records=" << result.records_read
         << " dropped=" << result.records_dropped << " scores=" << scores << " messages=" << result.messages.size();
    return line.str();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_input) << path;
    return std::string("refused: ") + error.what();
  }
}

TEST(QualityCorpus, OutcomesAreAsCommitted) {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"lm-eval", "lm-eval-old", "lighteval", "mmlu-pro-tiger", "mmlu-pro-summary-json"}) {
    for (const auto& entry : std::filesystem::directory_iterator(corpus() / folder)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::ostringstream table;
  for (const auto& file : files) {
    table << std::filesystem::relative(file, corpus()).generic_string() << " " << quality_outcome_of(file) << "\n";
  }
  std::cout << table.str();
  EXPECT_EQ(table.str(), testing::read_file(testing::fixtures_dir().parent_path() / "corpus/quality_expected.txt"));
}

TEST(QualityCorpus, RunningSumsOverCategoriesAreRefusedAsSuch) {
  EXPECT_THAT(quality_outcome_of(corpus() / "mmlu-pro-summary-json/yash-vardhansingh__MMLU-PRO__1.json"),
              ::testing::AllOf(::testing::StartsWith("refused"), ::testing::HasSubstr("running sums")));
}

}  // namespace
}  // namespace llmbench::parsers
