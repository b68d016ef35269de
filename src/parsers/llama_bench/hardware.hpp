#pragma once
// The hardware a llama-bench record used: gpu_info lists every GPU of the machine, used or not.

#include "parsers/llama_bench/row.hpp"

#include "llmbench/domain/hardware.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_bench {

struct UsedHardware {
  HardwareConfig config;
  std::optional<std::string> driver;  ///< "RADV GFX1151": belongs to the settings, not to the machine
  /// No layer lies on the GPU, but prompts are still multiplied there.
  bool gpu_assists_prompts = false;
  /// Part of the model lies on another machine.
  bool multi_host = false;
  std::vector<std::string> warnings;
};

[[nodiscard]] UsedHardware find_used_hardware(const Row& row);

/// A driver reports a little less memory than the size a card is sold with (15.57 of 16), which tells cards of one name
/// apart. nullopt when that is not certain, and on unified memory.
[[nodiscard]] std::optional<double> sold_memory_gb(std::string_view gpu, std::string_view cpu, double reported_gib);

/// "A, B (driver, x), C" at commas outside parentheses.
[[nodiscard]] std::vector<std::string> split_device_names(std::string_view list);

}  // namespace llmbench::parsers::llama_bench
