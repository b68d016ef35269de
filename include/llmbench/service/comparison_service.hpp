#pragma once
// Runs side by side: which figures differ, by how much, and whether that is more than noise. Called by
// GET /api/comparison.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/metric_catalogue.hpp"
#include "llmbench/service/detail_service.hpp"
#include "llmbench/stats/comparison.hpp"
#include "llmbench/util/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

inline constexpr std::size_t kMaxComparedRuns = 6;

struct ComparedMetric {
  std::string name;
  std::string unit;  ///< as the first run spells it
  std::optional<MetricDirection> direction;
  stats::MetricComparison figures;
  std::optional<double> p_adjusted;   ///< Holm's, over the metrics of this pair
  std::optional<double> noise_floor;  ///< 0.02 = 2 %; nullopt = not known
  std::string sentence;
};

/// A score of both or one of the runs' variants, in its own unit (usually percent).
struct ComparedScore {
  std::string name;  ///< a benchmark's name, or "MMLU - law"
  std::optional<double> a;
  std::optional<double> b;
  /// b - a with Newcombe's 95 % interval, in percentage points; absent where contexts differ or no counts are known.
  std::optional<double> difference;
  std::optional<stats::Interval> interval;
  std::optional<bool> significant;  ///< the interval excludes 0
  std::string sentence;             ///< "" for categories
};

/// null = unknown, or left to the default of a program that does not print it.
struct SettingDifference {
  std::string name;  ///< as in grid and detail; parts of documents as "settings.n_ubatch", "artifact.size_bytes"
  Json a;
  Json b;
  bool default_moved = false;  ///< both are at the default of their build, and the defaults differ
};

/// A metric or a benchmark that is not compared, and why.
struct NotCompared {
  std::string metric;
  std::string reason;  ///< "only in A", "n_depth is 4096 in A and 0 in B"
};

/// How much repeated runs of the machine (of both machines) differ without any reason.
struct NoiseFloor {
  std::string machine;  ///< its name, else its platform
  int runs = 0;         ///< that took part
  int series = 0;       ///< with at least three runs
  std::optional<double> generation;
  std::optional<double> prompt;
};

struct ComparedRun {
  store::RunRecord run;
  std::vector<Metric> metrics;
  std::vector<Quality> quality;  ///< headlines of its variant
  std::vector<CategoryDetail> categories;
};

/// One run (B) against the first (A).
struct RunComparison {
  ComparedRun other;
  std::vector<ComparedScore> categories;  ///< by name
  std::vector<ComparedScore> quality;     ///< by benchmark
  std::vector<ComparedMetric> metrics;    ///< by name
  std::vector<SettingDifference> settings;
  std::vector<NotCompared> not_compared;
  NoiseFloor noise_floor;
  std::vector<std::string> notes;  ///< what a reader must know first: voided, failed, not comparable loads
  std::string sentence;            ///< all of it in short
};

struct Comparison {
  ComparedRun first;
  std::vector<RunComparison> others;  ///< at least one, in the order asked for
};

/// A run by its id and the query parameter that named it.
struct RunReference {
  Uuid id;
  std::string parameter;
};

class ComparisonService {
 public:
  explicit ComparisonService(db::Pool& pool);

  /// `runs`: 2 to kMaxComparedRuns; the same run may occur again. Throws Error{not_found} naming every parameter whose
  /// run does not exist.
  [[nodiscard]] Comparison compare(const std::vector<RunReference>& runs) const;

 private:
  db::Pool& pool_;
};

}  // namespace llmbench::service
