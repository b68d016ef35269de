#pragma once
// The headline of a benchmark: which context of a variant's scores is shown, and the figures computed from its parts.

#include "llmbench/domain/score.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llmbench {

/// A percentage over fewer questions is an indication at best.
inline constexpr std::int64_t kFewQuestions = 100;

/// All current parts of one (variant, benchmark, context).
struct ScoreContext {
  std::string benchmark;
  std::string context_key;
  Json context = Json::object();
  std::vector<ScorePart> parts;
  std::optional<TimePoint> measured_at;  ///< newest of its uploads
  TimePoint received_at{};               ///< newest of its uploads
  std::vector<std::string> tags;
  bool sample = false;  ///< every upload of it is tagged `sample`
};

/// api: Quality, without the interval's method (service adds intervals from stats).
struct QualitySummary {
  std::string benchmark;
  double score = 0;  ///< micro average where all counts are known, else the mean of categories
  std::string unit = "percent";
  bool higher_is_better = true;
  std::optional<double> standard_error;
  std::optional<std::int64_t> questions;
  std::optional<std::int64_t> correct;
  std::optional<double> macro_score;
  std::optional<int> categories;
  std::optional<int> categories_total;
  bool complete = false;
  bool indicative = false;
  int contexts = 1;
  std::optional<TimePoint> measured_at;
  Json context = Json::object();
  std::string context_key;
};

/// Figures of one context.
[[nodiscard]] QualitySummary summarise_context(const ScoreContext& context);

/// True when the context may be a headline: at least half of the categories, and not under 100 questions of a larger or
/// limited benchmark.
[[nodiscard]] bool may_be_headline(const ScoreContext& context);

/// The most complete context (categories covered, then questions), ties to the newest, then context_key; sample
/// contexts only when nothing else exists. nullopt when none may be a headline. `contexts` must all be of one variant
/// and benchmark.
[[nodiscard]] std::optional<QualitySummary> choose_headline(const std::vector<ScoreContext>& contexts);

}  // namespace llmbench
