#pragma once
// Rows of the older system's database as runs and score sets of ours (docs/migration.md). Rows come with all their
// columns as a document, because which columns there are depends on how far that database was migrated. Called by
// service/legacy.

#include "llmbench/domain/identity.hpp"
#include "llmbench/domain/run.hpp"
#include "llmbench/domain/score.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench {

/// Columns of a row of hardware_profiles. 0 GB and "Unknown" were written for unknown; "N/A" is no GPU at all.
[[nodiscard]] HardwareConfig older_hardware(const Json& row);
/// What of the row older_hardware leaves out although it says something: "its ram_gb is negative and stays in legacy";
/// "" = nothing.
[[nodiscard]] std::string left_out_of_hardware(const Json& row);
/// Why such a machine cannot be stored.
[[nodiscard]] std::optional<std::string> find_machine_problem(const HardwareConfig& hardware);

/// Normalised names of a row of model_variants.
[[nodiscard]] ModelVariant older_variant(const Json& row);
/// Why a variant of these names cannot be stored.
[[nodiscard]] std::optional<std::string> find_variant_problem(const ModelVariant& variant);

/// A row of test_runs with its machine (`hardware`: columns of hardware_profiles, null = none), without its metrics.
/// The fingerprint names the older run, so that no two of them are ever one. Columns that say nothing valid (negative
/// counts) are left unknown; a status nobody knows becomes failed, with the word as its error.
[[nodiscard]] ExperimentRun older_run(const Json& row, const Json& hardware);
/// What of the row older_run leaves out although it says something; "" = nothing.
[[nodiscard]] std::string left_out_of_run(const Json& row);
/// The fingerprint also says what was measured, so it needs the metrics: call this when they are there.
void add_older_fingerprint(ExperimentRun& run);

/// Takes the metrics off that cannot be stored (no number, a negative speed, no name) and says why: places in the
/// original list.
struct RefusedMetric {
  std::size_t at = 0;
  std::string reason;
};
[[nodiscard]] std::vector<RefusedMetric> take_refused_metrics(std::vector<Metric>& metrics);

/// The older system showed the metric tokens_per_second as the speed of a run, whatever else was measured.
void show_older_speed(PreparedRun& prepared);

/// A row of a table of scores.
struct OlderScore {
  std::string table;
  Uuid id;
  Json columns;
  std::optional<Uuid> run_id;         ///< scores of a run
  std::optional<TimePoint> run_time;  ///< of that run
  bool sample = false;
};
struct OlderScoreRow {
  std::string table;
  Uuid id;
  bool is_copy = false;  ///< the older system's own migration copied it from another row of the set
  std::string reason;    ///< what of it is not in the set; "" = nothing
};
/// Scores that belong together: one row, or the categories of one upload.
struct OlderScoreSet {
  ScoreSet set;
  std::optional<TimePoint> stored_at;  ///< when the last of its rows was stored
  bool sample = false;
  std::vector<OlderScoreRow> rows;
};
struct OlderScores {
  std::vector<OlderScoreSet> sets;
  std::vector<OlderScoreRow> refused;  ///< with the reason
};
/// Score sets of one variant. Categories of one run that were stored within a second of each other are one set;
/// categories of different uploads are never mixed. A row of a _v2 table that equals one of a run is its copy.
[[nodiscard]] OlderScores gather_older_scores(std::vector<OlderScore> rows);

}  // namespace llmbench
