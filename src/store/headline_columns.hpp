#pragma once
// The headline columns of test_runs, in the order every statement here writes them.

#include "llmbench/db/statement.hpp"
#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/run.hpp"

namespace llmbench::store {

/// Adds the 29 values of the headline columns: tokens_per_second, speed_tokens, speed_depth, speed_cv,
/// prompt_tokens_per_second, prompt_speed_tokens, prompt_speed_depth, prompt_speed_cv, prompt_gpu_assisted,
/// tokens_per_second_per_request, total_tokens_per_second, memory_gb, memory_source, memory_place,
/// memory_context_tokens, time_to_first_token_ms, loading_time_seconds, gpu_power_watts, model_size_gb, n_params,
/// bits_per_weight, unstable, partial, point_kinds, point_tokens, point_depths, point_speeds, point_cvs,
/// point_gpu_assisted.
void add_headline_params(db::Params& params, const Headline& headline);

/// Reads them back.
[[nodiscard]] Headline headline_from_row(const db::Row& row);

}  // namespace llmbench::store
