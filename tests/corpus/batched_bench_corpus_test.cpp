// Reads the llama-batched-bench and llama-sweep-bench files of the shared reference data.

#include "support/base/paths.hpp"

#include "llmbench/domain/identity.hpp"
#include "llmbench/parsers/format.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace llmbench::parsers {
namespace {

ReadResult read_path(const std::string& name) {
  const auto path = testing::reference_data_dir().value() / name;
  TextStream stream(make_file_source(path.string()), path.filename().string());
  ReadOptions options;
  options.model_name = "Llama-3.2-3B-Instruct";
  options.quantization = "Q8_0";
  RecognisedResult read = read_any(stream, options);
  EXPECT_EQ(read.format->name(), "batched-bench") << name;
  return std::move(read.result);
}

TEST(BatchedBenchCorpus, ASweepIsOneRunOfIkLlama) {
  const ReadResult result = read_path("corpus/batched-bench-docs/ikawrakow__ik_llama.cpp__1.jsonl");
  ASSERT_EQ(result.runs.size(), 1U);
  EXPECT_EQ(result.records_read, 5U);
  const PreparedRun prepared = prepare_run(result.runs.front());
  EXPECT_EQ(prepared.flavour, "ik_llama.cpp");
  EXPECT_EQ(prepared.load, Load::single);
  EXPECT_EQ(prepared.run.metrics.front().name, "S_PP pp512 tg128 n_kv0");
  EXPECT_EQ(prepared.run.metrics.front().value, 468.086884);
  EXPECT_FALSE(prepared.headline.speed.has_value()) << "no test of llama-bench";
}

TEST(BatchedBenchCorpus, SequencesAtOnceAreConcurrentRequests) {
  for (const std::string name : {"llama-bench-local/batched-bench.jsonl", "llama-bench-local/batched-bench.md"}) {
    const ReadResult result = read_path(name);
    ASSERT_EQ(result.runs.size(), 3U) << name;
    EXPECT_EQ(result.runs[0].load, Load::single);
    EXPECT_EQ(result.runs[2].load, Load::concurrent);
    EXPECT_EQ(result.runs[2].concurrent_requests, 4);
    for (const ExperimentRun& run : result.runs) EXPECT_TRUE(validate_run(run).empty()) << name;
  }
}

}  // namespace
}  // namespace llmbench::parsers
