// Score rows of the older system: which belong together, and the sets they make.

#include "domain/older_columns.hpp"
#include "domain/older_score_rows.hpp"

#include "llmbench/domain/older_system.hpp"
#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/util/error.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace llmbench {
namespace {

using older::ScoreReading;

/// Rows of one upload were written one after the other.
constexpr std::chrono::seconds kSameUpload{1};

/// Readings of one place that may belong together; categories of another run or context never do.
using GroupKey = std::tuple<std::string, std::optional<Uuid>, std::string, std::string>;

GroupKey group_of(const ScoreReading& reading) {
  return {reading.row.table, reading.run_id, reading.benchmark, canonical_json(reading.context)};
}

bool is_newer(const ScoreReading& a, const ScoreReading& b) {
  return std::tuple{a.time, a.row.id} > std::tuple{b.time, b.row.id};
}

/// The precise benchmark of MMLU rows shows only from all their names together.
void name_benchmark(std::vector<ScoreReading>& group) {
  MmluScore score;
  for (const ScoreReading& reading : group) score.categories.push_back({reading.category, 0, {}, {}});
  const std::string mmlu = precise_benchmark({score, std::nullopt, std::nullopt, {}});
  for (ScoreReading& reading : group) {
    if (reading.benchmark.empty()) reading.benchmark = mmlu;
    reading.canonical = canonical_category(reading.benchmark, reading.category);
  }
}

/// Newest first: every reading joins the first set of its upload that does not have its category yet.
std::vector<std::vector<ScoreReading>> split_by_upload(std::vector<ScoreReading> group) {
  std::ranges::sort(group, is_newer);
  std::vector<std::vector<ScoreReading>> sets;
  std::size_t first_of_upload = 0;
  std::optional<TimePoint> previous;
  for (std::size_t at = 0; at < group.size(); ++at) {
    ScoreReading& reading = group[at];
    const bool same_upload = at > 0 && previous && reading.time && *previous - *reading.time <= kSameUpload;
    const bool both_unknown = at > 0 && !previous && !reading.time;
    if (!same_upload && !both_unknown) first_of_upload = sets.size();
    previous = reading.time;
    const auto has_it = [&](const std::vector<ScoreReading>& set) {
      return std::ranges::find(set, reading.canonical, &ScoreReading::canonical) != set.end();
    };
    std::size_t set = first_of_upload;
    while (set < sets.size() && has_it(sets[set])) ++set;
    if (set == sets.size()) sets.emplace_back();
    sets[set].push_back(std::move(reading));
  }
  return sets;
}

/// The same figure at the same time: the older migration copied rows of runs into the _v2 tables.
using Figure = std::tuple<std::string, std::string, std::optional<TimePoint>, double>;

Figure figure_of(const ScoreReading& reading, const std::string& benchmark) {
  return {benchmark, canonical_category(benchmark, reading.category), reading.time, reading.stated};
}

bool is_of_variant(const ScoreReading& reading) {
  return reading.row.table.ends_with("_v2");
}

class Gathering {
 public:
  void add(const OlderScore& row) {
    try {
      readings_.push_back(older::read_score(row));
    } catch (const Error& error) {
      result_.refused.push_back({row.table, row.id, false, error.what()});
    }
  }

  OlderScores finish() {
    std::vector<ScoreReading> of_runs;
    std::vector<ScoreReading> of_variants;
    for (ScoreReading& reading : readings_) {
      (is_of_variant(reading) ? of_variants : of_runs).push_back(std::move(reading));
    }
    add_sets(std::move(of_runs));
    std::vector<ScoreReading> later;
    for (ScoreReading& reading : of_variants) {
      if (!join_original(reading)) later.push_back(std::move(reading));
    }
    add_sets(std::move(later));
    return std::move(result_);
  }

 private:
  void add_sets(std::vector<ScoreReading> readings) {
    std::map<GroupKey, std::vector<ScoreReading>> groups;
    for (ScoreReading& reading : readings) {
      if (reading.is_category) {
        groups[group_of(reading)].push_back(std::move(reading));
      } else {
        add_set({std::move(reading)});
      }
    }
    for (auto& [key, group] : groups) {
      name_benchmark(group);
      for (auto& set : split_by_upload(std::move(group))) add_set(std::move(set));
    }
  }

  void add_set(std::vector<ScoreReading> readings) {
    OlderScoreSet made;
    made.set = older::make_set(readings);
    made.sample = std::ranges::all_of(readings, &ScoreReading::sample);
    for (ScoreReading& reading : readings) {
      made.stored_at = std::max(made.stored_at, reading.stored_at);
      figures_.emplace(figure_of(reading, made.set.benchmark), result_.sets.size());
      made.rows.push_back(std::move(reading.row));
    }
    result_.sets.push_back(std::move(made));
  }

  /// A row of a _v2 table that repeats a figure of a run belongs to its set.
  bool join_original(const ScoreReading& reading) {
    for (const std::string& benchmark : older::possible_benchmarks(reading)) {
      const auto original = figures_.find(figure_of(reading, benchmark));
      if (original == figures_.end()) continue;
      OlderScoreRow copy = reading.row;
      copy.is_copy = true;
      result_.sets[original->second].rows.push_back(std::move(copy));
      return true;
    }
    return false;
  }

  std::vector<ScoreReading> readings_;
  OlderScores result_;
  std::map<Figure, std::size_t> figures_;  ///< place in result_.sets
};

}  // namespace

OlderScores gather_older_scores(std::vector<OlderScore> rows) {
  Gathering gathering;
  for (const OlderScore& row : rows) gathering.add(row);
  return gathering.finish();
}

}  // namespace llmbench
