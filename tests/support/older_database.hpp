#pragma once
// Databases of the older system in every state in which they are met, written from a description of its schema, small
// and large.

#include "llmbench/db/pool.hpp"

#include <cstddef>
#include <string>

namespace llmbench::testing {

enum class OlderState {
  run_scores,      ///< scores of runs only
  both,            ///< also model variants with the scores the older migration copied, and newer ones
  lora,            ///< the same after LoRA adapters came
  half_migrated,   ///< the older migration broke off: variants and MMLU only
  scores_dropped,  ///< the tables of the runs' scores are gone
  empty,           ///< all tables, no rows
  dirty,           ///< everything that its missing constraints let in
};
inline constexpr OlderState kAllOlderStates[] = {
    OlderState::run_scores,     OlderState::both,  OlderState::lora,  OlderState::half_migrated,
    OlderState::scores_dropped, OlderState::empty, OlderState::dirty,
};
[[nodiscard]] std::string to_string(OlderState state);

/// The database must be empty. Ids are made from names, in SQL: md5('run 4090')::uuid.
void make_older_database(db::Pool& pool, OlderState state);

struct OlderSize {
  std::size_t runs = 100'000;
  std::size_t metrics_per_run = 8;
  std::size_t scored_variants = 2'000;  ///< each with 14 categories of MMLU-Pro and GSM8K, of two runs
};
/// A long history: both generations of scores, on 40 machines.
void make_large_older_database(db::Pool& pool, const OlderSize& size);

}  // namespace llmbench::testing
