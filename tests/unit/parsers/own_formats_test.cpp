// Our own documents: what an export holds comes back as the same run.

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

ExperimentRun a_run() {
  ExperimentRun run;
  run.model_name = "Qwen/Qwen3-4B";
  run.quantization = "Q4_K_M";
  run.backend = "llama.cpp";
  run.backend_version = "4391 (9ba399df)";
  run.hardware.gpu_model = "RTX 3060";
  run.timestamp = parse_time("2025-06-08T22:17:33.045121Z");
  Metric metric;
  metric.name = "tg128";
  metric.value = 71.123456789;
  metric.unit = "tok/s";
  metric.samples = {71.1, 71.2};
  run.metrics = {metric};
  run.provenance = {{"fingerprint", {{"build_commit", "9ba399df"}, {"n", 512}}},
                    {"source_names", {{"model_name", "qwen3-4b"}, {"quantization", "q4_k_m"}, {"lora_adapter", ""}}}};
  return run;
}

ReadResult read_own(const std::string& text, const ReadOptions& options = {}) {
  TextStream stream{make_memory_source(text), "runs.ndjson"};
  return read_as(*find_format("experiment"), stream, options);
}

TEST(ExperimentFormat, AnExportReadBackIsTheSameRun) {
  const ExperimentRun run = a_run();
  const std::string line = dump_json(codec::encode_experiment_run(run));
  const ReadResult result = read_own(line + "\n" + line + "\n");
  ASSERT_EQ(result.runs.size(), 2U);
  EXPECT_EQ(dump_json(codec::encode_experiment_run(result.runs[1])), line);
  EXPECT_EQ(content_id(result.runs[1]), content_id(run));
  EXPECT_EQ(result.runs[1].provenance, run.provenance);
  EXPECT_TRUE(result.messages.empty());
}

TEST(ExperimentFormat, SettingsOfTheUserMakeItAnotherMeasurement) {
  ReadOptions options;
  options.user_settings = {{"driver", "570"}};
  const ReadResult result = read_own(dump_json(codec::encode_experiment_run(a_run())), options);
  EXPECT_NE(content_id(result.runs.at(0)), content_id(a_run()));
}

const std::string kExportedScores =
    R"({"model_variant_id":"x","model_name":"A","quantization":"Q8_0","benchmark":"mmlu_pro","category":"","score":50,)"
    R"("uploads":[{"model_name":"A","quantization":"Q8_0","benchmark_scores":[{"type":"MMLU","data":{"categories":[)"
    R"({"category":"law","score":50,"total_questions":100,"correct_answers":50}]}}],"timestamp":"2025-09-15T08:00:00Z",)"
    R"("context":{"shots":5},"tags":["nightly"]}]})"
    "\n"
    R"({"model_variant_id":"x","model_name":"A","quantization":"Q8_0","benchmark":"mmlu_pro","category":"law","score":50})"
    "\n";

ReadResult read_scores(const std::string& text, const ReadOptions& options = {}) {
  TextStream stream{make_memory_source(text), "scores.ndjson"};
  return read_as(*find_format("scores"), stream, options);
}

TEST(ScoresFormat, AnExportGivesBackWhatWasSent) {
  const ReadResult result = read_scores(kExportedScores);
  ASSERT_EQ(result.scores.size(), 1U);
  EXPECT_EQ(result.scores[0].model_name, "A");
  EXPECT_EQ(result.scores[0].scores.size(), 1U);
  EXPECT_EQ(result.scores[0].timestamp, parse_time("2025-09-15T08:00:00Z"));
  EXPECT_EQ(result.scores[0].context, (Json{{"shots", 5}}));
  EXPECT_EQ(result.scores[0].tags, std::vector<std::string>{"nightly"});
  EXPECT_TRUE(result.messages.empty());
}

TEST(ScoresFormat, ALineWithoutWhatWasSentIsLeftOut) {
  const std::string line = R"({"model_variant_id":"y","category":"","benchmark":"gsm8k","score":50})";
  const ReadResult result = read_scores(kExportedScores + line);
  EXPECT_EQ(result.records_dropped, 1U);
  EXPECT_EQ(result.scores.size(), 1U);
}

TEST(ScoresFormat, OneNameForTheScoresOfSeveralModelsIsRefused) {
  const std::string other = R"({"model_name":"B","quantization":"Q8_0","benchmark_scores":[{"type":"GSM8K",)"
                            R"("data":{"problems_solved":1,"total_problems":2}}]})";
  ReadOptions options;
  options.model_name = "A";
  EXPECT_THROW((void)read_scores(kExportedScores + other, options), Error);
  options.all_one_model = true;
  EXPECT_EQ(read_scores(kExportedScores + other, options).scores.size(), 2U);
}

TEST(ExperimentFormat, ScoresBehindTheRunsAreReadToo) {
  const std::string run = dump_json(codec::encode_experiment_run(a_run()));
  const std::string scores =
      R"({"model_name":"Qwen/Qwen3-4B","quantization":"Q4_K_M","timestamp":"2026-01-01T00:00:00Z",)"
      R"("benchmark_scores":[{"type":"GSM8K","data":{"problems_solved":1154,"total_problems":1319}}],)"
      R"("context":{"shots":5}})";
  const ReadResult result = read_own(run + "\n" + scores + "\n");
  EXPECT_EQ(result.runs.size(), 1U);
  ASSERT_EQ(result.scores.size(), 1U);
  EXPECT_EQ(result.scores[0].model_name, "Qwen/Qwen3-4B");
  EXPECT_EQ(result.scores[0].timestamp, parse_time("2026-01-01T00:00:00Z"));
  EXPECT_EQ(result.scores[0].context, Json({{"shots", 5}}));
  ASSERT_EQ(result.scores[0].scores.size(), 1U);
  EXPECT_EQ(std::get<Gsm8kScore>(result.scores[0].scores[0].data).problems_solved, 1154);
  EXPECT_EQ(result.records_read, 2U);
}

}  // namespace
}  // namespace llmbench::parsers
