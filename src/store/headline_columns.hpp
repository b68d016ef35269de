#pragma once
// The headline columns of test_runs, in the order every statement here writes them.

#include "store/array_insert.hpp"

#include "llmbench/db/statement.hpp"
#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/run.hpp"

#include <array>

namespace llmbench::store {

constexpr std::array<ArrayColumn, 29> kHeadlineColumns{{{"tokens_per_second", "double precision"},
                                                        {"speed_tokens", "integer"},
                                                        {"speed_depth", "integer"},
                                                        {"speed_cv", "double precision"},
                                                        {"prompt_tokens_per_second", "double precision"},
                                                        {"prompt_speed_tokens", "integer"},
                                                        {"prompt_speed_depth", "integer"},
                                                        {"prompt_speed_cv", "double precision"},
                                                        {"prompt_gpu_assisted", "boolean"},
                                                        {"tokens_per_second_per_request", "double precision"},
                                                        {"total_tokens_per_second", "double precision"},
                                                        {"memory_gb", "double precision"},
                                                        {"memory_source", "text"},
                                                        {"memory_place", "text"},
                                                        {"memory_context_tokens", "integer"},
                                                        {"time_to_first_token_ms", "double precision"},
                                                        {"loading_time_seconds", "double precision"},
                                                        {"gpu_power_watts", "double precision"},
                                                        {"model_size_gb", "double precision"},
                                                        {"n_params", "bigint"},
                                                        {"bits_per_weight", "double precision"},
                                                        {"unstable", "boolean"},
                                                        {"partial", "boolean"},
                                                        {"point_kinds", "text", "text[]"},
                                                        {"point_tokens", "text", "integer[]"},
                                                        {"point_depths", "text", "integer[]"},
                                                        {"point_speeds", "text", "double precision[]"},
                                                        {"point_cvs", "text", "double precision[]"},
                                                        {"point_gpu_assisted", "text", "boolean[]"}}};

/// Adds the values of kHeadlineColumns, in their order.
void add_headline_params(db::Params& params, const Headline& headline);

/// Reads them back.
[[nodiscard]] Headline headline_from_row(const db::Row& row);

}  // namespace llmbench::store
