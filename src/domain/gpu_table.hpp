#pragma once
// Devices by canonical name: one row each, split by vendor. Read by gpu_table.cpp (lookup) and gpu_names.cpp.

#include "llmbench/domain/hardware.hpp"

#include <array>
#include <span>
#include <string_view>

namespace llmbench {

/// `memory_gb`: every size sold under the name, 0 = no more; all 0 = shared with the system or many sizes.
struct GpuRow {
  std::string_view name;
  std::array<double, 3> memory_gb{};
  double bandwidth_gb_per_s = 0;  ///< vendor figure, of the faster version where two exist; 0 = depends on the machine
};

/// Rows of one kind. Everything in it is of `category`.
struct GpuGroup {
  std::span<const GpuRow> rows;
  HardwareCategory category = HardwareCategory::unknown;
  bool unified = false;
  bool integrated = false;
};
[[nodiscard]] std::span<const GpuGroup> nvidia_groups();
[[nodiscard]] std::span<const GpuGroup> amd_groups();
[[nodiscard]] std::span<const GpuGroup> other_groups();

/// Names that drivers report and that are not made from the canonical one by taking words off.
struct GpuAlias {
  std::string_view key;  ///< lower-case letters and digits only
  std::string_view name;
};
[[nodiscard]] std::span<const GpuAlias> gpu_aliases();

/// Devices by the beginning of their name, where the exact model is not in the tables.
struct GpuFamily {
  std::string_view prefix;
  HardwareCategory category = HardwareCategory::unknown;
  bool unified = false;
  bool integrated = false;
};
[[nodiscard]] std::span<const GpuFamily> gpu_families();

/// Lower-case letters and digits: how names are compared.
[[nodiscard]] std::string gpu_key(std::string_view name);
/// The canonical name of a row or alias with this key.
[[nodiscard]] std::optional<std::string_view> find_gpu_name(std::string_view key);

}  // namespace llmbench
