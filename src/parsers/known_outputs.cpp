#include "parsers/known_outputs.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::parsers {
namespace {

constexpr KnownOutput kKnownOutputs[] = {
    {"Request Latency Statistics (Completed Requests)", "console text of guidellm",
     "its benchmarks.json (--output-path) holds every request"},
    {"| Benchmark | Timings", "console text of guidellm", "its benchmarks.json (--output-path) holds every request"},
    {"Request Statistics (Completed Requests)", "console text of guidellm",
     "its benchmarks.json (--output-path) holds every request"},
    {"test,n_prompt,n_gen,prompt_tps,gen_tps", "CSV of LocalScore", "run it with -o json, which names the model"},
    {"|     pp t/s |     tg t/s |", "console text of LocalScore", "run it with -o json"},
    {" total tokens/s, ", "console text of vllm bench throughput", "run it with --output-json FILE"},
    {"% percentile latency: ", "console text of vllm bench latency", "run it with --output-json FILE"},
    {"Decode.  median latency:", "console text of sglang.bench_one_batch",
     "sglang.bench_serving with --output-file measures what users of a server see"},
    {"\"last_gen_throughput\"", "results of sglang.bench_one_batch_server",
     "sglang.bench_serving with --output-file measures what users of a server see"},
    {"sglang.bench_offline_throughput", "console text of sglang.bench_offline_throughput",
     "sglang.bench_serving with --output-file measures what users of a server see"},
    {"Averages: prompt_tps=", "console text of mlx_lm.benchmark",
     "record its figures with `llm-benchmark-uploader record`"},
    {"Number of concurrency", "console text of evalscope", "record its figures with `llm-benchmark-uploader record`"},
    {"|lighteval:", "console text of lighteval",
     "its tasks are not those of lm-evaluation-harness: evaluate with that"},
    {"|Version|Filter|n-shot|", "the table that lm_eval prints", "upload results_<time>.json (--output_path)"},
    {"|Version|     Filter     |n-shot|", "the table that lm_eval prints",
     "upload results_<time>.json (--output_path)"},
    {"|Version| Metric |Value |   |Stderr|", "the table that lm_eval prints",
     "upload results_<time>.json (--output_path)"},
};

}  // namespace

std::optional<KnownOutput> find_known_output(std::string_view head) {
  const auto* found =
      std::ranges::find_if(kKnownOutputs, [&](const KnownOutput& known) { return contains(head, known.mark); });
  return found == std::end(kKnownOutputs) ? std::nullopt : std::optional(*found);
}

}  // namespace llmbench::parsers
