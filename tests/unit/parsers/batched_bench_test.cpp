// What stands above the tables of llama-batched-bench and llama-sweep-bench.

#include "llmbench/domain/identity.hpp"
#include "llmbench/parsers/format.hpp"

#include <gtest/gtest.h>

#include <string>

namespace llmbench::parsers {
namespace {

const std::string kSweep =
    "|    PP |     TG |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |\n"
    "|-------|--------|--------|----------|----------|----------|----------|\n"
    "|   512 |    128 |      0 |    2.000 |   256.00 |   12.800 |    10.00 |\n";

ReadResult read_sweep(const std::string& text, const ReadOptions& options) {
  TextStream stream{make_memory_source(text), "sweep.md"};
  return read_any(stream, options).result;
}

ReadOptions said() {
  ReadOptions options;
  options.model_name = "Qwen/Qwen3-14B";
  options.quantization = "Q4_0";
  return options;
}

TEST(BatchedBenchSections, WhatTheyNameIsNoPartOfTheIdentity) {
  const Uuid plain = content_id(read_sweep(kSweep, said()).runs.at(0));
  const std::string log =
      "llama_model_loader: loaded meta data with 37 key-value pairs from /m/Qwen3-14B-Q4_0.gguf (version GGUF V3)\n";
  EXPECT_EQ(content_id(read_sweep("# Qwen/Qwen3-14B\n" + kSweep, said()).runs.at(0)), plain);
  EXPECT_EQ(content_id(read_sweep("# Q4_0 7.925 GiB\n" + kSweep, said()).runs.at(0)), plain);
  EXPECT_EQ(content_id(read_sweep(log + kSweep, said()).runs.at(0)), plain);
}

TEST(BatchedBenchSections, ANameThatWasNotSaidIsReported) {
  const ReadResult result = read_sweep("# Qwen/Qwen3-14B-GGUF in Q4_0\nModel: Qwen/Qwen3-14B-GGUF\n" + kSweep, {});
  EXPECT_EQ(result.runs.at(0).model_name, "Qwen/Qwen3-14B");
  EXPECT_EQ(result.runs.at(0).quantization, "Q4_0");
  ASSERT_FALSE(result.messages.empty());
  EXPECT_EQ(result.messages.back().text, "named above the table: Qwen/Qwen3-14B Q4_0");
}

TEST(BatchedBenchSections, APairOfWordsIsNoRepository) {
  ReadOptions options;
  options.quantization = "Q4_0";
  for (const char* heading : {"# CPU/GPU\n", "# PP512/TG128\n"}) {
    EXPECT_ANY_THROW((void)read_sweep(heading + kSweep, options)) << heading;
  }
}

}  // namespace
}  // namespace llmbench::parsers
