// Result files as people have them, read, sent over the wire and stored: they come out as the runs people expect.

#include "support/base/paths.hpp"
#include "support/upload_test.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/parsers/format.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace llmbench {
namespace {

using service::UploadStatus;
using ::testing::ElementsAre;

/// The reference data lies beside some checkouts only; without it these tests have nothing to look at.
class ReferenceRuns : public testing::UploadTest {
 protected:
  static std::optional<std::filesystem::path> file(const std::string& name) {
    const auto folder = testing::reference_data_dir();
    return folder ? std::optional(*folder / "corpus" / "llama-bench" / name) : std::nullopt;
  }

  std::vector<service::RunUploadOutcome> upload_text(const std::string& text) {
    parsers::TextStream stream{parsers::make_memory_source(text), "result"};
    const auto result = parsers::read_as(*parsers::find_format("llama-bench"), stream, {});
    std::vector<service::RunUploadOutcome> outcomes;
    for (const ExperimentRun& run : result.runs) {
      codec::Findings findings;
      const Json wire = parse_json(dump_json(codec::encode_experiment_run(run)));
      outcomes.push_back(upload(codec::decode_experiment_run(wire, "", findings)));
      EXPECT_TRUE(findings.errors.empty());
    }
    return outcomes;
  }
  std::vector<service::RunUploadOutcome> upload_file(const std::filesystem::path& path) {
    return upload_text(testing::read_file(path));
  }
};

TEST_F(ReferenceRuns, EveryPrefixOfAFileThenTheWholeIsOneRun) {
  const auto path = file("kyuz0__amd-strix-halo-toolboxes__7.jsonl");
  if (!path) return;
  const std::string whole = testing::read_file(*path);
  std::vector<service::RunUploadOutcome> outcomes;
  for (std::size_t end = whole.find('\n'); end != std::string::npos; end = whole.find('\n', end + 1)) {
    for (auto& outcome : upload_text(whole.substr(0, end + 1))) outcomes.push_back(std::move(outcome));
  }
  for (auto& outcome : upload_text(whole)) outcomes.push_back(std::move(outcome));
  ASSERT_GT(outcomes.size(), 2U);
  EXPECT_EQ(count("test_runs"), 1);
  EXPECT_EQ(outcomes.front().status, UploadStatus::created);
  EXPECT_EQ(outcomes.back().status, UploadStatus::duplicate);
  for (std::size_t at = 1; at + 1 < outcomes.size(); ++at) EXPECT_EQ(outcomes[at].status, UploadStatus::extended) << at;
}

TEST_F(ReferenceRuns, AGenerationFileAndAPromptFileAreOneRowWithBothSpeeds) {
  const auto one = file("kyuz0__amd-strix-halo-toolboxes__17.jsonl");
  const auto other = file("kyuz0__amd-strix-halo-toolboxes__6.jsonl");
  if (!one || !other) return;
  upload_file(*one);
  upload_file(*other);
  EXPECT_THAT(texts("SELECT (tokens_per_second IS NOT NULL AND prompt_tokens_per_second IS NOT NULL)::text AS text "
                    "FROM performance_grid"),
              ElementsAre("true"));
}

TEST_F(ReferenceRuns, PassesOfOneFileAreRunsOfTheirOwn) {
  const std::pair<const char*, int> files[] = {{"lhl__strix-halo-testing__5.jsonl", 10},
                                               {"lhl__strix-halo-testing__6.jsonl", 13},
                                               {"lhl__strix-halo-testing__7.jsonl", 15}};
  int expected = 0;
  for (const auto& [name, runs] : files) {
    const auto path = file(name);
    if (!path) return;
    upload_file(*path);
    expected += runs;
    EXPECT_EQ(count("test_runs"), expected) << name;
    const auto again = upload_file(*path);
    for (const auto& outcome : again) EXPECT_EQ(outcome.status, UploadStatus::duplicate);
    EXPECT_EQ(count("test_runs"), expected) << name << " sent again";
  }
}

TEST_F(ReferenceRuns, AHistoryOfEqualRunsIsOneRow) {
  const auto folder = testing::reference_data_dir();
  if (!folder) return;
  for (const auto& entry : std::filesystem::directory_iterator(*folder / "llama-bench-local" / "history")) {
    if (entry.path().extension() == ".json") upload_file(entry.path());
  }
  EXPECT_THAT(texts("SELECT runs::text AS text FROM performance_grid"), ElementsAre("20"));
}

}  // namespace
}  // namespace llmbench
