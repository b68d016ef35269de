#pragma once
// The one writer of the grid index: takes runs, variants and scores as they are in the database and publishes
// snapshots. Not thread-safe; the applier thread of GridIndex owns it. Needs no database, so tests fill it by hand.

#include "service/grid/dictionary.hpp"
#include "service/grid/grid_table.hpp"

#include "llmbench/service/grid_snapshot.hpp"

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace llmbench::service {

class GridBuilder {
 public:
  GridBuilder();

  /// A completed, not voided run, new or changed.
  void upsert_run(const store::GridRun& run);
  /// A run that is deleted, voided or not completed (any more).
  void remove_run(const Uuid& run_id);
  void upsert_variant(const store::GridVariant& variant);
  void remove_variant(const Uuid& variant_id);
  /// All score contexts of the variant.
  void set_scores(const Uuid& variant_id, std::vector<store::VariantScoreContext> contexts);

  [[nodiscard]] bool has_changes() const { return changed_; }
  /// Recomputes what the changes touched and returns the new state under the next version.
  [[nodiscard]] std::shared_ptr<const GridSnapshot> publish();
  /// Versions keep rising over a reload: the builder that replaces another one starts behind it.
  void set_version(std::uint64_t version) { version_ = version; }
  [[nodiscard]] std::uint64_t version() const { return version_; }

  [[nodiscard]] std::optional<Uuid> find_variant_of_run(const Uuid& run_id) const;

  struct Sizes {
    std::size_t rows = 0;  ///< live configurations
    std::size_t runs = 0;
    std::size_t tombstones = 0;
    std::size_t compactions = 0;
    std::size_t bytes = 0;  ///< of columns, dictionaries and the writer's own tables, estimated
  };
  [[nodiscard]] Sizes sizes() const;

 private:
  /// All runs of one configuration that may be merged: sample runs are a configuration of their own.
  struct Slot {
    IdBytes configuration_id{};
    bool sample = false;
    std::uint32_t series = 0;
    std::vector<std::uint32_t> runs;  ///< row numbers in runs_
    std::vector<std::uint32_t> rows;  ///< row numbers in configurations_: its own, then LoRA views
    std::uint32_t variant_state = 0;
    std::int64_t newest = kNoTime;
  };
  struct VariantState {
    Uuid id;
    std::uint32_t code = 0;
    std::uint32_t family = 0;
    bool listed = false;  ///< `scores.variant` is a row of the database
    std::uint32_t real_runs = 0;
    std::uint32_t sample_runs = 0;
    std::shared_ptr<const VariantScores> scores = std::make_shared<VariantScores>();
  };
  /// A model in one quantization with all its adapters.
  struct Family {
    std::vector<std::uint32_t> adapters;  ///< variant states with an adapter
    std::vector<std::uint32_t> slots;     ///< of the base variant; may name slots that moved on
  };
  struct SlotKey {
    IdBytes id{};
    bool sample = false;
    bool operator==(const SlotKey&) const = default;
  };
  struct SlotKeyHash {
    std::size_t operator()(const SlotKey& key) const noexcept;
  };

  std::uint32_t variant_state(const Uuid& id, const ModelVariant& names);
  std::uint32_t find_or_add_slot(const store::GridRun& run, bool sample, std::uint32_t state);
  GridRow make_run_row(const store::GridRun& run, bool sample);
  void detach_run(std::uint32_t run_row);
  void count_run(std::uint32_t state, bool sample, int change);

  void rebuild_slot(std::uint32_t slot);
  void append_configuration(Slot& slot, const GridRow& row);
  GridRow merge_runs(const Slot& slot, std::uint32_t slot_number);
  void refresh_series();
  void refresh_headlines();
  void refresh_names();
  void compact_when_due();
  void compact();
  [[nodiscard]] bool shown_over_base(const VariantState& state) const;
  void mark_views_dirty(const VariantState& state);

  GridTable runs_;
  GridTable configurations_;
  GrowingColumn<GridPoint> points_;
  GrowingColumn<std::uint32_t> run_refs_;
  CowBitmap older_builds_;
  Dictionary<VariantEntry> variants_;
  Dictionary<HardwareEntry> hardware_;
  Dictionary<SetupEntry> setups_;
  Dictionary<TagsEntry> tags_;
  CodeTable groups_;
  CodeTable platforms_;

  std::unordered_map<Uuid, std::uint32_t> run_rows_;
  std::unordered_map<SlotKey, std::uint32_t, SlotKeyHash> slot_numbers_;
  std::vector<Slot> slots_;
  std::unordered_map<SlotKey, std::uint32_t, SlotKeyHash> series_numbers_;
  std::vector<std::vector<std::uint32_t>> series_;  ///< slots
  GrowingColumn<IdBytes> series_ids_;               ///< of series_
  std::unordered_map<Uuid, std::uint32_t> variant_numbers_;
  std::vector<VariantState> variant_states_;
  CodeTable family_codes_;
  std::vector<Family> families_;

  std::unordered_set<std::uint32_t> dirty_slots_;
  std::unordered_set<std::uint32_t> dirty_series_;
  std::unordered_set<std::uint32_t> dirty_scores_;  ///< variant states
  std::vector<std::uint32_t> retired_codes_;        ///< of renamed variants
  bool changed_ = false;
  std::uint64_t version_ = 0;
  std::size_t compactions_ = 0;
  std::size_t live_points_ = 0;
  std::size_t live_refs_ = 0;

  // Published parts that only change when something of theirs did.
  std::shared_ptr<const std::vector<std::shared_ptr<const VariantScores>>> published_scores_;
  std::shared_ptr<const std::map<std::string, std::shared_ptr<const BenchmarkColumn>, std::less<>>> published_columns_;
  std::shared_ptr<const NameOrder> published_models_;
  std::shared_ptr<const NameOrder> published_quantizations_;
  std::shared_ptr<const NameOrder> published_platforms_;
  std::shared_ptr<const NameOrder> published_backends_;
};

/// The headlines of a variant's contexts, ordered by benchmark. Sample sets count only where no real run is.
[[nodiscard]] std::vector<Quality> choose_headlines(const std::vector<store::VariantScoreContext>& contexts,
                                                    bool has_real_runs);

}  // namespace llmbench::service
