#pragma once
// Storing runs inside the caller's transaction: new, known, more of a known one, or in the place of another. Called by
// UploadService; every function may run again in a new transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/domain/score.hpp"
#include "llmbench/service/upload_service.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

/// A valid run with everything that is known before any SQL.
struct ReadyRun {
  PreparedRun prepared;
  std::vector<ScoreSet> sets;  ///< of its benchmark_scores
};
/// Throws Error{invalid_input} with every wrong field.
[[nodiscard]] ReadyRun make_ready(ExperimentRun run);

[[nodiscard]] RunUploadOutcome store_run(db::Transaction& tx, const ReadyRun& run, TimePoint received_at,
                                         const std::optional<std::string>& actor);
/// All or nothing; outcomes in the order of the runs, without warnings and what is said about scores. Two groups that
/// share runs, variants or machines wait for each other and never deadlock.
[[nodiscard]] std::vector<RunUploadOutcome> store_runs(db::Transaction& tx, const std::vector<ReadyRun>& runs,
                                                       TimePoint received_at, const std::optional<std::string>& actor);

}  // namespace llmbench::service
