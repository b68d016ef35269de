#include "service/grid/scan.hpp"

#include "service/grid/row_making.hpp"

#include <cmath>

namespace llmbench::service {
namespace {

/// True when the first point is nearer to the wanted depth; a tie goes to the smaller depth, as the headline rule has
/// it.
bool is_nearer(const GridPoint& a, double distance_a, const GridPoint* b, double distance_b) {
  if (b == nullptr || distance_a != distance_b) return b == nullptr || distance_a < distance_b;
  return a.depth < b->depth;
}

}  // namespace

std::vector<ScanChunk> scan_all(const GridTableView& table) {
  std::vector<ScanChunk> chunks(table.chunk_count());
  for (std::size_t at = 0; at < chunks.size(); ++at) {
    ScanChunk& scan = chunks[at];
    scan.columns = &table.chunk(at);
    scan.first_row = static_cast<std::uint32_t>(at * kChunkRows);
    scan.speed = scan.columns->speed.data();
    scan.prompt_speed = scan.columns->prompt_speed.data();
    scan.speed_class = scan.columns->speed_class.data();
    scan.prompt_class = scan.columns->prompt_class.data();
    const std::size_t rows = table.rows_in_chunk(at);
    const auto* dead = table.tombstones.chunk(at);
    scan.selected.resize(rows);
    std::size_t kept = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      scan.selected[kept] = static_cast<std::uint16_t>(row);
      kept += dead == nullptr || (((*dead)[row / 64] >> (row % 64)) & 1U) == 0 ? 1U : 0U;
    }
    scan.selected.resize(kept);
  }
  return chunks;
}

DepthPoints points_at_depth(const GridSnapshot& snapshot, std::uint32_t points_begin, std::uint32_t points_count,
                            int depth) {
  static const double kMaxDistance = std::log2(1.5) + 1e-9;
  DepthPoints found;
  double speed_distance = 0;
  double prompt_distance = 0;
  for (std::uint32_t at = 0; at < points_count; ++at) {
    const GridPoint& point = snapshot.points[points_begin + at];
    if (point.best == 0) continue;
    double distance = 0;
    if (point.depth != depth) {
      // Cheap bounds first; the logarithm decides only near the limit.
      if (point.depth == 0 || depth == 0) continue;
      if (point.depth > 2.0 * depth || depth > 2.0 * point.depth) continue;
      distance = std::abs(std::log2(static_cast<double>(point.depth) / depth));
      if (distance > kMaxDistance) continue;
    }
    const bool prompt = point.kind == static_cast<std::uint8_t>(SpeedPoint::Kind::prompt);
    const GridPoint*& best = prompt ? found.prompt_speed : found.speed;
    double& best_distance = prompt ? prompt_distance : speed_distance;
    if (!is_nearer(point, distance, best, best_distance)) continue;
    best = &point;
    best_distance = distance;
  }
  return found;
}

void use_depth(const GridSnapshot& snapshot, ScanChunk& chunk, int depth) {
  chunk.at_depth = std::make_unique_for_overwrite<DepthSpeeds>();
  DepthSpeeds& speeds = *chunk.at_depth;
  for (const std::uint16_t row : chunk.selected) {
    const auto found =
        points_at_depth(snapshot, chunk.columns->points_begin[row], chunk.columns->points_count[row], depth);
    speeds.speed[row] = found.speed != nullptr ? found.speed->value : kUnknown;
    speeds.prompt_speed[row] = found.prompt_speed != nullptr ? found.prompt_speed->value : kUnknown;
    speeds.speed_class[row] = found.speed != nullptr ? found.speed->class_code : std::uint8_t{0};
    speeds.prompt_class[row] = found.prompt_speed != nullptr ? found.prompt_speed->class_code : std::uint8_t{0};
  }
  chunk.speed = speeds.speed.data();
  chunk.prompt_speed = speeds.prompt_speed.data();
  chunk.speed_class = speeds.speed_class.data();
  chunk.prompt_class = speeds.prompt_class.data();
}

void show_depth(const GridSnapshot& snapshot, GridRow& row, int depth) {
  const auto found = points_at_depth(snapshot, row.points_begin, row.points_count, depth);
  set_speed(row, found.speed != nullptr ? std::optional(to_speed_point(*found.speed)) : std::nullopt);
  set_prompt_speed(row,
                   found.prompt_speed != nullptr ? std::optional(to_speed_point(*found.prompt_speed)) : std::nullopt);
}

}  // namespace llmbench::service
