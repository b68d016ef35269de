#pragma once
// Hardware as it was sent, and the hardware profile made from it.

#include "llmbench/util/uuid.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench {

/// ExperimentRun.hardware_config exactly as sent. nullopt = unknown. "CPU Only" as gpu_model = known to have used no
/// GPU (then gpu_memory_gb is 0 and gpu_count 0). Memory is GiB.
struct HardwareConfig {
  std::optional<std::string> gpu_model;
  std::optional<double> gpu_memory_gb;
  std::optional<int> gpu_count;
  std::optional<std::string> cpu_model;
  std::optional<std::string> cpu_arch;
  std::optional<double> ram_gb;
  std::optional<std::string> ram_type;
  std::optional<std::string> virtualization_type;
  std::vector<std::string> optimizations;
  std::optional<std::string> machine_name;

  bool operator==(const HardwareConfig&) const = default;
};

inline constexpr const char* kCpuOnly = "CPU Only";
/// An optimization that says the run used several machines (RPC devices, or more than one machine's memory). Readers
/// set it; it is part of the profile, makes its category multi_host and marks its platform.
inline constexpr const char* kMultiHost = "multi_host";

enum class HardwareCategory {
  consumer_gpu,
  consumer_cpu,
  datacenter_gpu,
  datacenter_cpu,
  unified,
  multi_host,
  mobile,
  npu,
  unknown,
};
[[nodiscard]] std::string_view to_string(HardwareCategory category);
[[nodiscard]] std::optional<HardwareCategory> parse_hardware_category(std::string_view text);
/// The nearest of the seed's four categories ("unified" is consumer_gpu, "mobile" and "npu" consumer_gpu,
/// "multi_host" consumer_gpu or datacenter_gpu by its GPU); unknown stays "unknown".
[[nodiscard]] std::string_view seed_category(HardwareCategory category);

/// A machine as a benchmark sees it: canonical names, with the raw ones beside them.
struct HardwareProfile {
  Uuid id;                               ///< from the canonical fields below, see schema
  std::optional<std::string> gpu_model;  ///< canonical ("RTX 4090", "CPU Only"); nullopt = unknown
  int gpu_count = 1;                     ///< 0 for CPU Only
  std::optional<double> gpu_memory_gb;   ///< of one device, GiB
  std::optional<std::string> cpu_model;
  std::optional<std::string> cpu_arch;  ///< family: zen2, raptorlake, apple_m4, ...
  std::optional<double> ram_gb;
  std::optional<std::string> ram_type;
  std::optional<std::string> virtualization_type;
  std::vector<std::string> optimizations;  ///< sorted, distinct
  std::optional<std::string> machine_name;
  std::string platform;  ///< "RTX 4090", "4x H100", the CPU model, or "unknown"
  HardwareCategory category = HardwareCategory::unknown;
  std::string raw_gpu_model;  ///< as sent, "" when unknown
  std::string raw_cpu_model;
};

/// As seed_category of its category; a multi_host profile goes by its GPU.
[[nodiscard]] std::string_view seed_category(const HardwareProfile& profile);

/// Canonicalises names (domain/device_names.hpp), fills cpu_arch from the CPU family table and gpu_memory_gb from the
/// GPU table only where the name allows exactly one size, sorts optimizations, and computes platform, category and id.
/// Known values are never overwritten.
[[nodiscard]] HardwareProfile make_hardware_profile(const HardwareConfig& config);

/// What the tables know about a canonical GPU name; nullopt when the name is not in them.
struct GpuSpec {
  std::string_view name;
  std::vector<double> memory_choices_gb;     ///< one entry = unambiguous; several = ambiguous
  std::optional<double> bandwidth_gb_per_s;  ///< 10^9 bytes per second
  HardwareCategory category;
  bool unified = false;     ///< device memory is system memory
  bool integrated = false;  ///< iGPU: beside a discrete GPU it is not used unless named
};
[[nodiscard]] std::optional<GpuSpec> find_gpu_spec(std::string_view canonical_name);

}  // namespace llmbench
