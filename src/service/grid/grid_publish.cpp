// What publishing recomputes: rows of touched configurations, newest builds, headlines, name orders, compaction.

#include "service/grid/grid_builder.hpp"
#include "service/grid/row_making.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

namespace llmbench::service {
namespace {

/// The order of what `name_of` gives for the entries of a dictionary.
template <typename View, typename NameOf>
std::shared_ptr<const NameOrder> order_names(const View& entries, NameOf name_of) {
  std::vector<std::uint32_t> codes(entries.size());
  std::iota(codes.begin(), codes.end(), 0U);
  std::vector<std::string> lower(entries.size());
  for (std::size_t code = 0; code < codes.size(); ++code) lower[code] = to_lower(name_of(entries[code]));
  const auto key = [&](std::uint32_t code) { return std::tie(lower[code], name_of(entries[code])); };
  std::sort(codes.begin(), codes.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  NameOrder order;
  order.rank.resize(codes.size());
  for (const std::uint32_t code : codes) {
    const std::string& text = name_of(entries[code]);
    if (order.names.empty() || order.names.back() != text) order.names.push_back(text);
    order.rank[code] = static_cast<std::uint32_t>(order.names.size() - 1);
  }
  return std::make_shared<const NameOrder>(std::move(order));
}

}  // namespace

void GridBuilder::append_configuration(Slot& slot, const GridRow& row) {
  slot.rows.push_back(configurations_.append(row));
}

GridRow GridBuilder::merge_runs(const Slot& slot, std::uint32_t slot_number) {
  std::vector<GridRow> rows;
  rows.reserve(slot.runs.size());
  std::vector<std::uint32_t> order = slot.runs;
  const auto age = [&](std::uint32_t at) {
    const GridChunk& chunk = runs_.chunk_of(at);
    return std::tuple(chunk.newest[at % kChunkRows], chunk.id[at % kChunkRows]);
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return age(a) > age(b); });
  for (const std::uint32_t at : order) rows.push_back(runs_.row(at));

  GridRow merged = rows.front();
  if (rows.size() > 1) {
    std::vector<SpeedPoint> points;
    std::set<std::string> tags;
    for (const GridRow& row : rows) {
      for (std::uint32_t at = 0; at < row.points_count; ++at) {
        points.push_back(to_speed_point(points_[row.points_begin + at]));
      }
      const TagsEntry& of_run = tags_[row.tags];
      tags.insert(of_run.begin(), of_run.end());
    }
    points = merge_speed_points(points);
    merged = merge_rows(rows, points);
    merged.points_begin = static_cast<std::uint32_t>(points_.size());
    merged.points_count = static_cast<std::uint32_t>(points.size());
    for (const GridPoint& point : grid_points(points)) points_.append(point);
    TagsEntry entry{tags.begin(), tags.end()};
    KeyText key;
    for (const auto& tag : entry) key.add(tag);
    merged.tags = tags_.intern(key.text(), [&] { return std::move(entry); });
  }
  merged.other_id = rows.front().id;
  merged.id = slot.configuration_id;
  merged.slot = slot_number;
  merged.series = slot.series;
  merged.variant = variant_states_[slot.variant_state].code;
  merged.runs_begin = static_cast<std::uint32_t>(run_refs_.size());
  merged.runs_count = static_cast<std::uint32_t>(order.size());
  for (const std::uint32_t at : order) run_refs_.append(at);
  return merged;
}

void GridBuilder::rebuild_slot(std::uint32_t number) {
  Slot& slot = slots_[number];
  for (const std::uint32_t at : slot.rows) {
    live_refs_ -= configurations_.row(at).runs_count;
    configurations_.remove(at);
  }
  slot.rows.clear();
  dirty_series_.insert(slot.series);
  if (slot.runs.empty()) {
    slot.newest = kNoTime;
    return;
  }
  const GridRow merged = merge_runs(slot, number);
  slot.newest = merged.newest;
  append_configuration(slot, merged);
  live_refs_ += merged.runs_count;
  const VariantState& base = variant_states_[slot.variant_state];
  if (!variants_[base.code].variant.lora_adapter.empty()) return;
  for (const std::uint32_t adapter : families_[base.family].adapters) {
    if (!shown_over_base(variant_states_[adapter])) continue;
    GridRow view = merged;
    view.variant = variant_states_[adapter].code;
    view.flags = static_cast<std::uint8_t>(view.flags | kSpeedFromBase);
    append_configuration(slot, view);
    live_refs_ += view.runs_count;
  }
}

void GridBuilder::refresh_series() {
  for (const std::uint32_t number : dirty_series_) {
    const std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t newest = none;
    const auto age = [&](std::uint32_t slot) { return std::tie(slots_[slot].newest, slots_[slot].configuration_id); };
    for (const std::uint32_t slot : series_[number]) {
      if (!slots_[slot].runs.empty() && (newest == none || age(newest) < age(slot))) newest = slot;
    }
    for (const std::uint32_t slot : series_[number]) older_builds_.set(slot, slot != newest);
  }
  dirty_series_.clear();
}

void GridBuilder::refresh_headlines() {
  if (dirty_scores_.empty()) return;
  auto scores = std::make_shared<std::vector<std::shared_ptr<const VariantScores>>>(*published_scores_);
  scores->resize(variants_.size());
  auto columns =
      std::make_shared<std::map<std::string, std::shared_ptr<const BenchmarkColumn>, std::less<>>>(*published_columns_);
  std::map<std::string, std::shared_ptr<BenchmarkColumn>> copies;  // columns copied in this publication
  const auto column = [&](const std::string& benchmark) -> BenchmarkColumn& {
    auto& copy = copies[benchmark];
    if (!copy) {
      const auto known = columns->find(benchmark);
      copy = known == columns->end() ? std::make_shared<BenchmarkColumn>()
                                     : std::make_shared<BenchmarkColumn>(*known->second);
      copy->scores.resize(variants_.size(), kUnknown);
    }
    return *copy;
  };
  const auto forget = [&](std::uint32_t code) {
    if (const auto before = std::exchange((*scores)[code], nullptr)) {
      for (const auto& quality : before->headlines) column(quality.summary.benchmark).scores[code] = kUnknown;
    }
  };
  for (const std::uint32_t code : std::exchange(retired_codes_, {})) forget(code);
  for (const std::uint32_t number : dirty_scores_) {
    VariantState& state = variant_states_[number];
    forget(state.code);
    if (!state.listed && state.scores->contexts.empty()) continue;
    auto current = std::make_shared<VariantScores>(*state.scores);
    current->headlines = choose_headlines(current->contexts, state.real_runs > 0);
    for (const auto& quality : current->headlines) {
      BenchmarkColumn& target = column(quality.summary.benchmark);
      target.scores[state.code] = quality.summary.score;
      target.higher_is_better = quality.summary.higher_is_better;
    }
    state.scores = current;
    (*scores)[state.code] = std::move(current);
  }
  for (auto& [benchmark, copy] : copies) (*columns)[benchmark] = std::move(copy);
  published_scores_ = std::move(scores);
  published_columns_ = std::move(columns);
  dirty_scores_.clear();
}

void GridBuilder::refresh_names() {
  // An entry of a dictionary never changes: names are ordered anew when there are more.
  if (published_models_->rank.size() != variants_.size()) {
    const auto variants = variants_.view();
    published_models_ =
        order_names(variants, [](const VariantEntry& entry) -> const std::string& { return entry.variant.model_name; });
    published_quantizations_ = order_names(
        variants, [](const VariantEntry& entry) -> const std::string& { return entry.variant.quantization; });
  }
  if (published_platforms_->rank.size() != hardware_.size()) {
    published_platforms_ =
        order_names(hardware_.view(), [](const HardwareEntry& entry) -> const std::string& { return entry.platform; });
  }
  if (published_backends_->rank.size() != setups_.size()) {
    published_backends_ =
        order_names(setups_.view(), [](const SetupEntry& entry) -> const std::string& { return entry.backend; });
  }
}

std::shared_ptr<const GridSnapshot> GridBuilder::publish() {
  for (const std::uint32_t slot : dirty_slots_) rebuild_slot(slot);
  dirty_slots_.clear();
  refresh_series();
  refresh_headlines();
  refresh_names();
  compact_when_due();

  auto snapshot = std::make_shared<GridSnapshot>();
  snapshot->version = ++version_;
  snapshot->configurations = configurations_.view();
  snapshot->runs = runs_.view();
  snapshot->variants = variants_.view();
  snapshot->hardware = hardware_.view();
  snapshot->setups = setups_.view();
  snapshot->tags = tags_.view();
  snapshot->points = points_.view();
  snapshot->run_refs = run_refs_.view();
  snapshot->older_builds = older_builds_.view();
  snapshot->series_ids = series_ids_.view();
  snapshot->groups = groups_.size();
  snapshot->platforms = platforms_.size();
  snapshot->variant_scores = published_scores_;
  snapshot->benchmarks = published_columns_;
  snapshot->models = published_models_;
  snapshot->quantizations = published_quantizations_;
  snapshot->platform_names = published_platforms_;
  snapshot->backends = published_backends_;
  changed_ = false;
  return snapshot;
}

void GridBuilder::compact_when_due() {
  constexpr std::size_t kFewRows = 4096;  // not worth it below
  const std::size_t tombstones = runs_.tombstones() + configurations_.tombstones();
  const bool rows_due = tombstones > kFewRows && tombstones * 10 > runs_.live() + configurations_.live();
  const bool refs_due = run_refs_.size() > 4 * live_refs_ + 16 * kFewRows;
  const bool points_due = points_.size() > 4 * live_points_ + 16 * kFewRows;
  if (rows_due || refs_due || points_due) compact();
}

void GridBuilder::compact() {
  GridTable runs;
  GrowingColumn<GridPoint> points;
  GrowingColumn<std::uint32_t> refs;
  std::size_t kept_points = 0;
  const auto copy_points = [&](GridRow& row) {
    const std::uint32_t from = row.points_begin;
    row.points_begin = static_cast<std::uint32_t>(points.size());
    for (std::uint32_t at = 0; at < row.points_count; ++at) points.append(points_[from + at]);
  };
  for (Slot& slot : slots_) {
    for (std::uint32_t& at : slot.runs) {
      GridRow row = runs_.row(at);
      copy_points(row);
      kept_points += row.points_count;
      at = runs.append(row);
      run_rows_[to_uuid(row.id)] = at;
    }
  }
  const GridTable old_configurations = std::exchange(configurations_, GridTable{});
  const GridTable old_runs = std::exchange(runs_, std::move(runs));
  for (Slot& slot : slots_) {
    std::vector<std::uint32_t> rows = std::exchange(slot.rows, {});
    std::uint32_t shared_points = 0;
    std::uint32_t shared_refs = 0;
    for (std::size_t place = 0; place < rows.size(); ++place) {
      GridRow row = old_configurations.row(rows[place]);
      if (place == 0) {  // LoRA views share points and runs with their base
        if (row.runs_count == 1) {
          row.points_begin = runs_.row(slot.runs.front()).points_begin;
        } else {
          copy_points(row);
        }
        shared_points = row.points_begin;
        shared_refs = static_cast<std::uint32_t>(refs.size());
        for (std::uint32_t at = 0; at < row.runs_count; ++at) {
          const std::uint32_t before = run_refs_[row.runs_begin + at];
          refs.append(run_rows_.at(to_uuid(old_runs.chunk_of(before).id[before % kChunkRows])));
        }
      }
      row.points_begin = shared_points;
      row.runs_begin = shared_refs;
      append_configuration(slot, row);
    }
  }
  points_ = std::move(points);
  run_refs_ = std::move(refs);
  live_points_ = kept_points;
  ++compactions_;
}

}  // namespace llmbench::service
