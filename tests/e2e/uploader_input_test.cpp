// What llm-benchmark-uploader makes of the files it is given: good ones, damaged ones, and things that are no results.

#include "support/uploader_fixture.hpp"

#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace llmbench::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

using UploaderInputTest = UploaderFixture;

TEST_F(UploaderInputTest, ABlankNameIsAMistakeInTheCommand) {
  for (const char* option : {"-f", "-m", "-q"}) {
    std::vector<std::string> command{"llama-bench", "--dry-run", "-f", file("bench.json", "[]")};
    command.insert(command.end(), {option, "  "});
    const auto result = run(command);
    EXPECT_EQ(result.exit_code, 2) << option;
    EXPECT_THAT(result.error_output, HasSubstr("must not be blank")) << option;
  }
}

TEST_F(UploaderInputTest, TheNextOptionIsNoValue) {
  const auto result = run({"upload", "--dry-run", "-q", "--json", file("bench.json", "[]")});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.error_output, HasSubstr("its value is missing: --json is the name of another option"));
}

TEST_F(UploaderInputTest, AFileThatCannotBeUsedIsOneSentenceAndNothingIsSent) {
  ScriptedServer server{{run_answer("created")}};
  const std::vector<std::string> unusable{
      file("empty.json", ""),
      file("binary.json", std::string("\x7f"
                                      "ELF\x02\x01\0\0\0\0\0",
                                      11)),
      file("other.json", R"({"results":{"mmlu":{"acc,none":0.5}},"config":{"model":"hf"}})"),
      file("array.json", "["),
      (folder / "missing.json").string(),
      folder.string(),
  };
  for (const std::string& path : unusable) {
    const auto result = run({"llama-bench", "-f", path, "-s", server.url()});
    EXPECT_EQ(result.exit_code, 1) << path;
    EXPECT_EQ(result.output, "") << path;
    EXPECT_THAT(split(trim(result.error_output), '\n'), ElementsAre(StartsWith("error: "))) << path;
    EXPECT_THAT(result.error_output, HasSubstr(std::string{path_basename(path)})) << path;
  }
  EXPECT_THAT(server.requests(), IsEmpty());
}

TEST_F(UploaderInputTest, NoiseIsRefusedWithoutReadingAllOfIt) {
  // A pipe that would give 100 MB: the uploader ends after the head and the writer is told.
  std::string noise(100 << 20, '\0');
  std::mt19937_64 random{42};
  for (char& c : noise) c = static_cast<char>('!' + random() % 90);
  const auto result = run({"llama-bench", "-f", "-", "--dry-run"}, noise);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(split(trim(result.error_output), '\n'), ElementsAre(StartsWith("error: standard input")));
}

TEST_F(UploaderInputTest, ATruncatedArrayKeepsItsCompleteRowsAndSaysSo) {
  ScriptedServer server{{run_answer("created")}};
  const std::string cut = "[" + kFirst + "," + kSecond.substr(0, kSecond.size() / 2);
  const auto result = run({"llama-bench", "-f", file("bench.json", cut), "-s", server.url()});
  EXPECT_EQ(result.exit_code, 0) << result.error_output;
  EXPECT_THAT(result.error_output, HasSubstr("warning: bench.json"));
  ASSERT_THAT(server.requests(), SizeIs(1));
  std::vector<std::string> names;
  const Json body = parse_json(server.requests()[0].body);
  for (const Json& metric : body.at("experiment_run").at("performance_metrics")) {
    names.push_back(metric.at("metric_name"));
  }
  EXPECT_THAT(names, AllOf(::testing::Contains("pp512"), Not(::testing::Contains("tg128"))));
}

TEST_F(UploaderInputTest, OneNameForSeveralModelsIsRefusedUnlessAskedFor) {
  const std::string bench = file("bench.json", "[" + kFirst + "," + kOtherQuantization + "]");
  const auto refused = run({"llama-bench", "-f", bench, "-q", "Q4_K_M", "--dry-run"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error_output, AllOf(HasSubstr("Q4_K_M"), HasSubstr("Q8_0"), HasSubstr("--all-one-model")));
  EXPECT_EQ(run({"llama-bench", "-f", bench, "-q", "Q4_K_M", "--dry-run", "--all-one-model"}).exit_code, 0);
}

TEST_F(UploaderInputTest, AttachesScoresFromAFile) {
  const std::string bench = file("bench.json", "[" + kFirst + "]");
  const std::string score = R"({"type":"GSM8K","data":{"problems_solved":900,"total_problems":1319}})";
  for (const std::string& text : {"[" + score + "]", R"({"benchmark_scores":[)" + score + "]}"}) {
    const auto result = run({"llama-bench", "-f", bench, "-b", file("scores.json", text), "--dry-run"});
    EXPECT_EQ(result.exit_code, 0) << result.error_output;
    EXPECT_EQ(parse_json(result.output).at("experiment_run").at("benchmark_scores"), parse_json("[" + score + "]"));
  }
}

TEST_F(UploaderInputTest, WhatAFileSaysAboutAllItsScoresIsSaidOfEachAttachedOne) {
  const std::string bench = file("bench.json", "[" + kFirst + "]");
  const std::string scores =
      file("scores.json", R"({"model_name":"Qwen3-4B","quantization":"Q4_K_M","timestamp":"2025-09-15T08:00:00Z",)"
                          R"("context":{"shots":5},"benchmark_scores":[)"
                          R"({"type":"GSM8K","data":{"problems_solved":900,"total_problems":1319}}]})");
  const auto result = run({"llama-bench", "-f", bench, "-b", scores, "--dry-run"});
  EXPECT_EQ(result.exit_code, 0) << result.error_output;
  const Json data = parse_json(result.output).at("experiment_run").at("benchmark_scores").at(0).at("data");
  EXPECT_EQ(data.at("context"), parse_json(R"({"shots":5})"));
  EXPECT_EQ(data.at("timestamp"), "2025-09-15T08:00:00Z");
}

TEST_F(UploaderInputTest, WrongScoresInAFileAreNamedFieldByField) {
  const std::string bench = file("bench.json", "[" + kFirst + "]");
  const std::string scores = file("scores.json", R"([{"type":"GSM8K","data":{"problems_solved":"900"}}])");
  const auto result = run({"llama-bench", "-f", bench, "-b", scores, "--dry-run"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.output, "");
  EXPECT_THAT(result.error_output, AllOf(HasSubstr("scores.json"), HasSubstr("data.problems_solved: must be a"),
                                         HasSubstr("data.total_problems: is required")));
}

TEST_F(UploaderInputTest, ScoresOfOneModelAreNotAttachedToTwo) {
  const std::string bench = file("bench.json", "[" + kFirst + "," + kOtherQuantization + "]");
  const std::string scores =
      file("scores.json", R"([{"type":"GSM8K","data":{"problems_solved":900,"total_problems":1319}}])");
  const auto result = run({"llama-bench", "-f", bench, "-b", scores, "--dry-run"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.error_output, AllOf(HasSubstr("Qwen3-4B Q4_K_M"), HasSubstr("Qwen3-4B Q8_0")));
}

TEST_F(UploaderInputTest, TheSamplesAreReadWithoutAWarning) {
  for (const char* sample : {"llama-bench-rtx-4060.json", "llama-bench-rtx-4070.json"}) {
    const auto result = run({"llama-bench", "-f", (samples_dir() / sample).string(), "--dry-run"});
    EXPECT_EQ(result.exit_code, 0) << sample;
    EXPECT_EQ(result.error_output, "") << sample;
    const Json experiment = parse_json(result.output).at("experiment_run");
    EXPECT_EQ(experiment.at("model_name"), "Qwen3-4B-Instruct-2507");
    EXPECT_EQ(experiment.at("quantization"), "Q4_K_M");
  }
  const auto report = run({"mmlu-pro", "-f", (samples_dir() / "mmlu-pro-report.txt").string(), "-m",
                           "Qwen3-4B-Instruct-2507", "-q", "Q4_K_M", "--dry-run"});
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_EQ(report.error_output, "");
}

TEST_F(UploaderInputTest, NoPathOfThisMachineLeavesIt) {
  const std::string home = record("Qwen3-4B-Q4_K_M.gguf", 512, 0, "2025-08-16T09:12:41Z");
  const std::string bench =
      file("bench.json", "[" + replace_all(home, "models/Qwen3", "/home/alice/private/models/Qwen3") + "]");
  EXPECT_THAT(run({"llama-bench", "-f", bench, "--dry-run"}).output,
              AllOf(Not(HasSubstr("alice")), Not(HasSubstr(folder.string())), HasSubstr("Qwen3-4B-Q4_K_M.gguf")));
}

}  // namespace
}  // namespace llmbench::testing
