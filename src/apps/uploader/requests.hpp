#pragma once
// What a reader found, as the request bodies that go to the server.

#include "apps/uploader/queue/queue.hpp"

#include "llmbench/domain/run.hpp"
#include "llmbench/parsers/format.hpp"

#include <string>

namespace llmbench::uploader {

/// "standard input" for "-", else the name without its folders.
[[nodiscard]] std::string input_name(const std::string& file);

/// "Qwen3-4B Q4_K_M + adapter"
[[nodiscard]] std::string variant_title(const std::string& model, const std::string& quantization,
                                        const std::string& adapter);

/// "1 run", "2 runs"
[[nodiscard]] std::string count_of(std::size_t count, const std::string& what);

/// Throw Error{invalid_input} when the model or the quantization is missing: nothing nameless is ever sent. `input` is
/// what messages call it.
[[nodiscard]] Request make_run_request(const ExperimentRun& run, const std::string& input);
[[nodiscard]] Request make_scores_request(const parsers::VariantScores& scores, const std::string& notes,
                                          const std::string& input);

}  // namespace llmbench::uploader
