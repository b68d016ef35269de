// Every file of the reference data, as `llm-benchmark-uploader upload` meets it: recognised by content, then read,
// salvaged or refused. The table of outcomes is compared with all_expected.txt; after a wanted change
// LLMBENCH_WRITE_GOLDEN=1 writes it anew: read the difference.

#include "corpus/data_dir.hpp"
#include "support/base/paths.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace llmbench::parsers {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> all_files() {
  std::vector<fs::path> files;
  for (const char* folder : {"corpus", "llama-bench-local", "seeds/000-llm-performance"}) {
    for (const auto& entry : fs::recursive_directory_iterator(data_dir() / folder)) {
      const std::string name = entry.path().filename().string();
      if (entry.is_regular_file() && name != "README.md") files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

struct FileOutcome {
  std::string kind;  ///< read, salvaged, refused
  std::string said;  ///< flags the user has to give
  RecognisedResult read;
  std::string refusal;
};

RecognisedResult read_file(const fs::path& path, const ReadOptions& options) {
  TextStream stream{make_file_source(path.string()), path.filename().string()};
  return read_any(stream, options);
}

/// What a refusal asks for is given, as a user would, flag by flag.
FileOutcome outcome_of(const fs::path& path) {
  FileOutcome outcome;
  ReadOptions options;
  for (int turn = 0; turn < 4; ++turn) {
    try {
      outcome.read = read_file(path, options);
      outcome.kind = outcome.read.result.partial ? "salvaged" : "read";
      outcome.refusal.clear();
      return outcome;
    } catch (const Error& error) {
      outcome.kind = "refused";
      outcome.refusal = error.what();
      EXPECT_FALSE(outcome.refusal.empty()) << path;
      EXPECT_EQ(outcome.refusal.find('\n'), std::string::npos) << path;
    }
    const auto asks = [&](const char* flag) {
      return outcome.refusal.find(std::string(" ") + flag) != std::string::npos;
    };
    const std::string before = outcome.said;
    const auto give = [&](const char* flag, std::optional<std::string>& option, const char* value) {
      if (option || !asks(flag)) return;
      option = value;
      outcome.said += outcome.said.empty() ? flag : std::string(" ") + flag;
    };
    give("-m", options.model_name, "Example/Model-7B");
    give("-q", options.quantization, "Q4_K_M");
    give("-b", options.backend, "vllm");
    if (outcome.said == before) break;
  }
  outcome.said.clear();  // nothing the user says makes it readable
  return outcome;
}

std::string row_of(const fs::path& file, const FileOutcome& outcome) {
  std::size_t scores = 0;
  for (const VariantScores& variant : outcome.read.result.scores) scores += variant.scores.size();
  std::ostringstream row;
  row << fs::relative(file, data_dir()).generic_string() << '\t' << outcome.kind << '\t'
      << (outcome.read.format != nullptr ? outcome.read.format->name() : "-") << '\t' << outcome.read.result.runs.size()
      << '\t' << scores << '\t' << (outcome.said.empty() ? "-" : outcome.said);
  return row.str();
}

void expect_valid(const fs::path& file, const ReadResult& result) {
  for (const ExperimentRun& run : result.runs) EXPECT_TRUE(validate_run(run).empty()) << file;
  for (const VariantScores& variant : result.scores) {
    for (const ScoreUpload& score : variant.scores) EXPECT_TRUE(validate_score(score, "").empty()) << file;
  }
}

TEST(Corpus, EveryFileIsReadSalvagedOrRefusedAsCommitted) {
  using Clock = std::chrono::steady_clock;
  std::string table;
  for (const fs::path& file : all_files()) {
    const auto begin = Clock::now();
    const FileOutcome outcome = outcome_of(file);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    table += row_of(file, outcome) + "\n";
    std::cout << row_of(file, outcome) << '\t' << took.count() << " ms\t" << outcome.refusal << '\n';
    expect_valid(file, outcome.read.result);
  }
  const fs::path expected = testing::fixtures_dir().parent_path() / "corpus" / "all_expected.txt";
  if (std::getenv("LLMBENCH_WRITE_GOLDEN") != nullptr) std::ofstream(expected, std::ios::binary) << table;
  EXPECT_EQ(testing::read_file(expected), table);
}

/// What would be sent of the whole corpus names no home directory, no user and no host.
TEST(Corpus, NothingPrivateLeavesTheMachine) {
  for (const fs::path& file : all_files()) {
    const FileOutcome outcome = outcome_of(file);
    std::string sent;
    for (const ExperimentRun& run : outcome.read.result.runs) sent += dump_json(codec::encode_experiment_run(run));
    for (const VariantScores& variant : outcome.read.result.scores) {
      sent +=
          dump_json(codec::encode_scores_request({variant.model_name, variant.quantization, variant.lora_adapter,
                                                  variant.scores, variant.timestamp, variant.context, variant.tags}));
    }
    for (const char* sign : {"/home/", "/Users/", "\\\\Users\\\\", "/root/", "/mnt/", "/workspace/", "http://localhost",
                             "http://127.", "://10.", "://192.168."}) {
      EXPECT_EQ(sent.find(sign), std::string::npos)
          << file << " sends " << sent.substr(sent.find(sign) == std::string::npos ? 0 : sent.find(sign), 80);
    }
  }
}

}  // namespace
}  // namespace llmbench::parsers
