#include "apps/uploader/hardware/detect.hpp"

#include "apps/uploader/files.hpp"
#include "apps/uploader/hardware/run_tool.hpp"

#include "llmbench/domain/device_names.hpp"
#include "llmbench/domain/hardware.hpp"
#include "llmbench/util/bytes.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::uploader {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_text(const fs::path& path) {
  try {
    return read_file_if_there(path);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// "model name : AMD Ryzen 5" of files with one pair a line.
std::optional<std::string> value_of(const std::string& text, std::string_view key) {
  for (const std::string& line : split(text, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string::npos || trim(line.substr(0, colon)) != key) continue;
    return collapse_whitespace(line.substr(colon + 1));
  }
  return std::nullopt;
}

std::optional<double> number_before_unit(std::string_view text) {
  const auto trimmed = trim(text);
  return parse_double(trimmed.substr(0, trimmed.find(' ')));
}

void detect_cpu(const HardwareProbe& probe, DetectedHardware& hardware) {
  const auto cpuinfo = read_text(probe.root / "proc/cpuinfo");
  if (cpuinfo) hardware.cpu_model = value_of(*cpuinfo, "model name");
  if (!hardware.cpu_model) {
    const auto brand = probe.run_tool({"sysctl", "-n", "machdep.cpu.brand_string"});
    if (brand && !trim(*brand).empty()) hardware.cpu_model = collapse_whitespace(*brand);
  }
  if (hardware.cpu_model) hardware.cpu_arch = cpu_family(*hardware.cpu_model);
}

void detect_ram(const HardwareProbe& probe, DetectedHardware& hardware) {
  if (const auto meminfo = read_text(probe.root / "proc/meminfo")) {
    const auto total = value_of(*meminfo, "MemTotal");
    const auto kib = total ? number_before_unit(*total) : std::nullopt;
    if (kib) hardware.ram_gb = installed_ram_gib(*kib * 1024 / kGibibyte);
  } else if (const auto bytes = probe.run_tool({"sysctl", "-n", "hw.memsize"})) {
    if (const auto count = parse_double(trim(*bytes))) hardware.ram_gb = installed_ram_gib(*count / kGibibyte);
  }
}

void detect_nvidia(const HardwareProbe& probe, DetectedHardware& hardware) {
  const auto text =
      probe.run_tool({"nvidia-smi", "--query-gpu=name,memory.total,power.limit", "--format=csv,noheader,nounits"});
  if (!text) return;
  hardware.gpus_known = true;
  for (const std::string& line : split(*text, '\n')) {
    const auto columns = split(line, ',');
    if (columns.size() < 3) continue;
    DetectedGpu gpu;
    gpu.name = trim(columns[0]);
    // "[N/A]" and "[Not Supported]" are no numbers: unknown.
    if (const auto mib = parse_double(trim(columns[1]))) gpu.memory_gb = card_memory_gib(*mib / 1024);
    gpu.power_limit_watts = parse_double(trim(columns[2]));
    hardware.gpus.push_back(std::move(gpu));
  }
}

/// The tool says names, sysfs says sizes; both list the cards in the order of their PCI addresses.
std::vector<std::string> amd_names(const HardwareProbe& probe) {
  std::vector<std::string> names;
  const auto text = probe.run_tool({"rocm-smi", "--showproductname", "--csv"});
  if (!text) return names;
  std::optional<std::size_t> column;
  for (const std::string& line : split(*text, '\n')) {
    const auto cells = split(line, ',');
    if (!column) {
      const auto heading = std::find_if(cells.begin(), cells.end(), [](const std::string& cell) {
        return equals_ignoring_case(trim(cell), "Card series");
      });
      if (heading != cells.end()) column = static_cast<std::size_t>(heading - cells.begin());
    } else if (cells.size() > *column && cells.front().starts_with("card")) {
      names.emplace_back(trim(cells[*column]));
    }
  }
  return names;
}

void detect_amd(const HardwareProbe& probe, DetectedHardware& hardware) {
  const fs::path drm = probe.root / "sys/class/drm";
  std::vector<fs::path> cards;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator{drm, failure}) {
    const std::string name = entry.path().filename().string();
    // card0 is a device, card0-DP-1 a connector of it.
    if (name.starts_with("card") && parse_integer(name.substr(4))) cards.push_back(entry.path());
  }
  if (failure) return;
  hardware.gpus_known = true;
  std::sort(cards.begin(), cards.end());
  std::vector<std::string> names = amd_names(probe);
  std::size_t number = 0;
  for (const fs::path& card : cards) {
    const auto vendor = read_text(card / "device/vendor");
    if (!vendor || trim(*vendor) != "0x1002") continue;
    DetectedGpu gpu;
    const auto product = read_text(card / "device/product_name");
    gpu.name = product && !trim(*product).empty() ? std::string{trim(*product)}
               : number < names.size()            ? names[number]
                                                  : "AMD Radeon Graphics";
    const auto bytes = read_text(card / "device/mem_info_vram_total");
    if (const auto count = bytes ? parse_double(trim(*bytes)) : std::nullopt)
      gpu.memory_gb = card_memory_gib(*count / kGibibyte);
    hardware.gpus.push_back(std::move(gpu));
    ++number;
  }
}

/// The GPU of an Apple chip is the chip, and its memory is that of the machine.
void detect_apple(DetectedHardware& hardware) {
  if (!hardware.cpu_model || !hardware.cpu_model->starts_with("Apple ")) return;
  hardware.gpus_known = true;
  hardware.gpus.push_back({*hardware.cpu_model, hardware.ram_gb, std::nullopt});
}

}  // namespace

double card_memory_gib(double gib) {
  return std::ceil(gib * 2 - 0.05) / 2;
}

double installed_ram_gib(double gib) {
  constexpr double kMostKept = 1.05;
  // Every power of two and the sizes halfway: 4, 6, 8, 12, 16, 24, 32, 48, ...
  for (double size = 1; size <= 65536; size *= 2) {
    for (const double sold : {size, size * 1.5}) {
      if (gib <= sold && sold <= gib * kMostKept) return sold;
    }
  }
  return std::round(gib * 10) / 10;
}

HardwareProbe system_probe() {
  return {"/", [](const std::vector<std::string>& command) { return run_tool(command); }};
}

DetectedHardware detect_hardware(const HardwareProbe& probe) {
  DetectedHardware hardware;
  detect_cpu(probe, hardware);
  detect_ram(probe, hardware);
  detect_nvidia(probe, hardware);
  detect_amd(probe, hardware);
  detect_apple(hardware);
  return hardware;
}

OrderedJson encode_hardware(const DetectedHardware& hardware) {
  const auto or_null = [](const auto& value) { return value ? OrderedJson(*value) : OrderedJson(); };
  OrderedJson gpus = OrderedJson::array();
  for (const DetectedGpu& gpu : hardware.gpus) {
    gpus.push_back({{"name", gpu.name},
                    {"canonical_name", canonical_gpu_name(gpu.name, hardware.cpu_model.value_or("")).name},
                    {"memory_gb", or_null(gpu.memory_gb)},
                    {"power_limit_watts", or_null(gpu.power_limit_watts)}});
  }
  return {{"cpu_model", or_null(hardware.cpu_model)},
          {"cpu_arch", or_null(hardware.cpu_arch)},
          {"ram_gb", or_null(hardware.ram_gb)},
          {"gpus", hardware.gpus_known ? std::move(gpus) : OrderedJson()}};
}

}  // namespace llmbench::uploader
