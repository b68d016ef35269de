// Scores: rows become the sets they were uploaded as, and the rules of every upload decide which of them is current.

#include "service/legacy/legacy_copy.hpp"

#include "llmbench/domain/older_system.hpp"
#include "llmbench/store/legacy_store.hpp"
#include "llmbench/store/score_insert_store.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace llmbench::service {
namespace {

using store::FateOfRow;
using store::RowFate;

constexpr std::size_t kBatchSets = 1000;

/// A set of the variant with all rows that say the same.
struct StoredSet {
  OlderScoreSet set;
  std::vector<OlderScoreRow> repeated;
};

std::map<Uuid, StoredSet> merge_equal_sets(const Uuid& variant_id, std::vector<OlderScoreSet> sets) {
  std::map<Uuid, StoredSet> merged;
  for (OlderScoreSet& set : sets) {
    const Uuid id = score_upload_id(variant_id, set.set);
    const auto [place, is_new] = merged.try_emplace(id);
    StoredSet& stored = place->second;
    if (is_new) {
      stored.set = std::move(set);
      continue;
    }
    stored.set.sample = stored.set.sample && set.sample;
    std::ranges::move(set.rows, std::back_inserter(stored.repeated));
  }
  return merged;
}

class ScoreCopy {
 public:
  ScoreCopy(db::Transaction& tx, TimePoint now) : tx_(tx), now_(now) {}

  void add(store::LegacyScore&& score) {
    if (!score.variant_id) {
      const bool of_run = score.run_id.has_value() || !score.table.ends_with("_v2");
      fates_.push_back(
          {score.table, score.row.id, RowFate::legacy, std::nullopt,
           of_run ? "its run is not there or stays in legacy" : "its variant is not there or stays in legacy"});
      return;
    }
    if (variant_id_ != score.variant_id) finish_variant();
    variant_id_ = score.variant_id;
    rows_.push_back({std::move(score.table), score.row.id, std::move(score.row.columns), score.run_id, score.run_time,
                     score.sample});
  }

  void finish() {
    finish_variant();
    flush();
  }

 private:
  void finish_variant() {
    if (rows_.empty()) return;
    OlderScores scores = gather_older_scores(std::move(rows_));
    rows_.clear();
    for (const OlderScoreRow& row : scores.refused) {
      fates_.push_back({row.table, row.id, RowFate::legacy, std::nullopt, row.reason});
    }
    const auto sets = merge_equal_sets(*variant_id_, std::move(scores.sets));
    const auto current = add_parts(sets);
    for (const auto& [id, stored] : sets) {
      add_fates(id, stored, current.contains(id));
      uploads_.push_back({id, *variant_id_, stored.set.set,
                          stored.set.sample ? std::vector<std::string>{"sample"} : std::vector<std::string>{}});
    }
    if (uploads_.size() >= kBatchSets) flush();
  }

  /// Returns the sets that show anything.
  std::set<Uuid> add_parts(const std::map<Uuid, StoredSet>& sets) {
    std::map<std::pair<std::string, std::string>, std::vector<UploadedParts>> places;
    for (const auto& [id, stored] : sets) {
      const ScoreSet& set = stored.set.set;
      places[{set.benchmark, set.context_key}].push_back({id, set.parts, set.measured_at, now_, stored.set.sample});
    }
    std::set<Uuid> current;
    for (auto& [place, uploads] : places) {
      const auto& [benchmark, context_key] = place;
      auto parts = current_parts(std::move(uploads), !context_key.empty(), benchmark);
      for (const CurrentPart& part : parts) current.insert(part.upload_id);
      places_.push_back({*variant_id_, benchmark, context_key, std::move(parts)});
    }
    return current;
  }

  void add_fates(const Uuid& id, const StoredSet& stored, bool is_current) {
    for (const OlderScoreRow& row : stored.set.rows) {
      if (row.is_copy) {
        fates_.push_back({row.table, row.id, RowFate::merged, id, "a copy the older migration made of a row of a run"});
      } else if (is_current) {
        fates_.push_back({row.table, row.id, RowFate::copied, id, row.reason});
      } else {
        fates_.push_back({row.table, row.id, RowFate::history, id,
                          "an older or smaller set of its benchmark; it is in score_uploads"});
      }
    }
    for (const OlderScoreRow& row : stored.repeated) {
      fates_.push_back({row.table, row.id, RowFate::merged, id, "the same set as another one of its variant"});
    }
  }

  void flush() {
    store::insert_score_uploads(tx_, uploads_, now_);
    store::insert_score_parts(tx_, places_);
    store::insert_fates(tx_, fates_);
    uploads_.clear();
    places_.clear();
    fates_.clear();
  }

  db::Transaction& tx_;
  TimePoint now_;
  std::optional<Uuid> variant_id_;
  std::vector<OlderScore> rows_;  ///< of the variant
  std::vector<store::NewScoreUpload> uploads_;
  std::vector<store::NewScoreParts> places_;
  std::vector<FateOfRow> fates_;
};

std::int64_t count_scores(db::Transaction& tx) {
  std::int64_t rows = 0;
  for (const std::string& table : store::list_legacy_tables(tx)) {
    if (table.find("_scores") != std::string::npos) rows += store::count_legacy_rows(tx, table);
  }
  return rows;
}

}  // namespace

void copy_legacy_scores(db::Transaction& tx, TimePoint now, const LegacyProgress& progress) {
  constexpr std::int64_t kRowsBetween = 10'000;
  const std::int64_t total = count_scores(tx);
  std::int64_t done = 0;
  progress(LegacyStep::scores, 0, total);
  ScoreCopy copy{tx, now};
  store::for_each_legacy_score(tx, [&](store::LegacyScore&& score) {
    copy.add(std::move(score));
    if (++done % kRowsBetween == 0) progress(LegacyStep::scores, done, total);
  });
  copy.finish();
  progress(LegacyStep::scores, total, total);
}

}  // namespace llmbench::service
