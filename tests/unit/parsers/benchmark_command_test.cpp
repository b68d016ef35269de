#include "parsers/serving/benchmark_command.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

TEST(BenchmarkCommand, FlagsWithValuesAndWithout) {
  const BenchmarkCommand command = parse_benchmark_command(
      "docker exec c vllm bench serve --model Qwen/Qwen3-8B --random-input-len=1000 --ignore-eos --request-rate inf "
      "--metadata 'a b' --seed -1 2>&1 | tee --append bench.log");
  const Json expected{{"model", "Qwen/Qwen3-8B"}, {"random_input_len", 1000}, {"ignore_eos", true},
                      {"request_rate", "inf"},    {"metadata", "a b"},        {"seed", -1}};
  EXPECT_EQ(command.flags, expected);
  EXPECT_TRUE(command.whole);
}

TEST(BenchmarkCommand, LinesJoinedAsAShellJoinsThem) {
  const BenchmarkCommand command = parse_benchmark_command(
      "python3 benchmarks/benchmark_serving.py \\\n  --num-prompts 500 \\\n  --max-concurrency 128\n--model other");
  EXPECT_EQ(command.flags, (Json{{"num_prompts", 500}, {"max_concurrency", 128}}));
}

TEST(BenchmarkCommand, ShortNamesOfSglang) {
  const BenchmarkCommand command =
      parse_benchmark_command("python -m sglang.bench_serving --num-prompt 10 --random-input 512 --random-output 64");
  EXPECT_EQ(command.flags, (Json{{"num_prompts", 10}, {"random_input_len", 512}, {"random_output_len", 64}}));
}

TEST(BenchmarkCommand, APlaceholderIsSaidButUnknown) {
  const BenchmarkCommand command =
      parse_benchmark_command("vllm bench serve --max-concurrency $C --model <MODEL> --num-prompts X");
  EXPECT_EQ(command.flags, (Json{{"max_concurrency", nullptr}, {"model", nullptr}, {"num_prompts", nullptr}}));
}

TEST(BenchmarkCommand, WhatIsLeftOutMakesItNotWhole) {
  EXPECT_FALSE(parse_benchmark_command("vllm bench serve --num-prompts 16 ...").whole);
  EXPECT_FALSE(parse_benchmark_command("vllm bench serve --num-prompts 16 $EXTRA_ARGS").whole);
  EXPECT_FALSE(parse_benchmark_command("vllm bench serve --num-prompts 16 \"$@\"").whole);
}

TEST(BenchmarkCommand, ASentenceIsNoCommand) {
  EXPECT_FALSE(starts_benchmark("We ran vllm bench serve with --max-concurrency 8."));
  EXPECT_FALSE(starts_benchmark("vllm serve --model Qwen/Qwen3-8B"));
  EXPECT_TRUE(parse_benchmark_command("use vllm bench serve for it").flags.empty());
  EXPECT_EQ(parse_benchmark_command("run `vllm bench serve --num-prompts 8`, then").flags, (Json{{"num_prompts", 8}}));
}

}  // namespace
}  // namespace llmbench::parsers
