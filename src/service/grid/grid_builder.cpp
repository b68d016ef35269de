#include "service/grid/grid_builder.hpp"

#include "service/grid/row_making.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cstring>

namespace llmbench::service {
namespace {

bool is_sample(const store::GridRun& run) {
  return std::find(run.tags.begin(), run.tags.end(), "sample") != run.tags.end();
}

std::string key_of(const HardwareEntry& entry) {
  KeyText key;
  key.add(to_string(entry.id));
  key.add(entry.gpu_model).add(entry.gpu_count).add(entry.gpu_memory_gb).add(entry.cpu_model).add(entry.cpu_arch);
  key.add(entry.ram_gb).add(entry.machine_name).add(entry.platform).add(static_cast<int>(entry.category));
  return key.text();
}

std::string key_of(const SetupEntry& entry) {
  KeyText key;
  key.add(entry.backend).add(entry.backend_version).add(entry.flavour).add(static_cast<int>(entry.workload));
  key.add(entry.concurrent_requests).add(entry.concurrency_source).add(entry.max_context_length);
  key.add(entry.load_pattern).add(entry.dataset_name).add(entry.gpu_power_limit_watts).add(entry.settings_summary);
  key.add(entry.kv_type).add(entry.flash_attention).add(entry.publisher);
  return key.text();
}

std::string key_of(const TagsEntry& tags) {
  KeyText key;
  for (const auto& tag : tags) key.add(tag);
  return key.text();
}

std::string key_of(const Uuid& id, const ModelVariant& names) {
  KeyText key;
  key.add(std::string_view{reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
  key.add(names.model_name).add(names.quantization).add(names.lora_adapter);
  return key.text();
}

}  // namespace

std::size_t GridBuilder::SlotKeyHash::operator()(const SlotKey& key) const noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, key.id.data() + 8, sizeof(word));  // the tail of a UUIDv8 is hash bits
  return word * 2 + (key.sample ? 1 : 0);
}

GridBuilder::GridBuilder()
    : published_scores_(std::make_shared<std::vector<std::shared_ptr<const VariantScores>>>()),
      published_columns_(
          std::make_shared<std::map<std::string, std::shared_ptr<const BenchmarkColumn>, std::less<>>>()),
      published_models_(std::make_shared<NameOrder>()),
      published_quantizations_(std::make_shared<NameOrder>()),
      published_platforms_(std::make_shared<NameOrder>()),
      published_backends_(std::make_shared<NameOrder>()) {
  tags_.intern("", [] { return TagsEntry{}; });
}

void GridBuilder::upsert_run(const store::GridRun& run) {
  changed_ = true;
  if (const auto found = run_rows_.find(run.run_id); found != run_rows_.end()) detach_run(found->second);
  const bool sample = is_sample(run);
  const std::uint32_t state = variant_state(run.variant_id, run.variant);
  const std::uint32_t slot = find_or_add_slot(run, sample, state);
  GridRow row = make_run_row(run, sample);
  row.slot = slot;
  row.series = slots_[slot].series;
  row.variant = variant_states_[state].code;
  const std::uint32_t at = runs_.append(row);
  run_rows_[run.run_id] = at;
  slots_[slot].runs.push_back(at);
  dirty_slots_.insert(slot);
  count_run(state, sample, +1);
}

void GridBuilder::remove_run(const Uuid& run_id) {
  const auto found = run_rows_.find(run_id);
  if (found == run_rows_.end()) return;
  changed_ = true;
  detach_run(found->second);
  run_rows_.erase(found);
}

void GridBuilder::detach_run(std::uint32_t run_row) {
  const GridRow row = runs_.row(run_row);
  Slot& slot = slots_[row.slot];
  std::erase(slot.runs, run_row);
  runs_.remove(run_row);
  live_points_ -= row.points_count;
  dirty_slots_.insert(row.slot);
  count_run(variant_numbers_.at(variants_[row.variant].id), (row.flags & kSample) != 0, -1);
}

std::optional<Uuid> GridBuilder::find_variant_of_run(const Uuid& run_id) const {
  const auto found = run_rows_.find(run_id);
  if (found == run_rows_.end()) return std::nullopt;
  return variants_[runs_.row(found->second).variant].id;
}

GridRow GridBuilder::make_run_row(const store::GridRun& run, bool sample) {
  GridRow row = row_of_run(run);
  row.id = id_bytes(run.run_id);
  row.other_id = id_bytes(run.configuration_id);
  if (sample) row.flags = static_cast<std::uint8_t>(row.flags | kSample);
  HardwareEntry hardware = make_hardware_entry(run);
  row.hardware = hardware_.intern(key_of(hardware), [&] {
    hardware.platform_code = platforms_.code(hardware.platform);
    return std::move(hardware);
  });
  SetupEntry setup = make_setup_entry(run);
  row.setup = setups_.intern(key_of(setup), [&] { return std::move(setup); });
  TagsEntry tags = run.tags;
  std::sort(tags.begin(), tags.end());
  row.tags = tags_.intern(key_of(tags), [&] { return std::move(tags); });
  row.points_begin = static_cast<std::uint32_t>(points_.size());
  for (const GridPoint& point : grid_points(run.headline.points)) points_.append(point);
  row.points_count = static_cast<std::uint32_t>(run.headline.points.size());
  live_points_ += row.points_count;
  return row;
}

std::uint32_t GridBuilder::variant_state(const Uuid& id, const ModelVariant& names) {
  const auto [found, is_new] = variant_numbers_.try_emplace(id, static_cast<std::uint32_t>(variant_states_.size()));
  const std::uint32_t number = found->second;
  if (is_new) {
    variant_states_.emplace_back().id = id;
    dirty_scores_.insert(number);
  } else if (variants_[variant_states_[number].code].variant == names) {
    return number;
  }
  VariantState& state = variant_states_[number];
  if (!is_new) {  // renamed: the runs are read again, the old name's entry stays behind without scores
    mark_views_dirty(state);
    std::erase(families_[state.family].adapters, number);
    retired_codes_.push_back(state.code);
  }
  state.code = variants_.intern(key_of(id, names), [&] {
    VariantEntry entry{id, names, to_lower(names.model_name + "\n" + names.lora_adapter), 0};
    entry.group = groups_.code(KeyText{}.add(to_lower(names.model_name)).add(names.lora_adapter).text());
    return entry;
  });
  state.family = family_codes_.code(KeyText{}.add(to_lower(names.model_name)).add(names.quantization).text());
  if (state.family == families_.size()) families_.emplace_back();
  if (!names.lora_adapter.empty()) families_[state.family].adapters.push_back(number);
  auto scores = std::make_shared<VariantScores>(*state.scores);
  scores->variant.id = id;
  scores->variant.variant = names;
  state.scores = std::move(scores);
  dirty_scores_.insert(number);
  mark_views_dirty(state);
  return number;
}

std::uint32_t GridBuilder::find_or_add_slot(const store::GridRun& run, bool sample, std::uint32_t state) {
  const SlotKey key{id_bytes(run.configuration_id), sample};
  const auto [found, is_new] = slot_numbers_.try_emplace(key, static_cast<std::uint32_t>(slots_.size()));
  const std::uint32_t number = found->second;
  if (is_new) slots_.emplace_back();
  Slot& slot = slots_[number];
  slot.configuration_id = key.id;
  slot.sample = sample;
  const auto series =
      series_numbers_.try_emplace(SlotKey{id_bytes(run.series_id), sample}, static_cast<std::uint32_t>(series_.size()));
  if (series.second) {
    series_.emplace_back();
    series_ids_.append(id_bytes(run.series_id));
  }
  const std::uint32_t series_number = series.first->second;
  if (is_new || slot.series != series_number) {
    if (!is_new) {
      std::erase(series_[slot.series], number);
      dirty_series_.insert(slot.series);
    }
    series_[series_number].push_back(number);
    slot.series = series_number;
    dirty_series_.insert(series_number);
  }
  if (is_new || slot.variant_state != state) {
    slot.variant_state = state;
    const VariantState& owner = variant_states_[state];
    if (variants_[owner.code].variant.lora_adapter.empty()) families_[owner.family].slots.push_back(number);
  }
  return number;
}

void GridBuilder::count_run(std::uint32_t number, bool sample, int change) {
  VariantState& state = variant_states_[number];
  std::uint32_t& count = sample ? state.sample_runs : state.real_runs;
  count += static_cast<std::uint32_t>(change);
  if (count != (change > 0 ? 1U : 0U)) return;
  dirty_scores_.insert(number);  // whether sample scores may be shown depends on real runs
  mark_views_dirty(state);
}

void GridBuilder::upsert_variant(const store::GridVariant& variant) {
  changed_ = true;
  const std::uint32_t number = variant_state(variant.id, variant.variant);
  VariantState& state = variant_states_[number];
  state.listed = true;
  auto scores = std::make_shared<VariantScores>(*state.scores);
  scores->variant = variant;
  state.scores = std::move(scores);
  dirty_scores_.insert(number);
}

void GridBuilder::remove_variant(const Uuid& variant_id) {
  const auto found = variant_numbers_.find(variant_id);
  if (found == variant_numbers_.end()) return;
  changed_ = true;
  VariantState& state = variant_states_[found->second];
  state.listed = false;
  auto scores = std::make_shared<VariantScores>();
  scores->variant = state.scores->variant;
  state.scores = std::move(scores);
  dirty_scores_.insert(found->second);
  mark_views_dirty(state);
}

void GridBuilder::set_scores(const Uuid& variant_id, std::vector<store::VariantScoreContext> contexts) {
  const auto found = variant_numbers_.find(variant_id);
  if (found == variant_numbers_.end()) return;  // its row was deleted after its scores
  changed_ = true;
  VariantState& state = variant_states_[found->second];
  const bool had_scores = !state.scores->contexts.empty();
  auto scores = std::make_shared<VariantScores>(*state.scores);
  scores->contexts = std::move(contexts);
  state.scores = std::move(scores);
  dirty_scores_.insert(found->second);
  if (had_scores == state.scores->contexts.empty()) mark_views_dirty(state);
}

bool GridBuilder::shown_over_base(const VariantState& state) const {
  return state.listed && state.real_runs + state.sample_runs == 0 && !state.scores->contexts.empty();
}

void GridBuilder::mark_views_dirty(const VariantState& state) {
  if (variants_[state.code].variant.lora_adapter.empty()) return;
  for (const std::uint32_t slot : families_[state.family].slots) dirty_slots_.insert(slot);
}

GridBuilder::Sizes GridBuilder::sizes() const {
  Sizes sizes;
  sizes.rows = configurations_.live();
  sizes.runs = runs_.live();
  sizes.tombstones = configurations_.tombstones() + runs_.tombstones();
  sizes.compactions = compactions_;
  // sizeof(GridRow) is what a row's columns take; a node of an unordered_map has a pointer and mostly a cached hash.
  constexpr std::size_t kMapNode = 16;
  sizes.bytes = (configurations_.size() + runs_.size()) * sizeof(GridRow) + points_.bytes() + run_refs_.bytes() +
                variants_.bytes() + hardware_.bytes() + setups_.bytes() + tags_.bytes() +
                run_rows_.size() * (sizeof(Uuid) + kMapNode + 16) +
                slots_.size() * (sizeof(Slot) + 64 + kMapNode + 32) +
                series_.size() * (sizeof(SlotKey) + kMapNode + 48);
  return sizes;
}

}  // namespace llmbench::service
