#include "llmbench/domain/hardware.hpp"

#include "domain/cpu_table.hpp"
#include "domain/or_null.hpp"

#include "llmbench/domain/device_names.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench {
namespace {

struct CategoryText {
  HardwareCategory category;
  std::string_view text;
  std::string_view seed;  ///< nearest of the seed's four
};
constexpr std::array kCategories{
    CategoryText{HardwareCategory::consumer_gpu, "consumer_gpu", "consumer_gpu"},
    CategoryText{HardwareCategory::consumer_cpu, "consumer_cpu", "consumer_cpu"},
    CategoryText{HardwareCategory::datacenter_gpu, "datacenter_gpu", "datacenter_gpu"},
    CategoryText{HardwareCategory::datacenter_cpu, "datacenter_cpu", "datacenter_cpu"},
    CategoryText{HardwareCategory::unified, "unified", "consumer_gpu"},
    CategoryText{HardwareCategory::multi_host, "multi_host", "consumer_gpu"},
    CategoryText{HardwareCategory::mobile, "mobile", "consumer_gpu"},
    CategoryText{HardwareCategory::npu, "npu", "consumer_gpu"},
    CategoryText{HardwareCategory::unknown, "unknown", "unknown"},
};

const CategoryText& row_of(HardwareCategory category) {
  return *std::ranges::find(kCategories, category, &CategoryText::category);
}

/// Text that says nothing: older clients send "unknown" or "" where we send null.
std::optional<std::string> known_text(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const std::string trimmed = collapse_whitespace(*text);
  const std::string lower = to_lower(trimmed);
  if (lower.empty() || lower == "unknown" || lower == "n/a") return std::nullopt;
  return trimmed;
}

/// "4x H100", "2 x RTX 4090": the count in front of a name.
std::optional<int> take_count(std::string& name) {
  std::size_t digits = 0;
  while (digits < name.size() && name[digits] >= '0' && name[digits] <= '9') ++digits;
  if (digits == 0 || digits > 4) return std::nullopt;
  std::string_view rest = trim(std::string_view(name).substr(digits));
  const bool letter = rest.starts_with('x') || rest.starts_with('X');
  const bool sign = rest.starts_with("×");
  if (!letter && !sign) return std::nullopt;
  rest.remove_prefix(sign ? std::string_view("×").size() : 1);
  if (!rest.starts_with(' ')) return std::nullopt;
  const auto count = parse_integer(std::string_view(name).substr(0, digits));
  if (!count || *count < 1) return std::nullopt;
  name = std::string(trim(rest));
  return static_cast<int>(*count);
}

void fill_gpu(const HardwareConfig& config, HardwareProfile& profile) {
  const auto raw = known_text(config.gpu_model);
  const auto stated_count = config.gpu_count == 0 ? std::nullopt : config.gpu_count;  // 0 of a named GPU: unknown
  profile.gpu_count = stated_count.value_or(1);
  profile.gpu_memory_gb = config.gpu_memory_gb;
  if (!raw) return;

  std::string name = *raw;
  // "2x RTX 3090 + RTX 4090" counts one kind of several.
  const auto count_in_name = name.find(" + ") == std::string::npos ? take_count(name) : std::nullopt;
  const GpuList gpus = canonical_gpu_list(name, profile.raw_cpu_model);
  if (gpus.name.empty()) return;
  profile.gpu_model = gpus.name;
  if (gpus.name == kCpuOnly) {
    profile.gpu_count = 0;
    profile.gpu_memory_gb = 0;
    return;
  }
  if (!stated_count) profile.gpu_count = count_in_name.value_or(std::max(1, gpus.count));
  // A GPU without memory does not exist: older clients wrote 0 for unknown.
  if (profile.gpu_memory_gb == 0.0) profile.gpu_memory_gb.reset();
  if (profile.gpu_memory_gb) return;
  if (gpus.memory_gb) {
    profile.gpu_memory_gb = gpus.memory_gb;
  } else if (const auto spec = find_gpu_spec(gpus.name); spec && spec->memory_choices_gb.size() == 1) {
    profile.gpu_memory_gb = spec->memory_choices_gb.front();
  }
}

bool is_multi_host(const HardwareProfile& profile) {
  return std::ranges::find(profile.optimizations, kMultiHost) != profile.optimizations.end();
}

HardwareCategory category_of_cpu(const std::optional<std::string>& cpu_model) {
  if (!cpu_model) return HardwareCategory::unknown;
  switch (cpu_use(*cpu_model)) {
    case CpuUse::server:
      return HardwareCategory::datacenter_cpu;
    case CpuUse::phone:
      return HardwareCategory::mobile;
    case CpuUse::desk:
      break;
  }
  return HardwareCategory::consumer_cpu;
}

HardwareCategory category_of(const HardwareProfile& profile) {
  if (is_multi_host(profile)) return HardwareCategory::multi_host;
  if (!profile.gpu_model) return HardwareCategory::unknown;
  if (*profile.gpu_model == kCpuOnly) return category_of_cpu(profile.cpu_model);
  // Of different GPUs the first one speaks for all.
  std::string first = profile.gpu_model->substr(0, profile.gpu_model->find(" + "));
  take_count(first);
  const auto spec = find_gpu_spec(first);
  return spec ? spec->category : HardwareCategory::unknown;
}

std::string platform_of(const HardwareProfile& profile) {
  std::string platform = "unknown";
  if (profile.gpu_model && *profile.gpu_model != kCpuOnly) {
    const bool mixed = profile.gpu_model->find(" + ") != std::string::npos;
    platform = profile.gpu_count > 1 && !mixed ? std::to_string(profile.gpu_count) + "x " + *profile.gpu_model
                                               : *profile.gpu_model;
  } else if (profile.gpu_model && profile.cpu_model) {
    platform = *profile.cpu_model;
  }
  // Several machines together are not the machine they are made of.
  return is_multi_host(profile) ? platform + " (multi-host)" : platform;
}

Uuid profile_id(const HardwareProfile& profile) {
  const Json identity{{"kind", "hardware"},
                      {"gpu_model", or_null(profile.gpu_model)},
                      {"gpu_count", profile.gpu_count},
                      {"gpu_memory_gb", or_null(profile.gpu_memory_gb)},
                      {"cpu_model", or_null(profile.cpu_model)},
                      {"cpu_arch", or_null(profile.cpu_arch)},
                      {"ram_gb", or_null(profile.ram_gb)},
                      {"ram_type", or_null(profile.ram_type)},
                      {"virtualization_type", or_null(profile.virtualization_type)},
                      {"optimizations", profile.optimizations},
                      {"machine_name", or_null(profile.machine_name)}};
  return uuid_from_content(canonical_json(identity));
}

}  // namespace

std::string_view to_string(HardwareCategory category) {
  return row_of(category).text;
}

std::optional<HardwareCategory> parse_hardware_category(std::string_view text) {
  const auto* row = std::ranges::find(kCategories, text, &CategoryText::text);
  return row == kCategories.end() ? std::nullopt : std::optional(row->category);
}

std::string_view seed_category(HardwareCategory category) {
  return row_of(category).seed;
}

std::string_view seed_category(const HardwareProfile& profile) {
  if (profile.category != HardwareCategory::multi_host || !profile.gpu_model) return seed_category(profile.category);
  if (*profile.gpu_model == kCpuOnly) return seed_category(category_of_cpu(profile.cpu_model));
  const auto spec = find_gpu_spec(*profile.gpu_model);
  return seed_category(spec ? spec->category : profile.category);
}

HardwareProfile make_hardware_profile(const HardwareConfig& config) {
  HardwareProfile profile;
  profile.raw_gpu_model = config.gpu_model.value_or("");
  profile.raw_cpu_model = config.cpu_model.value_or("");
  if (const auto cpu = known_text(config.cpu_model)) profile.cpu_model = canonical_cpu_name(*cpu);
  profile.cpu_arch = known_text(config.cpu_arch);
  if (!profile.cpu_arch && profile.cpu_model) profile.cpu_arch = cpu_family(*profile.cpu_model);
  fill_gpu(config, profile);
  profile.ram_gb = config.ram_gb;
  profile.ram_type = known_text(config.ram_type);
  profile.virtualization_type = known_text(config.virtualization_type);
  profile.machine_name = known_text(config.machine_name);
  for (const std::string& optimization : config.optimizations) {
    if (auto text = collapse_whitespace(optimization); !text.empty()) profile.optimizations.push_back(std::move(text));
  }
  std::ranges::sort(profile.optimizations);
  // Not std::ranges::unique: clang 14 cannot read libstdc++'s subrange.
  profile.optimizations.erase(std::unique(profile.optimizations.begin(), profile.optimizations.end()),
                              profile.optimizations.end());
  profile.platform = platform_of(profile);
  profile.category = category_of(profile);
  profile.id = profile_id(profile);
  return profile;
}

}  // namespace llmbench
