#pragma once
// Runs and score sets as lines of NDJSON that `llm-benchmark-uploader upload` reads again. Called by the export
// endpoint and by migrate rollback.

#include "llmbench/service/legacy_migration.hpp"

#include <string>

namespace llmbench::api {

/// One ExperimentRun, with its line end.
[[nodiscard]] std::string run_line(const ExperimentRun& run);
/// One body of POST /api/benchmarks/upload, with its line end.
[[nodiscard]] std::string scores_line(const store::ScoresAfterMigration& scores);

}  // namespace llmbench::api
