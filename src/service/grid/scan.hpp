#pragma once
// A pass over one table of a snapshot: which rows pass the filters, chunk by chunk, and with which speeds.

#include "llmbench/service/grid_snapshot.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace llmbench::service {

/// Speeds of a chunk at a wanted depth; filled for selected rows only.
struct DepthSpeeds {
  std::array<double, kChunkRows> speed;
  std::array<double, kChunkRows> prompt_speed;
  std::array<std::uint8_t, kChunkRows> speed_class;
  std::array<std::uint8_t, kChunkRows> prompt_class;
};

/// One chunk of the table with the rows that are still in. Filters and sorts read speeds through the pointers, so that
/// at_depth needs no case of its own.
struct ScanChunk {
  const GridChunk* columns = nullptr;
  std::uint32_t first_row = 0;
  std::vector<std::uint16_t> selected;
  const double* speed = nullptr;
  const double* prompt_speed = nullptr;
  const std::uint8_t* speed_class = nullptr;
  const std::uint8_t* prompt_class = nullptr;
  std::unique_ptr<DepthSpeeds> at_depth;

  /// Keeps the selected rows for which `keep(row)` holds. Writes without a branch: which rows stay is unpredictable.
  template <typename Keep>
  void refine(const Keep& keep) {
    std::size_t kept = 0;
    for (const std::uint16_t row : selected) {
      selected[kept] = row;
      kept += keep(row) ? 1U : 0U;
    }
    selected.resize(kept);
  }
};

/// Narrows the selection of a chunk.
using RowFilter = std::function<void(ScanChunk&)>;

/// Every row that is no tombstone.
[[nodiscard]] std::vector<ScanChunk> scan_all(const GridTableView& table);

/// Replaces the speeds of the selected rows by those at `depth` (exact, or nearest within a factor 1.5, else unknown).
void use_depth(const GridSnapshot& snapshot, ScanChunk& chunk, int depth);

/// The best points of a row at `depth`; nullptr = none. The rule is domain's speed_at_depth, without its allocations.
struct DepthPoints {
  const GridPoint* speed = nullptr;
  const GridPoint* prompt_speed = nullptr;
};
[[nodiscard]] DepthPoints points_at_depth(const GridSnapshot& snapshot, std::uint32_t points_begin,
                                          std::uint32_t points_count, int depth);

/// A row with the speeds of the wanted depth.
void show_depth(const GridSnapshot& snapshot, GridRow& row, int depth);

}  // namespace llmbench::service
