// What a log of trtllm-bench says beside its figures: which repeats are one configuration, and how requests came.

#include "llmbench/domain/identity.hpp"
#include "llmbench/parsers/format.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

ExperimentRun run_of(const std::string& report) {
  TextStream stream{
      make_memory_source(
          "[TensorRT-LLM] version: 1.0.0\n= PYTORCH BACKEND\nModel: meta-llama/Llama-3.1-8B-Instruct\nDtype: bfloat16\n"
          "Quantization: FP8\nTP Size: 2\nPP Size: 1\n" +
          report),
      "trtllm.log"};
  return read_as(*find_format("trtllm"), stream, {}).runs.at(0);
}

TEST(Trtllm, RepeatsOfOneBenchmarkAreOneConfiguration) {
  const ExperimentRun first = run_of(
      "Issue Rate (req/sec): 2.9766E+13\n= PERFORMANCE OVERVIEW\n"
      "Request Throughput (req/sec): 112.4203\nTotal Latency (ms): 8895\n");
  const ExperimentRun second = run_of(
      "Issue Rate (req/sec): 3.1011E+13\n= PERFORMANCE OVERVIEW\n"
      "Request Throughput (req/sec): 112.5094\nTotal Latency (ms): 8888\n");
  EXPECT_EQ(first.settings, second.settings);
  EXPECT_FALSE(first.settings.contains("issue rate (req/sec)"));
  EXPECT_EQ(first.provenance["original"]["issue rate (req/sec)"], "2.9766E+13");
}

TEST(Trtllm, APacedRunIsSetApartByItsRateWithoutTheNoise) {
  const std::string overview = "= PERFORMANCE OVERVIEW\nRequest Throughput (req/sec): 9.8\n";
  EXPECT_EQ(run_of("Issue Rate (req/sec): 10.0231\n" + overview).settings["issue rate (req/sec)"], "10");
  EXPECT_EQ(run_of("Issue Rate (req/sec): 9.9876\n" + overview).settings["issue rate (req/sec)"], "10");
  EXPECT_EQ(run_of("Issue Rate (req/sec): 19.97\n" + overview).settings["issue rate (req/sec)"], "20");
}

TEST(Trtllm, TheFingerprintStillHoldsTheIssueRateAsEarlierReleasesReadIt) {
  const ExperimentRun run = run_of(
      "Issue Rate (req/sec): 2.9766E+13\n= PERFORMANCE OVERVIEW\n"
      "Request Throughput (req/sec): 112.4203\n");
  EXPECT_EQ(run.provenance["fingerprint"]["identity"]["issue rate (req/sec)"], "2.9766E+13");
}

}  // namespace
}  // namespace llmbench::parsers
