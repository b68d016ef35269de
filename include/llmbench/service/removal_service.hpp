#pragma once
// Deleting runs and scores, and hiding runs. Called by the delete and void endpoints.
// Every call is one transaction, leaves an entry in audit_log, and is visible in the grid when it returns.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/model_variant.hpp"
#include "llmbench/service/caller.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

class GridIndex;

struct RunRemoval {
  Uuid run_id;
  ModelVariant variant;
  std::int64_t audit_id = 0;
};

struct RunsRemoval {
  ModelVariant variant;  ///< names as they are stored
  std::vector<Uuid> run_ids;
  std::optional<std::int64_t> audit_id;  ///< restores all of them; nullopt = there were none
};

struct BenchmarkRemoval {
  ModelVariant variant;
  std::string benchmark;  ///< precise name
  int uploads = 0;
  std::int64_t audit_id = 0;
};

struct TagRemoval {
  std::vector<Uuid> run_ids;
  int score_sets = 0;
  std::optional<std::int64_t> audit_id;  ///< restores all of them; nullopt = nothing had the tag
};

struct VoidOutcome {
  Uuid run_id;
  bool changed = false;                  ///< false: it was so before
  std::optional<std::int64_t> audit_id;  ///< nullopt when nothing changed
};

class RemovalService {
 public:
  RemovalService(db::Pool& pool, GridIndex& index);

  /// Throws Error{not_found}.
  RunRemoval delete_run(const Uuid& run_id, const Caller& caller);

  /// Runs of every status; the variant and its scores stay. Names are normalised as uploads do. Throws
  /// Error{invalid_input} for names of nothing.
  RunsRemoval delete_runs_of_model(const ModelVariant& sent, const Caller& caller);

  /// Every context of that benchmark of the run's variant. `benchmark_type` is a wire type (MMLU: MMLU-Pro where the
  /// variant has it, else classic MMLU), a precise name, or the name of a Generic benchmark. Throws Error{not_found}
  /// for an unknown run and for a benchmark the variant has no scores of.
  BenchmarkRemoval delete_benchmark(const Uuid& run_id, const std::string& benchmark_type, TimePoint deleted_at,
                                    const Caller& caller);

  /// Runs and score sets with this tag.
  TagRemoval delete_tagged(const std::string& tag, TimePoint deleted_at, const Caller& caller);

  /// A voided run is hidden from grid, series and noise floors; it stays listed. Voiding it again changes its reason.
  /// Throws Error{not_found}, Error{forbidden} for a run the caller did not upload.
  VoidOutcome void_run(const Uuid& run_id, const std::string& reason, TimePoint voided_at, const Caller& caller);
  VoidOutcome unvoid_run(const Uuid& run_id, const Caller& caller);

  /// Throws Error{not_found}. For endpoints that tell an unknown run before what is wrong with their body.
  void require_run(const Uuid& run_id) const;

 private:
  db::Pool& pool_;
  GridIndex& index_;
};

}  // namespace llmbench::service
