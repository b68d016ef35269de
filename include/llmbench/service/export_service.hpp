#pragma once
// What exports consist of: which runs and variants the grid's filters select, and their rows batch by batch. Called by
// the export endpoints.

#include "llmbench/domain/run.hpp"
#include "llmbench/service/grid_query.hpp"
#include "llmbench/store/detail_store.hpp"
#include "llmbench/store/export_store.hpp"
#include "llmbench/store/score_store.hpp"

#include <memory>
#include <vector>

namespace llmbench::db {
class Pool;
class Transaction;
}  // namespace llmbench::db

namespace llmbench::service {

class GridIndex;

/// The filters of the grid; no sort, limit or cursor. Unlike the grid, `latest_builds` is false by default: an export
/// leaves nothing out unasked.
[[nodiscard]] const std::vector<GridParameterInfo>& export_parameters();

/// The run as a client would have to send it, so that it is stored with the same content, configuration, series and
/// machine wherever it is uploaded again. Scores belong to the variant and are not part of it.
[[nodiscard]] ExperimentRun make_experiment_run(const store::RunRecord& record, std::vector<Metric> metrics);

/// Runs with their metrics in the order of their ids; those that are gone are left out.
[[nodiscard]] std::vector<ExperimentRun> read_experiment_runs(db::Transaction& tx, const std::vector<Uuid>& run_ids);

class ExportService {
 public:
  ExportService(db::Pool& pool, GridIndex& index);

  /// Completed, not voided runs, in the order of their ids. Throws Error{invalid_query} naming every wrong parameter.
  [[nodiscard]] std::vector<Uuid> select_runs(const GridParameters& parameters) const;
  /// Variants of the selected configurations and, as long as only names are asked for (models, quantizations, lora,
  /// search) or nothing, those without runs too. By name.
  [[nodiscard]] std::vector<std::shared_ptr<const VariantScores>> select_variants(
      const GridParameters& parameters) const;

  // One short transaction each, so that a client that reads slowly keeps no connection and no snapshot. Runs that are
  // gone are left out.
  [[nodiscard]] std::vector<store::RunRecord> read_records(const std::vector<Uuid>& run_ids) const;
  [[nodiscard]] std::vector<ExperimentRun> read_runs(const std::vector<Uuid>& run_ids) const;
  [[nodiscard]] std::vector<store::ExportedMetric> read_metrics(const std::vector<Uuid>& run_ids) const;
  /// Newest first, those that are not current any more too.
  [[nodiscard]] std::vector<store::ScoreUploadRow> read_score_uploads(const Uuid& variant_id) const;

 private:
  db::Pool& pool_;
  GridIndex& index_;
};

}  // namespace llmbench::service
