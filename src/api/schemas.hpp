#pragma once
// The JSON Schemas several routes share. Called by the routes (through schema::ref) and by whoever resolves them.

#include "llmbench/util/json.hpp"

#include <map>
#include <string>

namespace llmbench::api {

/// By the name schema::ref() has: Error, Quality, GridRow, Config, Platform, Variant, RunSummary, ...
[[nodiscard]] std::map<std::string, Json> shared_schemas();

}  // namespace llmbench::api
