#pragma once
// Processor families by model number. Read by cpu_names.cpp.

#include <optional>
#include <string_view>

namespace llmbench {

/// `model` is a canonical name in lower case ("amd ryzen 9 7950x").
[[nodiscard]] std::optional<std::string_view> amd_cpu_family(std::string_view model);
[[nodiscard]] std::optional<std::string_view> intel_cpu_family(std::string_view model);
/// Apple, ARM servers and phones.
[[nodiscard]] std::optional<std::string_view> arm_cpu_family(std::string_view model);

/// Whether a processor (canonical name) is made for servers, phones, or neither.
enum class CpuUse { desk, server, phone };
[[nodiscard]] CpuUse cpu_use(std::string_view canonical_name);

}  // namespace llmbench
