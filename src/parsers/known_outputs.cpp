#include "parsers/known_outputs.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <string>

namespace llmbench::parsers {
namespace {

constexpr std::string_view kGuidellm = "its benchmarks.json (--output-path) holds every request";
constexpr std::string_view kLmEval = "upload results_<time>.json (--output_path)";
constexpr std::string_view kSglang = "sglang.bench_serving with --output-file measures what users of a server see";
constexpr std::string_view kByHand = "send its figures as a run to /api/upload-experiment (docs/api.md)";

/// Marks stand here without blanks: tables are padded to their widest cell.
constexpr KnownOutput kKnownOutputs[] = {
    {"Statistics(CompletedRequests)", "console text of guidellm", kGuidellm},
    {"|Benchmark|Timings", "console text of guidellm", kGuidellm},
    {"test,n_prompt,n_gen,prompt_tps,gen_tps", "CSV of LocalScore", "run it with -o json, which names the model"},
    {"|ppt/s|tgt/s|", "console text of LocalScore", "run it with -o json"},
    {"totaltokens/s,", "console text of vllm bench throughput", "run it with --output-json FILE"},
    {"%percentilelatency:", "console text of vllm bench latency", "run it with --output-json FILE"},
    {"Decode.medianlatency:", "console text of sglang.bench_one_batch", kSglang},
    {"\"last_gen_throughput\"", "results of sglang.bench_one_batch_server", kSglang},
    {"sglang.bench_offline_throughput", "console text of sglang.bench_offline_throughput", kSglang},
    {"Averages:prompt_tps=", "console text of mlx_lm.benchmark", kByHand},
    {"|Numberofconcurrency|", "console text of evalscope", kByHand},
    {"|lighteval:", "console text of lighteval",
     "its tasks are not those of lm-evaluation-harness: evaluate with that"},
    {"|Version|Filter|n-shot|", "the table that lm_eval prints", kLmEval},
    {"|Version|Metric|Value||Stderr|", "the table that lm_eval prints", kLmEval},
};

}  // namespace

std::optional<KnownOutput> find_known_output(std::string_view head) {
  std::string text(head);
  std::erase(text, ' ');
  const auto* found =
      std::ranges::find_if(kKnownOutputs, [&](const KnownOutput& known) { return contains(text, known.mark); });
  return found == std::end(kKnownOutputs) ? std::nullopt : std::optional(*found);
}

}  // namespace llmbench::parsers
