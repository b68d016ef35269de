#pragma once
// Everything the server measures about itself, in Prometheus text format 0.0.4. Called by GET /metrics.

#include "llmbench/api/services.hpp"

#include <string>

namespace llmbench::api {

/// Asks neither the database nor anything that waits for it.
[[nodiscard]] std::string make_exposition(const Services& services);

}  // namespace llmbench::api
