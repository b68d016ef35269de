// What a log of trtllm-bench says beside its figures: which repeats are one configuration, and how requests came.

#include "llmbench/parsers/format.hpp"

#include <gtest/gtest.h>

#include <algorithm>

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

TEST(Trtllm, TheVersionInItsNewSpelling) {
  EXPECT_EQ(
      run_of("TensorRT LLM Version: 1.2\n= PERFORMANCE OVERVIEW\nRequest Throughput (req/sec): 1\n").backend_version,
      "1.2");
}

std::optional<double> metric_of(const ExperimentRun& run, std::string_view name) {
  const auto at = std::ranges::find(run.metrics, name, &Metric::name);
  return at == run.metrics.end() ? std::nullopt : std::optional(at->value);
}

constexpr const char* kAllAtOnce =
    "Issue Rate (req/sec): 1.1684E+17\n= PERFORMANCE OVERVIEW\n"
    "Request Throughput (req/sec): 7.3411\n";

TEST(Trtllm, ACapThatIsNotPrintedShowsInTheAverage) {
  const ExperimentRun run = run_of("Number of requests: 6144\nNumber of concurrent requests: 1018.8281\n" +
                                   std::string(kAllAtOnce) + "[TPOT] P50: 125\n");
  EXPECT_EQ(run.load, Load::concurrent);
  EXPECT_EQ(run.concurrent_requests, 1019);
  EXPECT_EQ(run.concurrency_source, "derived");
  EXPECT_EQ(run.load_pattern, std::nullopt);
  EXPECT_EQ(metric_of(run, "tokens_per_second_per_request"), 8.0);
  EXPECT_FALSE(run.provenance["fingerprint"]["values"].contains("tokens_per_second_per_request"));
}

TEST(Trtllm, TheAverageFollowsFromRateAndLatencyWhenItIsNotPrinted) {
  const ExperimentRun run =
      run_of("Number of requests: 6144\n" + std::string(kAllAtOnce) + "Average request latency (ms): 10000\n");
  EXPECT_EQ(run.load, Load::concurrent);
  EXPECT_EQ(run.concurrent_requests, 73);
}

TEST(Trtllm, AllUnderWayIsOffline) {
  const ExperimentRun run =
      run_of("Number of requests: 256\nNumber of concurrent requests: 251.6206\n" + std::string(kAllAtOnce));
  EXPECT_EQ(run.load, Load::offline);
  EXPECT_EQ(run.concurrent_requests, 256);
  EXPECT_EQ(run.load_pattern, "all at once");
}

TEST(Trtllm, FiguresPastedWithoutTheirHeadingAreRead) {
  TextStream stream{make_memory_source("Request Throughput (req/sec): 141.3\n"
                                       "Total Output Throughput (tokens/sec): 18086.0\n"
                                       "Total Latency (ms): 21231.9\n"),
                    "pasted.md"};
  ReadOptions options;
  options.model_name = "TinyLlama-1.1B";
  options.quantization = "FP8";
  const RecognisedResult read = read_any(stream, options);
  EXPECT_EQ(read.format->name(), "trtllm");
  EXPECT_EQ(metric_of(read.result.runs.at(0), "tokens_per_second"), 18086.0);
  EXPECT_EQ(read.result.runs.at(0).status, RunStatus::completed);
}

TEST(Trtllm, StatisticsOfWholeRequests) {
  const ExperimentRun run = run_of(
      "= PERFORMANCE OVERVIEW\nRequest Throughput (req/sec): 248.4751\n"
      "Average request latency (ms): 53522.9\n[Latency] P50    : 54486.1\n"
      "[Latency] P99    : 68887.7\n[Latency] MINIMUM: 39903.1\n"
      "[Latency] MAXIMUM: 69473.9\n[Latency] AVERAGE: 53522.9\n");
  EXPECT_EQ(metric_of(run, "request_p50_ms"), 54486.1);
  EXPECT_EQ(metric_of(run, "request_p99_ms"), 68887.7);
  EXPECT_EQ(metric_of(run, "request_min_ms"), 39903.1);
  EXPECT_EQ(metric_of(run, "request_max_ms"), 69473.9);
  EXPECT_EQ(metric_of(run, "request_mean_ms"), 53522.9);
  EXPECT_FALSE(run.provenance["fingerprint"]["values"].contains("request_p50_ms"));
}

TEST(Trtllm, FiguresWithoutAMetricAreKeptAsPrinted) {
  const ExperimentRun run = run_of(
      "= PERFORMANCE OVERVIEW\nRequest Throughput (req/sec): 7.3411\n"
      "Per User Output Throughput [w/ ctx] (tps/user): 7.4\n"
      "Per GPU Output Throughput (tps/gpu): 1879.3\n");
  EXPECT_EQ(run.provenance["original"], (Json{{"per user output throughput [w/ ctx] (tps/user)", 7.4},
                                              {"per gpu output throughput (tps/gpu)", 1879.3}}));
}

}  // namespace
}  // namespace llmbench::parsers
