#pragma once
// Plausible runs, variants and scores in any number: for the randomised tests of the grid index and for the benchmarks.
// The same seed makes the same data.

#include "llmbench/db/pool.hpp"
#include "llmbench/store/grid_store.hpp"
#include "llmbench/store/score_store.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace llmbench::testing {

class GridGenerator {
 public:
  explicit GridGenerator(std::uint64_t seed);

  /// Every model and quantization runs are made of; some have adapters without runs.
  [[nodiscard]] const std::vector<store::GridVariant>& variants() const { return variants_; }
  /// Complete MMLU-Pro scores of about two thirds of the variants.
  [[nodiscard]] std::vector<store::VariantScoreContext> make_scores();
  /// One of the variants, machines, builds and settings; every fifth run belongs to a configuration of an earlier one.
  [[nodiscard]] store::GridRun make_run();
  [[nodiscard]] std::vector<store::GridRun> make_runs(std::size_t count);
  /// Runs that later ones repeat: each one's series may have several builds.
  [[nodiscard]] const std::vector<store::GridRun>& repeated_runs() const { return earlier_; }
  /// Other figures for a run that is there.
  void change_figures(store::GridRun& run);

  /// 0 <= result < limit.
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool one_in(std::uint64_t count) { return below(count) == 0; }

 private:
  struct Machine {
    std::string gpu;
    double memory_gb;
    int count;
    HardwareCategory category;
    std::string cpu;
    double bandwidth;  ///< decides how fast models are on it
  };
  void make_variants();
  void make_machines();
  void set_machine(store::GridRun& run, std::size_t machine);
  void set_figures(store::GridRun& run);

  std::mt19937_64 random_;
  std::vector<store::GridVariant> variants_;
  std::vector<double> sizes_gb_;  ///< of variants_
  std::vector<Machine> machines_;
  std::vector<store::GridRun> earlier_;  ///< what repeated runs repeat
  std::uint64_t made_ = 0;
};

/// Rows of these in a migrated database, in bulk, in the caller's transaction.
void insert_grid_variants(db::Transaction& tx, const std::vector<store::GridVariant>& variants);
void insert_grid_runs(db::Transaction& tx, const std::vector<store::GridRun>& runs);
void insert_grid_scores(db::Transaction& tx, const std::vector<store::VariantScoreContext>& scores);
/// Figures, tags and times of runs that are there.
void update_grid_runs(db::Transaction& tx, const std::vector<store::GridRun>& runs);
void delete_grid_runs(db::Transaction& tx, const std::vector<Uuid>& run_ids);

}  // namespace llmbench::testing
