#pragma once
// The runs and names the examples of the API speak of. The test that executes the examples stores them first.

#include <string>
#include <string_view>

namespace llmbench::api::examples {

/// Ids a client gave: the body of the upload example has them.
inline constexpr std::string_view kRun = "4f6f2c1e-8a55-4c1e-9d0a-6a1f3b0c7d21";       ///< Qwen3-8B Q4_K_M, RTX 4090
inline constexpr std::string_view kOtherRun = "b1d7c9a2-3e44-4f0b-8c59-0f6a2d9e5b32";  ///< the same, another build
inline constexpr std::string_view kModel = "Qwen3-8B";
inline constexpr std::string_view kQuantization = "Q4_K_M";
inline constexpr std::string_view kGpu = "RTX 4090";
inline constexpr std::string_view kTag = "example";  ///< of both runs

/// Bodies of POST /api/upload-experiment with the ids above; the first has scores of MMLU-Pro.
[[nodiscard]] std::string run_body();
[[nodiscard]] std::string other_run_body();
/// A third run, which is not stored before.
[[nodiscard]] std::string new_run_body();
/// Body of POST /api/benchmarks/upload for the variant of the runs, which is not stored before.
[[nodiscard]] std::string scores_body();

/// A record of llama-bench -o jsonl, which is not stored before.
[[nodiscard]] std::string llama_bench_record();

}  // namespace llmbench::api::examples
