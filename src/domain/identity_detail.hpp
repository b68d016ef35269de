#pragma once
// Shared by identity.cpp, prepare_run.cpp and name_aliases.cpp.

#include "llmbench/domain/identity.hpp"

namespace llmbench {

/// Hash of what a grid row is (schema.md "Configurations and series"); without the backend version it is the series.
[[nodiscard]] Uuid configuration_id_of(const PreparedRun& prepared, bool with_version);

/// The profile of the run's hardware; a reader's hint in the provenance counts.
[[nodiscard]] HardwareProfile hardware_of_run(const ExperimentRun& run);

/// Ids of variant, artifact, configuration and series from the names, the machine and the settings of the prepared run.
void compute_ids(PreparedRun& prepared);

}  // namespace llmbench
