#pragma once
// Model variants as the API shows them.

#include "llmbench/service/variant_service.hpp"
#include "llmbench/util/json.hpp"

namespace llmbench::api {

/// An element of GET /api/model-variants.
[[nodiscard]] OrderedJson encode_variant(const service::VariantScores& variant);

/// GET /api/model-variants/{id}: the same with the scores of every context and the artifacts.
[[nodiscard]] OrderedJson encode_variant_detail(const service::VariantDetail& detail);

}  // namespace llmbench::api
