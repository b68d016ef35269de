#pragma once
// A configuration that llama-bench could not run (out of memory, a model that does not load) is a result too.

#include "parsers/llama_bench/failure_log.hpp"
#include "parsers/llama_bench/row.hpp"

#include "llmbench/domain/run.hpp"
#include "llmbench/parsers/format.hpp"

#include <optional>

namespace llmbench::parsers::llama_bench {

/// `like` is a row of the same invocation: build and hardware are those. nullopt when the model, its quantization or
/// the build is not known.
[[nodiscard]] std::optional<ExperimentRun> make_failed_run(const Row& like, const FailureLog::FailedModel& failure,
                                                           const ReadOptions& options);

}  // namespace llmbench::parsers::llama_bench
