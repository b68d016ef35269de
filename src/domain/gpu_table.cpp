#include "domain/gpu_table.hpp"

#include "llmbench/util/text.hpp"

#include <map>

namespace llmbench {
namespace {

using enum HardwareCategory;

constexpr GpuAlias kGpuAliases[] = {
    {"h10080gbhbm3", "H100 SXM"},
    {"h100sxm5", "H100 SXM"},
    {"h100sxm80gb", "H100 SXM"},
    {"h100sxm580gb", "H100 SXM"},
    {"h100pcie80gb", "H100 PCIe"},
    {"h10080gbpcie", "H100 PCIe"},
    {"h10080gb", "H100"},
    {"h100nvl94gb", "H100 NVL"},
    {"h80080gbhbm3", "H800"},
    {"h200141gb", "H200"},
    {"h200sxm", "H200"},
    {"a100sxm480gb", "A100 SXM 80GB"},
    {"a100sxm440gb", "A100 SXM 40GB"},
    {"a10080gbpcie", "A100 PCIe 80GB"},
    {"a10040gbpcie", "A100 PCIe 40GB"},
    {"a10080gbsxm", "A100 SXM 80GB"},
    {"a10040gbsxm", "A100 SXM 40GB"},
    {"v100spcie32gb", "V100S PCIe 32GB"},
    {"gh200480gb", "GH200 480GB"},
    {"gh200120gb", "GH200 480GB"},
    {"dgxspark", "GB10"},
    {"gb10dgxspark", "GB10"},
    {"orin", "Jetson AGX Orin"},
    {"agxorin", "Jetson AGX Orin"},
    {"jetsonorinagx", "Jetson AGX Orin"},
    {"thor", "Jetson AGX Thor"},
    {"agxthor", "Jetson AGX Thor"},
    {"rtxa6000ada", "RTX 6000 Ada"},
    {"rtxpro6000", "RTX PRO 6000 Blackwell"},
    {"rtxpro6000maxq", "RTX PRO 6000 Blackwell Max-Q"},
    {"rtx6000problackwell", "RTX PRO 6000 Blackwell"},
    {"rtxpro5000", "RTX PRO 5000 Blackwell"},
    {"rtxpro4500", "RTX PRO 4500 Blackwell"},
    {"rtxpro4000", "RTX PRO 4000 Blackwell"},
    {"rtxpro2000", "RTX PRO 2000 Blackwell"},
    {"radeonr9700", "Radeon AI PRO R9700"},
    {"aipror9700", "Radeon AI PRO R9700"},
    {"r9700", "Radeon AI PRO R9700"},
    {"prow7900", "Radeon PRO W7900"},
    {"prow7800", "Radeon PRO W7800"},
    {"w7900", "Radeon PRO W7900"},
    {"w7800", "Radeon PRO W7800"},
    {"vega64", "RX Vega 64"},
    {"vega56", "RX Vega 56"},
    {"radeonvega64", "RX Vega 64"},
    {"radeonvega56", "RX Vega 56"},
    {"mi250xmi250", "MI250X"},
    {"mi300xvf", "MI300X"},
    {"mi300xoam", "MI300X"},
    {"mi325xoam", "MI325X"},
    {"mi355xoam", "MI355X"},
    {"strixhalo", "Radeon 8060S"},
    {"radeonstrixhalo", "Radeon 8060S"},
    {"ryzenaimax395", "Radeon 8060S"},
    {"8060s", "Radeon 8060S"},
    {"8050s", "Radeon 8050S"},
    {"890m", "Radeon 890M"},
    {"780m", "Radeon 780M"},
    {"680m", "Radeon 680M"},
    {"customgpu0405", "Steam Deck GPU"},
    {"customgpu0932", "Steam Deck GPU"},
    {"irisxe", "Iris Xe"},
    {"irisxegraphics", "Iris Xe"},
    {"uhd", "UHD iGPU"},
    {"arc", "Arc iGPU"},
    {"b580", "Arc B580"},
    {"a770", "Arc A770"},
    {"maxseries1550", "Data Center GPU Max 1550"},
    {"maxseries1100", "Data Center GPU Max 1100"},
    {"habanagaudi2", "Gaudi 2"},
    {"habanagaudi3", "Gaudi 3"},
    {"ascend910b3", "Ascend 910B"},
    {"htp0", "Hexagon HTP"},
    {"htp", "Hexagon HTP"},
    {"hexagon", "Hexagon HTP"},
    {"hexagonnpu", "Hexagon HTP"},
    {"aiboost", "Intel NPU"},
    {"xdna2", "Ryzen AI NPU"},
    {"npustrixhalo", "Ryzen AI NPU"},
};

constexpr GpuFamily kFamilies[] = {
    {"Adreno X", unified, true, true},  // laptops
    {"Adreno", mobile, true, true},
    {"Mali", mobile, true, true},
    {"Immortalis", mobile, true, true},
    {"Xclipse", mobile, true, true},
    {"PowerVR", mobile, true, true},
    {"Hexagon", npu, true, false},
    {"Apple M", unified, true, false},
    {"Apple A", mobile, true, false},
    {"Radeon iGPU", unified, true, true},
    {"Radeon Vega", unified, true, true},
    {"Iris", unified, true, true},
    {"UHD", unified, true, true},
    {"HD Graphics", unified, true, true},
    {"Jetson", unified, true, false},
    {"RTX", consumer_gpu},
    {"GTX", consumer_gpu},
    {"GT ", consumer_gpu},
    {"TITAN", consumer_gpu},
    {"Quadro", consumer_gpu},
    {"RX ", consumer_gpu},
    {"Radeon", consumer_gpu},
    {"Arc", consumer_gpu},
    {"Intel Graphics (BMG", consumer_gpu},  // cards whose chip only is known
    {"Intel Graphics", unified, true, true},
    {"llvmpipe", consumer_cpu, true, true},  // Vulkan on the processor
    {"MTT S", consumer_gpu},
    {"MI1", datacenter_gpu},
    {"MI2", datacenter_gpu},
    {"MI3", datacenter_gpu},
    {"Data Center GPU", datacenter_gpu},
    {"Gaudi", datacenter_gpu},
    {"Ascend", datacenter_gpu},
    {"TPU", datacenter_gpu},
    {"A100", datacenter_gpu},
    {"H100", datacenter_gpu},
    {"H200", datacenter_gpu},
    {"B200", datacenter_gpu},
    {"B300", datacenter_gpu},
    {"GB200", datacenter_gpu},
    {"GB300", datacenter_gpu},
    {"V100", datacenter_gpu},
    {"P100", datacenter_gpu},
};

struct Entry {
  const GpuRow* row;
  const GpuGroup* group;
};

using Index = std::map<std::string, Entry, std::less<>>;

Index make_index() {
  Index index;
  for (const auto groups : {nvidia_groups(), amd_groups(), other_groups()}) {
    for (const GpuGroup& group : groups) {
      for (const GpuRow& row : group.rows) index.emplace(gpu_key(row.name), Entry{&row, &group});
    }
  }
  for (const GpuAlias& alias : kGpuAliases) {
    if (const auto row = index.find(gpu_key(alias.name)); row != index.end()) index.emplace(alias.key, row->second);
  }
  return index;
}

const Index& gpu_index() {
  static const Index kIndex = make_index();
  return kIndex;
}

}  // namespace

std::span<const GpuAlias> gpu_aliases() {
  return kGpuAliases;
}

std::span<const GpuFamily> gpu_families() {
  return kFamilies;
}

std::string gpu_key(std::string_view name) {
  std::string key;
  for (const char c : to_lower(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key.push_back(c);
  }
  return key;
}

std::optional<std::string_view> find_gpu_name(std::string_view key) {
  const auto entry = gpu_index().find(key);
  return entry == gpu_index().end() ? std::nullopt : std::optional(entry->second.row->name);
}

std::optional<GpuSpec> find_gpu_spec(std::string_view canonical_name) {
  if (const auto entry = gpu_index().find(gpu_key(canonical_name)); entry != gpu_index().end()) {
    const auto& [row, group] = entry->second;
    GpuSpec spec;
    spec.name = row->name;
    for (const double memory_gb : row->memory_gb) {
      if (memory_gb > 0) spec.memory_choices_gb.push_back(memory_gb);
    }
    if (row->bandwidth_gb_per_s > 0) spec.bandwidth_gb_per_s = row->bandwidth_gb_per_s;
    spec.category = group->category;
    spec.unified = group->unified;
    spec.integrated = group->integrated;
    return spec;
  }
  for (const GpuFamily& family : kFamilies) {
    if (!starts_with_ignoring_case(canonical_name, family.prefix)) continue;
    return GpuSpec{family.prefix, {}, std::nullopt, family.category, family.unified, family.integrated};
  }
  return std::nullopt;
}

}  // namespace llmbench
