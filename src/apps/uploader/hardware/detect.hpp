#pragma once
// What this machine is: CPU, memory and every GPU, from files of the system and the tools of the vendors. What cannot
// be told is unknown, never a guess.

#include "llmbench/util/json.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::uploader {

struct DetectedGpu {
  std::string name;
  std::optional<double> memory_gb;  ///< GiB
  std::optional<double> power_limit_watts;
};

struct DetectedHardware {
  std::optional<std::string> cpu_model;
  std::optional<std::string> cpu_arch;  ///< family: zen4, raptorlake, apple_m3
  std::optional<double> ram_gb;         ///< GiB
  std::vector<DetectedGpu> gpus;        ///< all of them
  bool gpus_known = false;  ///< something could be asked; when not, no GPU in the list does not mean that there is none
};

/// Where detection looks; tests put their own files and tools there.
struct HardwareProbe {
  std::filesystem::path root = "/";
  /// Standard output of a tool with its arguments; nullopt when it is missing or fails.
  std::function<std::optional<std::string>(const std::vector<std::string>& command)> run_tool;
};

/// The machine itself: tools are found on PATH and get three seconds.
[[nodiscard]] HardwareProbe system_probe();

[[nodiscard]] DetectedHardware detect_hardware(const HardwareProbe& probe);

/// Drivers keep a part of a card's memory: up to the next half GiB (23.99 is 24).
[[nodiscard]] double card_memory_gib(double gib);

/// Kernels keep a part of the RAM: the size that is sold and at most 5 % larger (31.27 is 32, 62.7 is 64), else as it
/// is, with one digit.
[[nodiscard]] double installed_ram_gib(double gib);

[[nodiscard]] OrderedJson encode_hardware(const DetectedHardware& hardware);

}  // namespace llmbench::uploader
