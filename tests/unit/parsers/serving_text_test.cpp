// What the command above a console block adds to it.

#include "llmbench/parsers/format.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

constexpr const char* kBlockWithoutRateAndCap =
    "\n============ Serving Benchmark Result ============\n"
    "Successful requests:                     16\n"
    "Benchmark duration (s):                  20.00\n"
    "Request throughput (req/s):              0.80\n"
    "==================================================\n";

ExperimentRun run_after(const std::string& command) {
  TextStream stream{make_memory_source(command + kBlockWithoutRateAndCap), "bench.log"};
  ReadOptions options;
  options.model_name = "google/gemma-3-27b-it";
  options.quantization = "BF16";
  return read_as(*find_format("serving-text"), stream, options).runs.at(0);
}

TEST(ServingText, ACommandWithoutRateAndCapSendsAllAtOnce) {
  const ExperimentRun run = run_after("vllm bench serve --model google/gemma-3-27b-it --num-prompts 16");
  EXPECT_EQ(run.load, Load::offline);
  EXPECT_EQ(run.concurrent_requests, 16);
  EXPECT_EQ(run.concurrency_source, "derived");
  EXPECT_EQ(run.load_pattern, "all at once");
}

TEST(ServingText, WithoutACommandTheLoadIsUnknown) {
  const ExperimentRun run = run_after("");
  EXPECT_EQ(run.load, std::nullopt);
  EXPECT_EQ(run.concurrent_requests, std::nullopt);
}

TEST(ServingText, AFlagOfTheLoadIsTheLoad) {
  EXPECT_EQ(run_after("vllm bench serve --num-prompts 16 --max-concurrency 4").concurrent_requests, 4);
  EXPECT_EQ(run_after("vllm bench serve --num-prompts 16 --request-rate 2.5").load, Load::concurrent);
}

TEST(ServingText, ATemplateOrAPartOfACommandProvesNothing) {
  EXPECT_EQ(run_after("vllm bench serve --num-prompts 16 --max-concurrency $C").load, std::nullopt);
  EXPECT_EQ(run_after("vllm bench serve --num-prompts 16 ...").load, std::nullopt);
  EXPECT_EQ(run_after("vllm bench serve --num-prompts N").load, std::nullopt);
  EXPECT_EQ(run_after("vllm bench serve --num-prompts 16 --ramp-up-strategy linear").load, std::nullopt);
  EXPECT_EQ(run_after("python -m sglang.bench_serving --num-prompts 16 --dataset-name mooncake").load, std::nullopt);
}

}  // namespace
}  // namespace llmbench::parsers
