// Scores: rows become the sets they were uploaded as, and the rules of every upload decide which of them is current.

#include "service/legacy/legacy_copy.hpp"
#include "service/legacy/prepare_ahead.hpp"

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

constexpr std::size_t kBatchRows = 5000;

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
    if (set.stored_at && (!stored.set.stored_at || *set.stored_at < *stored.set.stored_at)) {
      stored.set.stored_at = set.stored_at;
    }
    std::ranges::move(set.rows, std::back_inserter(stored.repeated));
  }
  return merged;
}

/// Rows of one variant.
struct OlderVariantScores {
  Uuid variant_id;
  std::vector<store::LegacyScore> rows;
};

/// What a batch of variants becomes.
struct ScoreBatch {
  std::vector<store::NewScoreUpload> uploads;
  std::vector<store::NewScoreParts> places;
  std::vector<FateOfRow> fates;
};

class BatchMaker {
 public:
  explicit BatchMaker(TimePoint now) : now_(now) {}

  void add(const OlderVariantScores& variant) {
    OlderScores scores = gather_older_scores(rows_of(variant));
    for (const OlderScoreRow& row : scores.refused) {
      batch_.fates.push_back({row.table, row.id, RowFate::legacy, std::nullopt, row.reason});
    }
    const auto sets = merge_equal_sets(variant.variant_id, std::move(scores.sets));
    const auto current = add_parts(variant.variant_id, sets);
    for (const auto& [id, stored] : sets) {
      add_fates(id, stored, current.contains(id));
      auto tags = stored.set.sample ? std::vector<std::string>{"sample"} : std::vector<std::string>{};
      batch_.uploads.push_back({id, variant.variant_id, stored.set.set, std::move(tags), received_at(stored)});
    }
  }
  ScoreBatch take() { return std::move(batch_); }

 private:
  static std::vector<OlderScore> rows_of(const OlderVariantScores& variant) {
    std::vector<OlderScore> rows;
    for (const store::LegacyScore& score : variant.rows) {
      rows.push_back({score.table, score.row.id, score.row.columns(), score.run_id, score.run_time, score.sample});
    }
    return rows;
  }

  [[nodiscard]] TimePoint received_at(const StoredSet& stored) const { return stored.set.stored_at.value_or(now_); }

  /// Returns the sets that show anything.
  std::set<Uuid> add_parts(const Uuid& variant_id, const std::map<Uuid, StoredSet>& sets) {
    std::map<std::pair<std::string, std::string>, std::vector<UploadedParts>> places;
    for (const auto& [id, stored] : sets) {
      const ScoreSet& set = stored.set.set;
      places[{set.benchmark, set.context_key}].push_back(
          {id, set.parts, set.measured_at, received_at(stored), stored.set.sample});
    }
    std::set<Uuid> current;
    for (auto& [place, uploads] : places) {
      const auto& [benchmark, context_key] = place;
      auto parts = current_parts(std::move(uploads), !context_key.empty(), benchmark);
      for (const CurrentPart& part : parts) current.insert(part.upload_id);
      batch_.places.push_back({variant_id, benchmark, context_key, std::move(parts)});
    }
    return current;
  }

  void add_fates(const Uuid& id, const StoredSet& stored, bool is_current) {
    for (const OlderScoreRow& row : stored.set.rows) {
      if (row.is_copy) {
        batch_.fates.push_back(
            {row.table, row.id, RowFate::merged, id, "a copy the older migration made of a row of a run"});
      } else if (is_current) {
        batch_.fates.push_back({row.table, row.id, RowFate::copied, id, row.reason});
      } else {
        batch_.fates.push_back({row.table, row.id, RowFate::history, id,
                                "an older or smaller set of its benchmark; it is in score_uploads" +
                                    (row.reason.empty() ? "" : "; " + row.reason)});
      }
    }
    for (const OlderScoreRow& row : stored.repeated) {
      batch_.fates.push_back({row.table, row.id, RowFate::merged, id, "the same set as another one of its variant"});
    }
  }

  TimePoint now_;
  ScoreBatch batch_;
};

ScoreBatch make_score_batch(const std::vector<OlderVariantScores>& variants, TimePoint now) {
  BatchMaker maker{now};
  for (const OlderVariantScores& variant : variants) maker.add(variant);
  return maker.take();
}

void store_score_batch(db::Transaction& tx, const ScoreBatch& batch) {
  store::insert_score_uploads(tx, batch.uploads);
  store::insert_score_parts(tx, batch.places);
  store::insert_fates(tx, batch.fates);
}

FateOfRow fate_without_variant(const store::LegacyScore& score) {
  const bool of_run = score.run_id.has_value() || !score.table.ends_with("_v2");
  return {score.table, score.row.id, RowFate::legacy, std::nullopt,
          of_run ? "its run is not there or stays in legacy" : "its variant is not there or stays in legacy"};
}

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
  std::vector<FateOfRow> without_variant;
  std::vector<OlderVariantScores> variants;
  std::size_t rows = 0;
  PrepareAhead<ScoreBatch> batches{[&](const ScoreBatch& batch) { store_score_batch(tx, batch); }};
  const auto add_batch = [&] {
    batches.add([variants = std::move(variants), now] { return make_score_batch(variants, now); });
    variants = {};
    rows = 0;
  };
  store::for_each_legacy_score(tx, [&](store::LegacyScore&& score) {
    if (++done % kRowsBetween == 0) progress(LegacyStep::scores, done, total);
    if (!score.variant_id) {
      without_variant.push_back(fate_without_variant(score));
      return;
    }
    if (variants.empty() || variants.back().variant_id != *score.variant_id) {
      if (rows >= kBatchRows) add_batch();
      variants.push_back({*score.variant_id, {}});
    }
    variants.back().rows.push_back(std::move(score));
    ++rows;
  });
  add_batch();
  batches.finish();
  store::insert_fates(tx, without_variant);
  progress(LegacyStep::scores, total, total);
}

}  // namespace llmbench::service
