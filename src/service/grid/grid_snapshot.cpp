#include "llmbench/service/grid_snapshot.hpp"

#include <algorithm>

namespace llmbench::service {
namespace {

/// The one list of row fields: calls `visit(chunk column, row field)` for each.
template <typename Chunk, typename Row, typename Visit>
void for_each_field(Chunk& chunk, Row& row, const Visit& visit) {
  visit(chunk.id, row.id);
  visit(chunk.other_id, row.other_id);
  visit(chunk.variant, row.variant);
  visit(chunk.hardware, row.hardware);
  visit(chunk.setup, row.setup);
  visit(chunk.tags, row.tags);
  visit(chunk.slot, row.slot);
  visit(chunk.series, row.series);
  visit(chunk.speed, row.speed);
  visit(chunk.prompt_speed, row.prompt_speed);
  visit(chunk.speed_cv, row.speed_cv);
  visit(chunk.memory_gb, row.memory_gb);
  visit(chunk.model_size_gb, row.model_size_gb);
  visit(chunk.bits_per_weight, row.bits_per_weight);
  visit(chunk.n_params, row.n_params);
  visit(chunk.power_watts, row.power_watts);
  visit(chunk.first_token_ms, row.first_token_ms);
  visit(chunk.speed_per_request, row.speed_per_request);
  visit(chunk.total_speed, row.total_speed);
  visit(chunk.timestamp, row.timestamp);
  visit(chunk.newest, row.newest);
  visit(chunk.speed_tokens, row.speed_tokens);
  visit(chunk.speed_depth, row.speed_depth);
  visit(chunk.prompt_tokens, row.prompt_tokens);
  visit(chunk.prompt_depth, row.prompt_depth);
  visit(chunk.memory_context_tokens, row.memory_context_tokens);
  visit(chunk.max_depth, row.max_depth);
  visit(chunk.points_begin, row.points_begin);
  visit(chunk.points_count, row.points_count);
  visit(chunk.runs_begin, row.runs_begin);
  visit(chunk.runs_count, row.runs_count);
  visit(chunk.speed_class, row.speed_class);
  visit(chunk.prompt_class, row.prompt_class);
  visit(chunk.load, row.load);
  visit(chunk.memory_source, row.memory_source);
  visit(chunk.memory_place, row.memory_place);
  visit(chunk.flags, row.flags);
}

template <std::size_t N>
std::string_view name_at(const std::array<std::string_view, N>& names, std::size_t at) {
  return at < N ? names[at] : std::string_view{};
}

}  // namespace

void GridChunk::set(std::size_t at, const GridRow& row) {
  for_each_field(*this, row, [at](auto& column, const auto& field) { column[at] = field; });
}

GridRow GridChunk::get(std::size_t at) const {
  GridRow row;
  for_each_field(*this, row, [at](const auto& column, auto& field) { field = column[at]; });
  return row;
}

std::string_view to_string(SpeedClass value) {
  static constexpr std::array<std::string_view, 6> kNames{"", "tg", "tg_short", "tg_long", "depth", "unspecified"};
  return name_at(kNames, static_cast<std::size_t>(value));
}
std::string_view to_string(PromptClass value) {
  static constexpr std::array<std::string_view, 6> kNames{"", "pp512", "pp2k", "pp8k+", "depth", "unspecified"};
  return name_at(kNames, static_cast<std::size_t>(value));
}
std::string_view to_string(LoadCode value) {
  static constexpr std::array<std::string_view, 4> kNames{"", "single", "concurrent", "offline"};
  return name_at(kNames, static_cast<std::size_t>(value));
}
std::string_view memory_source_name(std::uint8_t code) {
  static constexpr std::array<std::string_view, 4> kNames{"", "measured", "estimated", "reserved"};
  return name_at(kNames, code);
}
std::string_view memory_place_name(std::uint8_t code) {
  static constexpr std::array<std::string_view, 5> kNames{"", "gpu", "ram", "split", "unified"};
  return name_at(kNames, code);
}

std::optional<double> HardwareEntry::device_memory_gb() const {
  if (is_cpu_only()) return ram_gb;
  if (!gpu_memory_gb) return std::nullopt;
  return *gpu_memory_gb * std::max(gpu_count, 1);
}

const BenchmarkColumn* GridSnapshot::benchmark(std::string_view name) const {
  const auto found = benchmarks->find(name);
  return found == benchmarks->end() ? nullptr : found->second.get();
}

}  // namespace llmbench::service
