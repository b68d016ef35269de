#pragma once
// What one score row of the older system says, and the score set that rows of one upload make. Included by
// older_scores.cpp.

#include "llmbench/domain/older_system.hpp"
#include "llmbench/domain/score.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::older {

struct ScoreReading {
  OlderScoreRow row;
  bool is_category = false;  ///< belongs together with the other categories of its upload
  std::string benchmark;     ///< precise name; "" = MMLU or MMLU-Pro, which only all categories together tell
  std::string category;      ///< as written
  std::string canonical;     ///< the category as it is stored, once the benchmark is known
  double stated = 0;         ///< the score in percent (or the benchmark's unit) as the older system showed it
  std::optional<std::int64_t> total_questions;
  std::optional<std::int64_t> correct_answers;
  std::optional<TimePoint> time;  ///< of the score, else of its run, else when it was stored
  std::optional<TimePoint> stored_at;
  Json context = Json::object();
  std::optional<Uuid> run_id;
  bool sample = false;
  /// What is not a category: the score as an upload would say it, or, where counts that an upload needs are unknown,
  /// the set itself.
  std::optional<ScoreUpload> upload;
  std::optional<ScoreSet> set;
};

/// Throws Error{invalid_input} when the row says no score that could be stored.
[[nodiscard]] ScoreReading read_score(const OlderScore& row);

/// Readings of one upload: one that is no category, or categories of one benchmark.
[[nodiscard]] ScoreSet make_set(const std::vector<ScoreReading>& readings);

/// What the benchmark of a category may turn out to be.
[[nodiscard]] std::vector<std::string> possible_benchmarks(const ScoreReading& reading);

}  // namespace llmbench::older
