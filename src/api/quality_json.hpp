#pragma once
// The Quality object of the API, one shape for grid, detail and model variants.

#include "llmbench/service/quality.hpp"
#include "llmbench/util/json.hpp"

#include <vector>

namespace llmbench::api {

[[nodiscard]] OrderedJson encode_quality(const service::Quality& quality);

[[nodiscard]] OrderedJson encode_qualities(const std::vector<service::Quality>& qualities);

}  // namespace llmbench::api
