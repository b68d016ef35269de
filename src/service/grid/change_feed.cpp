#include "service/grid/change_feed.hpp"

#include "llmbench/store/grid_store.hpp"
#include "llmbench/store/score_store.hpp"

#include <algorithm>
#include <utility>

namespace llmbench::service {
namespace {

constexpr std::size_t kIdsPerStatement = 5'000;

void sort_distinct(std::vector<Uuid>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

template <typename Work>
void in_parts(const std::vector<Uuid>& ids, const Work& work) {
  for (std::size_t from = 0; from < ids.size(); from += kIdsPerStatement) {
    const std::size_t to = std::min(ids.size(), from + kIdsPerStatement);
    work(std::vector<Uuid>{ids.begin() + static_cast<std::ptrdiff_t>(from),
                           ids.begin() + static_cast<std::ptrdiff_t>(to)});
  }
}

/// Contexts arrive ordered by variant.
void set_scores_of(GridBuilder& builder, std::vector<store::VariantScoreContext>& contexts) {
  if (contexts.empty()) return;
  const Uuid variant = contexts.front().variant_id;
  builder.set_scores(variant, std::exchange(contexts, {}));
}

}  // namespace

void ChangeFeed::load() {
  auto fresh = std::make_unique<GridBuilder>();
  store::ChangeBatch pending;
  std::string identity;
  pool_.transact(
      [&](db::Transaction& tx) {
        identity = store::database_identity(tx);
        // What is visible now is in the load already; its entries may come again while old transactions stay open.
        pending = store::read_changes(tx, store::current_snapshot_xmin(tx));
        store::for_each_grid_variant(tx, [&](store::GridVariant&& variant) { fresh->upsert_variant(variant); });
        std::vector<store::VariantScoreContext> contexts;
        store::for_each_score_context(tx, [&](store::VariantScoreContext&& context) {
          if (!contexts.empty() && contexts.front().variant_id != context.variant_id) set_scores_of(*fresh, contexts);
          contexts.push_back(std::move(context));
        });
        set_scores_of(*fresh, contexts);
        store::for_each_grid_run(tx, [&](store::GridRun&& run) { fresh->upsert_run(run); });
      },
      db::Isolation::repeatable_read_read_only);
  fresh->set_version(builder_->version());
  builder_ = std::move(fresh);
  applied_.clear();
  remember(pending);
  identity_ = std::move(identity);
  ++loads_;
}

bool ChangeFeed::is_another_database() {
  return pool_.transact([](db::Transaction& tx) { return store::database_identity(tx); }) != identity_;
}

void ChangeFeed::remember(const store::ChangeBatch& batch) {
  since_xmin_ = batch.snapshot_xmin;
  applied_.clear();
  for (const auto& change : batch.changes) applied_.insert(change.change_id);
}

ChangeFeed::Touched ChangeFeed::touched_by(const store::ChangeBatch& batch) const {
  Touched touched;
  for (const auto& change : batch.changes) {
    if (applied_.contains(change.change_id)) continue;
    touched.any = true;
    if (change.entity == "run") {
      touched.runs.push_back(change.entity_id);
    } else if (change.entity == "variant" || change.entity == "scores") {
      touched.variants.push_back(change.entity_id);
    } else if (change.entity == "hardware") {
      touched.hardware.push_back(change.entity_id);
    } else if (change.entity == "artifact") {
      touched.artifacts.push_back(change.entity_id);
    } else {
      touched.reload = true;  // "reload", or something a newer version of ours writes
    }
  }
  return touched;
}

bool ChangeFeed::apply_changes() {
  // One snapshot for the log and the rows it names, so that a run and its scores appear together.
  store::ChangeBatch batch;
  Touched touched;
  pool_.transact(
      [&](db::Transaction& tx) {
        batch = store::read_changes(tx, since_xmin_);
        touched = touched_by(batch);
        if (!touched.any || touched.reload) return;
        apply_runs(tx, touched);
        sort_distinct(touched.variants);
        apply_variants(tx, touched.variants);
      },
      db::Isolation::repeatable_read_read_only);
  if (touched.reload) {
    load();
    return true;
  }
  remember(batch);
  return touched.any;
}

void ChangeFeed::apply_runs(db::Transaction& tx, Touched& touched) {
  if (!touched.variants.empty() || !touched.hardware.empty() || !touched.artifacts.empty()) {
    const auto related = store::list_run_ids_of(tx, touched.variants, touched.hardware, touched.artifacts);
    touched.runs.insert(touched.runs.end(), related.begin(), related.end());
  }
  sort_distinct(touched.runs);
  in_parts(touched.runs, [&](const std::vector<Uuid>& ids) {
    std::unordered_set<Uuid> gone{ids.begin(), ids.end()};
    for (const Uuid& id : ids) {  // the counts of a variant change with its runs
      if (const auto variant = builder_->find_variant_of_run(id)) touched.variants.push_back(*variant);
    }
    const auto variants = store::list_variant_ids_of(tx, ids);
    touched.variants.insert(touched.variants.end(), variants.begin(), variants.end());
    for (const auto& run : store::list_grid_runs(tx, ids)) {
      gone.erase(run.run_id);
      builder_->upsert_run(run);
    }
    for (const Uuid& id : gone) builder_->remove_run(id);
  });
}

void ChangeFeed::apply_variants(db::Transaction& tx, const std::vector<Uuid>& variants) {
  in_parts(variants, [&](const std::vector<Uuid>& ids) {
    std::unordered_set<Uuid> gone{ids.begin(), ids.end()};
    for (const auto& variant : store::list_grid_variants(tx, ids)) {
      gone.erase(variant.id);
      builder_->upsert_variant(variant);
    }
    std::vector<store::VariantScoreContext> contexts;
    std::unordered_set<Uuid> without_scores{ids.begin(), ids.end()};
    for (auto& context : store::list_score_contexts(tx, ids)) {
      if (!contexts.empty() && contexts.front().variant_id != context.variant_id) set_scores_of(*builder_, contexts);
      without_scores.erase(context.variant_id);
      contexts.push_back(std::move(context));
    }
    set_scores_of(*builder_, contexts);
    for (const Uuid& id : without_scores) builder_->set_scores(id, {});
    for (const Uuid& id : gone) builder_->remove_variant(id);
  });
}

}  // namespace llmbench::service
