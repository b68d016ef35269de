// Both programs as people install them: llm-benchmark-uploader sends real files to a real llm-benchmark-api.

#include "support/api_program.hpp"
#include "support/uploader_fixture.hpp"

#include "llmbench/client/api_client.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace llmbench::testing {
namespace {

using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

struct UploaderServerTest : UploaderFixture {
  ApiProgram server;

  ProcessResult upload(std::vector<std::string> arguments, std::string_view input = {}) const {
    arguments.insert(arguments.end(), {"-s", server.url()});
    return run(std::move(arguments), input);
  }
  Json get(const std::string& path) const {
    client::ClientOptions options;
    options.server = server.url();
    const auto response = client::ApiClient{options}.get(path);
    EXPECT_EQ(response.status, 200) << path << ": " << response.body;
    return parse_json(response.body);
  }
  ProcessResult upload_sample(const std::string& name) const {
    const std::string path = (samples_dir() / name).string();
    if (name.ends_with(".json")) return upload({"llama-bench", "-f", path});
    return upload({"mmlu-pro", "-f", path, "-m", "Qwen3-4B-Instruct-2507", "-q", "Q4_K_M"});
  }
};

TEST_F(UploaderServerTest, OneScoreStandsOnEveryMachineInWhateverOrderTheyCame) {
  EXPECT_THAT(upload_sample("llama-bench-rtx-4060.json").output,
              AllOf(StartsWith("stored: "), HasSubstr("no quality scores for this variant yet")));
  const auto scores = upload_sample("mmlu-pro-report.txt");
  EXPECT_EQ(scores.exit_code, 0) << scores.error_output;
  EXPECT_THAT(scores.output, AllOf(StartsWith("stored: "), HasSubstr("this variant has 1 run")));
  EXPECT_THAT(upload_sample("llama-bench-rtx-4070.json").output,
              AllOf(StartsWith("stored: "), HasSubstr("this variant has quality scores")));

  const Json grid = get("/api/performance-grid");
  ASSERT_THAT(grid, SizeIs(2));
  std::vector<std::string> platforms;
  for (const Json& row : grid) {
    platforms.push_back(row.at("platform"));
    EXPECT_THAT(row.at("quality").at("score").get<double>(), DoubleNear(100.0 * 713 / 1196, 0.005));
  }
  EXPECT_THAT(platforms, ::testing::UnorderedElementsAre("RTX 4060", "RTX 4070"));
}

TEST_F(UploaderServerTest, SendingEverythingAgainChangesNothing) {
  const std::vector<std::string> samples{"llama-bench-rtx-4060.json", "llama-bench-rtx-4070.json",
                                         "mmlu-pro-report.txt"};
  for (const auto& sample : samples) EXPECT_EQ(upload_sample(sample).exit_code, 0) << sample;
  const Json grid = get("/api/performance-grid");
  const Json variants = get("/api/model-variants");
  for (const auto& sample : samples) {
    const auto again = upload_sample(sample);
    EXPECT_EQ(again.exit_code, 0) << again.error_output;
    EXPECT_THAT(again.output, StartsWith("already stored: ")) << sample;
  }
  EXPECT_EQ(get("/api/performance-grid"), grid);
  EXPECT_EQ(get("/api/model-variants"), variants);
}

TEST_F(UploaderServerTest, TheLinkLeadsToTheRun) {
  const auto result = upload({"llama-bench", "-f", "-", "-n", "after the update"}, "[" + kFirst + "," + kSecond + "]");
  ASSERT_EQ(result.exit_code, 0) << result.error_output;
  const std::string prefix = server.url() + "/api/detail/";
  const auto at = result.output.find(prefix);
  ASSERT_NE(at, std::string::npos) << result.output;
  const Json detail = get("/api/detail/" + result.output.substr(at + prefix.size(), 36));
  EXPECT_EQ(detail.at("config").at("model"), "Qwen3-4B");
  EXPECT_EQ(detail.at("run").at("notes"), "after the update");
}

TEST_F(UploaderServerTest, TheRestOfATruncatedFileExtendsItsRun) {
  const std::string cut = "[" + kFirst + "," + kSecond.substr(0, kSecond.size() / 2);
  EXPECT_THAT(upload({"llama-bench", "-f", file("bench.json", cut)}).output, StartsWith("stored: "));
  const std::string whole = "[" + kFirst + "," + kSecond + "]";
  EXPECT_THAT(upload({"llama-bench", "-f", file("bench.json", whole)}).output, StartsWith("extended ("));
  EXPECT_THAT(get("/api/performance-grid?rows=runs"), SizeIs(1));
}

TEST_F(UploaderServerTest, WhatWasNotStoredIsStoredByTheSameCommandLater) {
  const std::string bench = file("bench.json", "[" + kFirst + "," + kSecond + "]");
  EXPECT_EQ(server.stop(), 0);
  EXPECT_EQ(upload({"llama-bench", "-f", bench}).exit_code, 3);
  server.start();
  const auto later = upload({"llama-bench", "-f", bench});
  EXPECT_EQ(later.exit_code, 0) << later.error_output;
  EXPECT_THAT(later.output, StartsWith("stored: "));
}

TEST_F(UploaderServerTest, WhatIsRefusedLeavesNothingBehind) {
  EXPECT_EQ(upload({"llama-bench", "-f", file("empty.json", "")}).exit_code, 1);
  EXPECT_EQ(upload({"llama-bench", "-f", file("other.json", R"({"results":{}})")}).exit_code, 1);
  EXPECT_EQ(upload({"mmlu-pro", "-f", file("report.txt", "no report"), "-m", "A/B", "-q", "Q8_0"}).exit_code, 1);
  EXPECT_THAT(get("/api/performance-grid"), SizeIs(0));
  EXPECT_THAT(get("/api/model-variants"), SizeIs(0));
}

/// The guide's literal commands, where the two real files are beside the checkout.
TEST_F(UploaderServerTest, TheGuidesCommandsGiveItsNumbers) {
  const auto data = reference_data_dir();
  const auto folder_of_seed = data.value_or("") / "seeds" / "000-llm-performance";
  if (!data || !std::filesystem::exists(folder_of_seed / "report.txt")) {
    SUCCEED() << "no reference data";
    return;
  }
  const std::vector<std::string> names{"-m", "TheDrummer/Snowpiercer-15B-v1", "-q", "Q3_K_L"};
  std::vector<std::string> bench{"llama-bench", "-f", (folder_of_seed / "llama-bench.json").string()};
  std::vector<std::string> report{"mmlu-pro", "-f", (folder_of_seed / "report.txt").string()};
  bench.insert(bench.end(), names.begin(), names.end());
  report.insert(report.end(), names.begin(), names.end());
  EXPECT_THAT(upload(report).output, StartsWith("stored: "));  // the score comes first
  EXPECT_THAT(upload(bench).output, AllOf(StartsWith("stored: "), HasSubstr("this variant has quality scores")));

  const Json grid = get("/api/performance-grid");
  ASSERT_THAT(grid, SizeIs(1));
  EXPECT_EQ(grid[0].at("platform"), "RTX 4090");
  EXPECT_EQ(grid[0].at("speed_test"), "tg1280");
  EXPECT_THAT(grid[0].at("tokens_per_second").get<double>(), DoubleNear(85.498819, 1e-6));
  EXPECT_EQ(grid[0].at("prompt_speed_test"), "pp8192");
  EXPECT_THAT(grid[0].at("prompt_tokens_per_second").get<double>(), DoubleNear(3024.404345, 1e-6));
  const Json quality = grid[0].at("quality");
  EXPECT_THAT(quality.at("score").get<double>(), DoubleNear(62.46, 0.005));
  EXPECT_THAT(quality.at("low").get<double>(), DoubleNear(59.68, 0.005));
  EXPECT_THAT(quality.at("high").get<double>(), DoubleNear(65.16, 0.005));
  EXPECT_THAT(quality.at("macro_score").get<double>(), DoubleNear(61.71, 0.005));
  EXPECT_EQ(quality.at("questions"), 1196);
  EXPECT_EQ(quality.at("categories"), 14);

  EXPECT_THAT(upload(bench).output, StartsWith("already stored: "));
  EXPECT_THAT(upload(report).output, StartsWith("already stored: "));
  EXPECT_EQ(get("/api/performance-grid"), grid);
}

/// Every llama-bench file of the corpus, twice: the server accepts what the uploader makes, and knows it again.
TEST_F(UploaderServerTest, EveryFileOfTheCorpusIsStoredOnce) {
  const auto data = reference_data_dir();
  const auto corpus = data.value_or("") / "corpus" / "llama-bench";
  if (!data || !std::filesystem::is_directory(corpus)) {
    SUCCEED() << "no reference data";
    return;
  }
  for (const auto& entry : std::filesystem::directory_iterator{corpus}) {
    const auto extension = entry.path().extension();
    if (extension != ".json" && extension != ".jsonl") continue;
    const auto first = upload({"llama-bench", "-f", entry.path().string(), "--json"});
    EXPECT_EQ(first.exit_code, 0) << entry.path() << first.error_output;
    const auto again = upload({"llama-bench", "-f", entry.path().string(), "--json"});
    EXPECT_EQ(again.exit_code, 0) << entry.path() << again.error_output;
    std::vector<std::string> results;
    for (const Json document = parse_json(again.output); const Json& outcome : document.at("runs")) {
      results.push_back(outcome.at("result"));
    }
    EXPECT_THAT(results, Each("already stored")) << entry.path();
  }
}

}  // namespace
}  // namespace llmbench::testing
