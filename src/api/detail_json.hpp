#pragma once
// The answer of GET /api/detail/{id}.

#include "llmbench/service/detail_service.hpp"
#include "llmbench/util/json.hpp"

namespace llmbench::api {

[[nodiscard]] OrderedJson encode_detail(const service::RunDetail& detail);

}  // namespace llmbench::api
