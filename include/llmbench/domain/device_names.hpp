#pragma once
// Canonical names of GPUs and CPUs and what they imply. Used by parsers (what was *used*) and by the server (what was
// sent).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench {

struct CanonicalGpu {
  std::string name;                   ///< "RTX 4090", "Radeon 8060S", "Apple M4 Max", "CPU Only"
  std::optional<std::string> driver;  ///< text of the parentheses that named a driver: "RADV GFX1151"
  std::optional<double> memory_gb;    ///< when the name said it: "RTX 4060 Ti 16GB"
};

/// Vendor, (TM), (R), "Graphics" and a driver in parentheses off; generic names ("AMD Radeon Graphics") resolved by the
/// CPU name or gfx id; Laptop, Max-Q, SXM, PCIe, NVL, D, Ti, SUPER, Ada are never stripped. `cpu_model` may be empty.
[[nodiscard]] CanonicalGpu canonical_gpu_name(std::string_view raw, std::string_view cpu_model);

/// Every device of one text: llama-bench joins the GPUs of a box with ", ". Integrated GPUs beside a discrete one are
/// left out; equal devices are a count, different ones are joined ("RTX 4090 + RTX 3090"). `name` is "" for "".
struct GpuList {
  std::string name;
  int count = 0;
  std::optional<std::string> driver;
  std::optional<double> memory_gb;
};
[[nodiscard]] GpuList canonical_gpu_list(std::string_view raw, std::string_view cpu_model);

/// Trademark signs, trailing blanks, "CPU @ 3.2GHz" and "8-Core Processor" style tails normalised. "CPU" and "" are
/// nullopt.
[[nodiscard]] std::optional<std::string> canonical_cpu_name(std::string_view raw);

/// zen1..zen5, Intel generations (alderlake, raptorlake, sapphire_rapids, ...), apple_m1..apple_m5, ARM cores; nullopt
/// = not in the table.
[[nodiscard]] std::optional<std::string> cpu_family(std::string_view cpu_model);

}  // namespace llmbench
