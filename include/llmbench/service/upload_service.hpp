#pragma once
// Storing runs and scores, exactly once. Called by the upload endpoints.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/domain/run.hpp"
#include "llmbench/service/upload_counts.hpp"
#include "llmbench/util/error.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

class GridIndex;
struct ReadyRun;

enum class UploadStatus { created, duplicate, extended, replaced };
[[nodiscard]] std::string_view to_string(UploadStatus status);

struct RunUploadOutcome {
  UploadStatus status = UploadStatus::created;
  Uuid test_run_id;
  Uuid model_variant_id;
  int metrics_added = 0;                 ///< absent before, or stored without samples before
  bool met_scores = false;               ///< the variant has scores now
  std::vector<std::string> suggestions;  ///< names of near-miss variants when it has none (at most 3)
  std::vector<std::string> warnings;
};

/// What became of one run of several; exactly one of the two is set.
struct BulkOutcome {
  std::optional<RunUploadOutcome> stored;
  std::optional<Error> error;
};

struct ScoreOutcome {
  std::string benchmark;
  enum class Status { stored, unchanged, older_than_stored } status = Status::stored;
  bool headline = false;
  int rows = 0;  ///< parts (an MMLU set counts its categories)
};
[[nodiscard]] std::string_view to_string(ScoreOutcome::Status status);

struct ScoresUpload {
  ModelVariant variant;  ///< names as sent
  std::vector<ScoreSet> sets;
  std::vector<std::string> tags;
};

struct ScoresUploadOutcome {
  Uuid model_variant_id;
  ModelVariant variant;  ///< normalised
  std::vector<ScoreOutcome> results;
  bool met_speeds = false;               ///< the variant has runs that count
  std::vector<std::string> suggestions;  ///< names of near-miss variants with runs when it has none (at most 3)
  std::vector<std::string> warnings;
};

/// "Qwen3-4B Q4_K_M + adapter".
[[nodiscard]] std::string display_name(const ModelVariant& variant);

/// The one error of an upload that is not valid: its message begins with "Validation error: " and names the first
/// field.
[[nodiscard]] Error invalid_upload_error(std::vector<FieldError> fields);

class UploadService {
 public:
  UploadService(db::Pool& pool, GridIndex& index);

  /// One transaction. `run` is decoded but not yet validated: throws Error{invalid_input} with every wrong field before
  /// any SQL. After it returns the grid index has applied the write (read your own write). `actor` is the name of the
  /// token it came with; it is kept with what is new (uploaded_by) and with every entry of audit_log.
  RunUploadOutcome upload_run(ExperimentRun run, TimePoint received_at, const std::optional<std::string>& actor = {});

  /// Each run stands alone: `outcomes[i]` is what became of `runs[i]`. Up to some hundred runs are stored in one
  /// transaction; when that fails, each of them in its own. Never throws for a run or the database: such a run has an
  /// error. Stored runs carry no warnings.
  std::vector<BulkOutcome> upload_runs(std::vector<ExperimentRun> runs, TimePoint received_at,
                                       const std::optional<std::string>& actor = {});

  /// One transaction, all or nothing. `actor` as for runs.
  ScoresUploadOutcome upload_scores(const ScoresUpload& upload, TimePoint received_at,
                                    const std::optional<std::string>& actor = {});

  /// Counts what the functions above did; an endpoint that refuses an upload itself counts it here.
  [[nodiscard]] UploadCounts& counts() { return counts_; }

 private:
  ScoresUploadOutcome store_scores(const ScoresUpload& upload, TimePoint received_at,
                                   const std::optional<std::string>& actor);
  /// False when nothing was stored.
  bool store_together(const std::vector<ReadyRun>& runs, const std::vector<std::size_t>& places,
                      std::vector<BulkOutcome>& outcomes, TimePoint received_at,
                      const std::optional<std::string>& actor);
  void store_one_by_one(const std::vector<ReadyRun>& runs, const std::vector<std::size_t>& places,
                        std::vector<BulkOutcome>& outcomes, TimePoint received_at,
                        const std::optional<std::string>& actor);

  db::Pool& pool_;
  GridIndex& index_;
  UploadCounts counts_;
};

}  // namespace llmbench::service
