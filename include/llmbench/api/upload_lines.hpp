#pragma once
// Runs and score sets as lines of NDJSON that `llm-benchmark-uploader upload` reads again. Called by the export
// endpoint and by migrate rollback.

#include "llmbench/service/legacy_migration.hpp"

#include <string>

namespace llmbench::api {

/// One ExperimentRun, with its line end.
[[nodiscard]] std::string run_line(const ExperimentRun& run);
/// A stored score set as the body of POST /api/benchmarks/upload: uploaded again, it is the same set.
[[nodiscard]] Json encode_score_set(const ModelVariant& variant, const store::ScoreUploadRow& set);
/// The same with its line end.
[[nodiscard]] std::string scores_line(const store::ScoresAfterMigration& scores);

}  // namespace llmbench::api
