#include "parsers/llama_bench/device_log.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace llmbench::parsers::llama_bench {
namespace {

constexpr double kMebibytesPerGibibyte = 1024;

std::optional<std::string_view> after(std::string_view line, std::string_view sign) {
  const std::size_t at = line.find(sign);
  if (at == std::string_view::npos) return std::nullopt;
  return trim(line.substr(at + sign.size()));
}

std::string_view before(std::string_view text, std::string_view sign) {
  return trim(text.substr(0, text.find(sign)));
}

/// "VRAM: 15943 MiB" at the end of newer device lines.
std::optional<double> vram_mib(std::string_view line) {
  const auto text = after(line, ", VRAM: ");
  return text ? parse_double(before(*text, " MiB")) : std::nullopt;
}

/// "AMD Radeon Graphics, gfx1151 (0x1151), VMM: no": only the gfx id tells which one it is.
std::string cuda_name(std::string_view text) {
  std::string name(before(before(text, ", compute capability"), ", gfx"));
  const auto gfx = after(text, ", gfx");
  if (gfx && equals_ignoring_case(name, "AMD Radeon Graphics")) {
    name += " (gfx" + std::string(before(before(*gfx, ","), "(")) + ")";
  }
  return name;
}

/// "AMD Radeon RX 7900 XTX (RADV NAVI31) (radv) | uma: 0 | ...": the last parentheses name the driver once more; with
/// only one pair they are all there is to tell the drivers of one device apart.
std::string vulkan_name(std::string_view text) {
  const std::string_view name = before(text, " | ");
  const std::size_t last = name.rfind(" (");
  const bool has_two = last != std::string_view::npos && name.substr(0, last).ends_with(')');
  return std::string(has_two ? name.substr(0, last) : name);
}

/// "'QUALCOMM Adreno(TM) (OpenCL 2.0 Adreno(TM) 650)'": older drivers number the device only where they name OpenCL.
std::string opencl_name(std::string_view text) {
  constexpr std::string_view kAdreno = "Adreno(TM)";
  text = trim(text.substr(0, text.rfind('\'')));
  std::string name(before(text, " (OpenCL"));
  const auto number = after(text.substr(name.size()), kAdreno);
  if (name.ends_with(kAdreno) && number) name += " " + std::string(before(*number, ")"));
  return name;
}

}  // namespace

void DeviceLog::add_device(std::string name, std::optional<double> memory_mib) {
  if (name.empty()) return;
  names_.push_back(std::move(name));
  memory_mib_.push_back(memory_mib);
}

void DeviceLog::add(std::string_view line) {
  static constexpr std::array<std::string_view, 2> kMetal{"GPU name:", "ggml_metal_init: found device:"};
  static constexpr std::array<std::string_view, 2> kOpenCl{"ggml_opencl: selecting device: '",
                                                           "ggml_opencl: default device: '"};
  if (contains(line, "Device ")) {  // ggml_cuda_init, ggml_init_cublas, ROCm builds
    const auto device = after(line, "Device ");
    const std::string_view index = before(*device, ":");
    const auto text = after(*device, ":");
    const bool has_traits = contains(line, ", compute capability") || contains(line, ", gfx");
    if (text && has_traits && parse_integer(index)) add_device(cuda_name(*text), vram_mib(line));
    return;
  }
  if (const auto device = after(line, "ggml_vulkan: ")) {
    const auto name = after(*device, " = ");
    if (name && parse_integer(before(*device, " ="))) add_device(vulkan_name(*name), std::nullopt);
    return;
  }
  for (const std::string_view sign : kOpenCl) {
    const auto device = after(line, sign);
    if (!device) continue;
    if (!names_.empty() && !has_opencl_) return;  // another backend has listed the devices
    has_opencl_ = true;
    add_device(opencl_name(*device), std::nullopt);
    return;
  }
  for (const std::string_view sign : kMetal) {
    const auto name = after(line, sign);
    const bool is_new = name && std::find(names_.begin(), names_.end(), *name) == names_.end();
    if (is_new) add_device(std::string(*name), std::nullopt);  // a context lists it again
  }
}

LoggedDevices DeviceLog::take() {
  LoggedDevices devices;
  devices.names = std::exchange(names_, {});
  devices.outside_identity = std::exchange(has_opencl_, false);
  const auto memory = std::exchange(memory_mib_, {});
  const bool all_equal =
      !memory.empty() && std::all_of(memory.begin(), memory.end(), [&](const auto& mib) { return mib == memory[0]; });
  if (all_equal && memory[0]) devices.memory_gib = *memory[0] / kMebibytesPerGibibyte;
  return devices;
}

}  // namespace llmbench::parsers::llama_bench
