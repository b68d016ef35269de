#pragma once
// The answer of GET /api/comparison and its schema.

#include "llmbench/service/comparison_service.hpp"
#include "llmbench/util/json.hpp"

namespace llmbench::api {

[[nodiscard]] OrderedJson encode_comparison(const service::Comparison& comparison);
[[nodiscard]] Json comparison_schema();

}  // namespace llmbench::api
