#pragma once
// The JSON Schema of what encode_detail writes.

#include "llmbench/util/json.hpp"

namespace llmbench::api {

[[nodiscard]] Json detail_schema();

}  // namespace llmbench::api
