#pragma once
// Shared by identity.cpp and prepare_run.cpp.

#include "llmbench/domain/identity.hpp"

namespace llmbench {

/// Hash of what a grid row is (schema.md "Configurations and series"); without the backend version it is the series.
[[nodiscard]] Uuid configuration_id_of(const PreparedRun& prepared, bool with_version);

}  // namespace llmbench
