#pragma once
// From a run of the database to a row of the index, and from several rows of one configuration to one.

#include "llmbench/service/grid_snapshot.hpp"

#include <vector>

namespace llmbench::service {

[[nodiscard]] IdBytes id_bytes(const Uuid& id);
[[nodiscard]] Uuid to_uuid(const IdBytes& id);
[[nodiscard]] std::int64_t microseconds(TimePoint time);

[[nodiscard]] SpeedClass class_of_speed(const SpeedPoint& point);
[[nodiscard]] PromptClass class_of_prompt(const SpeedPoint& point);
/// Value, test, depth and class of the shown speed; nullopt = unknown.
void set_speed(GridRow& row, const std::optional<SpeedPoint>& point);
void set_prompt_speed(GridRow& row, const std::optional<SpeedPoint>& point);

/// Scalars of a run without its codes, ids and places.
[[nodiscard]] GridRow row_of_run(const store::GridRun& run);

/// Points as the index keeps them; `best` marks per kind and depth the one the headline rule prefers.
[[nodiscard]] std::vector<GridPoint> grid_points(const std::vector<SpeedPoint>& points);
[[nodiscard]] SpeedPoint to_speed_point(const GridPoint& point);

/// The union of the runs: every value the median over those that have it. `runs` newest first, at least one; codes and
/// places are those of the newest. `points` are those of all runs, merged.
[[nodiscard]] GridRow merge_rows(const std::vector<GridRow>& runs, const std::vector<SpeedPoint>& points);

[[nodiscard]] HardwareEntry make_hardware_entry(const store::GridRun& run);
[[nodiscard]] SetupEntry make_setup_entry(const store::GridRun& run);

}  // namespace llmbench::service
