// Canonical names of GPUs from what drivers and people call them.

#include "domain/gpu_table.hpp"

#include "llmbench/domain/device_names.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench {
namespace {

/// GFX ids and code names (in lower case) that name one device.
struct DeviceHint {
  std::string_view hint;
  std::string_view name;
};
constexpr DeviceHint kDriverHints[] = {
    {"gfx1151", "Radeon 8060S"},
    {"strix_halo", "Radeon 8060S"},
    {"strix halo", "Radeon 8060S"},
    {"gfx1150", "Radeon 890M"},
    {"strix1", "Radeon 890M"},
    {"gfx1152", "Radeon 860M"},
    {"krackan", "Radeon 860M"},
    {"gfx1103", "Radeon 780M"},
    {"phoenix", "Radeon 780M"},
    {"hawk_point", "Radeon 780M"},
    {"gfx1035", "Radeon 680M"},
    {"rembrandt", "Radeon 680M"},
    {"gfx1036", "Radeon iGPU 2CU"},
    {"raphael_mendocino", "Radeon iGPU 2CU"},
    {"gfx1033", "Steam Deck GPU"},
    {"vangogh", "Steam Deck GPU"},
    {"gfx90c", "Radeon Vega iGPU"},
    {"renoir", "Radeon Vega iGPU"},
    {"gfx942", "MI300X"},
    {"[0xe20b]", "Arc B580"},
    {"[0xe20c]", "Arc B570"},
    {"[0xe211]", "Arc Pro B60"},
    {"[0xe212]", "Arc Pro B50"},
    {"[0x56a0]", "Arc A770"},
    {"[0x56a1]", "Arc A750"},
    {"[0x56a2]", "Arc A580"},
    {"[0x56a5]", "Arc A380"},
    {"[0x56a6]", "Arc A310"},
    {"[0x64a0]", "Arc 140V"},
    {"(bmg g21)", "Intel Graphics (BMG G21)"},
    {"(bmg g31)", "Intel Graphics (BMG G31)"},
};

/// The GPU a processor carries, by a part of its name; the first match wins.
constexpr DeviceHint kCpuHints[] = {
    {"ai max+ 395", "Radeon 8060S"},
    {"ai max+ pro 395", "Radeon 8060S"},
    {"ai max+ 392", "Radeon 8060S"},
    {"ai max+ 388", "Radeon 8060S"},
    {"ai max 390", "Radeon 8050S"},
    {"ai max pro 390", "Radeon 8050S"},
    {"ai max 385", "Radeon 8050S"},
    {"ai max pro 385", "Radeon 8050S"},
    {"ai max pro 380", "Radeon 8040S"},
    {"100-000001243", "Radeon 8060S"},  // engineering sample of Strix Halo
    {"hx 370", "Radeon 890M"},
    {"hx 375", "Radeon 890M"},
    {"hx pro 370", "Radeon 890M"},
    {"ai 9 365", "Radeon 880M"},
    {"ai 7 350", "Radeon 860M"},
    {"ai 5 340", "Radeon 840M"},
    {"z1 extreme", "Radeon 780M"},
    {"7840", "Radeon 780M"},
    {"7940", "Radeon 780M"},
    {"8840", "Radeon 780M"},
    {"8845", "Radeon 780M"},
    {"8940", "Radeon 780M"},
    {"8945", "Radeon 780M"},
    {"8700g", "Radeon 780M"},
    {"7640", "Radeon 760M"},
    {"8640", "Radeon 760M"},
    {"8645", "Radeon 760M"},
    {"8600g", "Radeon 760M"},
    {"8500g", "Radeon 740M"},
    {"6800h", "Radeon 680M"},
    {"6800u", "Radeon 680M"},
    {"6900h", "Radeon 680M"},
    {"7735", "Radeon 680M"},
    {"7736", "Radeon 680M"},
    {"6600h", "Radeon 660M"},
    {"6600u", "Radeon 660M"},
    {"7535", "Radeon 660M"},
    {"5700g", "Radeon Vega 8"},
    {"5600g", "Radeon Vega 7"},
    {"ryzen 9 79", "Radeon iGPU 2CU"},
    {"ryzen 7 77", "Radeon iGPU 2CU"},
    {"ryzen 7 78", "Radeon iGPU 2CU"},
    {"ryzen 5 76", "Radeon iGPU 2CU"},
    {"ryzen 9 99", "Radeon iGPU 2CU"},
    {"ryzen 7 97", "Radeon iGPU 2CU"},
    {"ryzen 7 98", "Radeon iGPU 2CU"},
    {"ryzen 5 96", "Radeon iGPU 2CU"},
};

template <std::size_t N>
std::optional<std::string> find_hint(const DeviceHint (&hints)[N], std::string_view text) {
  const std::string lower = to_lower(text);
  const auto* row =
      std::ranges::find_if(hints, [&](const DeviceHint& hint) { return lower.find(hint.hint) != std::string::npos; });
  return row == std::end(hints) ? std::nullopt : std::optional(std::string(row->name));
}

struct Parsed {
  std::string name;
  std::vector<std::string> parentheses;
};

/// Takes "(...)" groups out; trademark signs are not among them.
Parsed split_parentheses(std::string_view raw) {
  std::string text(raw);
  for (const std::string_view sign : {"(TM)", "(tm)", "(R)", "(r)", "(C)", "™", "®", "©"}) {
    text = replace_all(std::move(text), sign, " ");
  }
  Parsed parsed;
  for (std::size_t open = text.find('('); open != std::string::npos; open = text.find('(', open)) {
    const std::size_t close = text.find(')', open);
    const std::size_t end = close == std::string::npos ? text.size() : close;
    parsed.parentheses.emplace_back(trim(std::string_view(text).substr(open + 1, end - open - 1)));
    text.replace(open, std::min(end + 1, text.size()) - open, " ");
  }
  parsed.name = collapse_whitespace(text);
  return parsed;
}

bool strip_word_front(std::string& name, std::string_view word) {
  if (!starts_with_ignoring_case(name, word)) return false;
  if (name.size() == word.size() || name[word.size()] != ' ') return false;  // never the whole name
  name = trim(name.substr(word.size()));
  return true;
}

bool strip_word_back(std::string& name, std::string_view word) {
  if (name.size() <= word.size() + 1) return false;
  const std::size_t at = name.size() - word.size();
  if (name[at - 1] != ' ' || !equals_ignoring_case(std::string_view(name).substr(at), word)) return false;
  name = std::string(trim(std::string_view(name).substr(0, at)));
  return true;
}

/// Vendor and decoration. Laptop, Max-Q, SXM, PCIe, NVL, D, Ti, SUPER and Ada say which device it is and stay.
void strip_decoration(std::string& name) {
  static constexpr std::array<std::string_view, 11> kVendors{
      "NVIDIA", "NVIDIA Corporation",           "AMD",    "ATI", "Intel", "Intel Corporation", "Qualcomm", "Samsung",
      "ARM",    "Advanced Micro Devices, Inc.", "GeForce"};
  static constexpr std::array<std::string_view, 8> kTails{"Graphics", "GPU",    "Generation",  "Workstation Edition",
                                                          "Edition",  "Series", "Accelerator", "Design"};
  const auto strip_any = [&](const auto& words, auto strip) {
    return std::ranges::any_of(words, [&](std::string_view word) { return strip(name, word); });
  };
  while (strip_any(kVendors, strip_word_front)) {
  }
  for (const std::string_view line : {"Tesla", "Instinct", "Radeon Instinct"}) strip_word_front(name, line);
  if (starts_with_ignoring_case(name, "Radeon RX ")) strip_word_front(name, "Radeon");
  while (strip_any(kTails, strip_word_back)) {
  }
  name = replace_all(name, " Graphics ", " ");    // "UHD Graphics 770"
  name = replace_all(name, " Generation ", " ");  // "RTX 5000 Ada Generation Laptop GPU"
  if (name.size() > 10 && contains_ignoring_case(name, " with Max-Q")) name = replace_all(name, " with ", " ");
}

/// "12GB", "12 GB", "80G" at the end of a name.
std::optional<double> take_memory(std::string& name) {
  std::string_view text = name;
  if (text.empty() || (text.back() != 'B' && text.back() != 'b' && text.back() != 'G')) return std::nullopt;
  if (text.back() != 'G') text.remove_suffix(1);
  if (text.empty() || (text.back() != 'G' && text.back() != 'g')) return std::nullopt;
  text = trim(text.substr(0, text.size() - 1));
  const std::size_t space = text.find_last_of(" -");
  if (space == std::string_view::npos) return std::nullopt;
  const auto memory = parse_double(text.substr(space + 1));
  if (!memory || *memory <= 0) return std::nullopt;
  name = std::string(trim(text.substr(0, space)));
  return memory;
}

bool is_generic(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kGeneric{"Radeon",      "Graphics", "Radeon Graphics", "APU",
                                                            "Radeon iGPU", "GPU",      "Device"};
  return std::ranges::any_of(kGeneric, [&](std::string_view word) { return equals_ignoring_case(name, word); }) ||
         starts_with_ignoring_case(name, "Graphics [0x") || starts_with_ignoring_case(name, "Ryzen ") ||
         starts_with_ignoring_case(name, "Eng Sample");
}

/// Mesa names the chip of an Intel GPU in parentheses ("Intel(R) Graphics (BMG G31)"); no other driver of it does.
constexpr std::string_view kIntelMesa = "Intel open-source Mesa driver";

std::optional<std::string> driver_of(const std::vector<std::string>& parentheses, bool is_intel) {
  for (const std::string& text : parentheses) {
    const bool memory = parse_double(to_lower(text).substr(0, to_lower(text).find("gb"))).has_value();
    if (text.empty() || memory) continue;
    return is_intel && text == to_upper(text) ? std::string(kIntelMesa) : text;
  }
  return std::nullopt;
}

std::string resolve_generic(const Parsed& parsed, std::string_view raw, std::string_view cpu_model,
                            const std::string& fallback) {
  if (contains_ignoring_case(raw, "Intel")) return find_hint(kDriverHints, raw).value_or("Intel Graphics");
  const bool halo_by_driver = find_hint(kDriverHints, raw) == "Radeon 8060S";
  // One gfx id serves the three sizes of Strix Halo; only the processor says which.
  if (const auto by_cpu = find_hint(kCpuHints, cpu_model);
      by_cpu && (!find_hint(kDriverHints, raw) || (halo_by_driver && by_cpu->starts_with("Radeon 80")))) {
    return *by_cpu;
  }
  if (const auto by_driver = find_hint(kDriverHints, raw)) return *by_driver;
  if (const auto by_own_name = find_hint(kCpuHints, parsed.name)) return *by_own_name;
  return fallback;
}

/// Parts between ", " outside parentheses; none is blank.
std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')') --depth;
    if (depth <= 0 && text.substr(at, 2) == ", ") {
      parts.emplace_back();
    } else {
      parts.back().push_back(text[at]);
    }
  }
  std::erase_if(parts, [](const std::string& part) { return trim(part).empty(); });
  return parts;
}

bool is_cpu_only(std::string_view raw) {
  static constexpr std::array<std::string_view, 3> kNames{"cpuonly", "cpu", "cpuonlynogpu"};
  return std::ranges::find(kNames, gpu_key(raw)) != kNames.end();
}

}  // namespace

CanonicalGpu canonical_gpu_name(std::string_view raw, std::string_view cpu_model) {
  CanonicalGpu gpu;
  if (is_cpu_only(raw)) {
    gpu.name = kCpuOnly;
    return gpu;
  }
  Parsed parsed = split_parentheses(raw);
  gpu.driver = driver_of(parsed.parentheses, starts_with_ignoring_case(parsed.name, "Intel"));
  const std::size_t comma = parsed.name.find(", gfx");  // "AMD Radeon Graphics, gfx1151"
  std::string name = parsed.name.substr(0, comma);
  if (const auto known = find_gpu_name(gpu_key(name))) {
    gpu.name = *known;
    return gpu;
  }
  strip_decoration(name);

  if (is_generic(name)) {
    const bool processor = starts_with_ignoring_case(name, "Ryzen ") || starts_with_ignoring_case(name, "Eng Sample");
    gpu.name = resolve_generic(parsed, raw, cpu_model, processor ? "Radeon iGPU" : "Radeon Graphics");
    return gpu;
  }
  if (const auto known = find_gpu_name(gpu_key(name))) {
    gpu.name = *known;
    return gpu;
  }
  if (const auto apple = find_gpu_name("apple" + gpu_key(name))) {
    gpu.name = *apple;
    return gpu;
  }
  std::string sized = name;
  if (const auto memory = take_memory(sized)) {
    strip_decoration(sized);
    if (const auto known = find_gpu_name(gpu_key(sized))) {
      gpu.name = *known;
      gpu.memory_gb = memory;
      return gpu;
    }
  }
  gpu.name = name;
  return gpu;
}

GpuList canonical_gpu_list(std::string_view raw, std::string_view cpu_model) {
  // gpu_info lists the devices of a box in one text; ", gfx..." belongs to the device before it.
  std::vector<CanonicalGpu> devices;
  std::string text = replace_all(std::string(trim(raw)), ", gfx", ",gfx");
  text = replace_all(std::move(text), "Advanced Micro Devices, Inc.", "AMD");
  for (const std::string& part : split_at_commas(text)) {
    devices.push_back(canonical_gpu_name(trim(replace_all(part, ",gfx", ", gfx")), cpu_model));
  }
  const auto is_integrated = [](const CanonicalGpu& gpu) {
    const auto spec = find_gpu_spec(gpu.name);
    return spec && spec->integrated;
  };
  // An integrated GPU beside a discrete one is not used unless it is named.
  if (!std::ranges::all_of(devices, is_integrated)) std::erase_if(devices, is_integrated);

  GpuList list;
  std::vector<std::string> names;
  for (const CanonicalGpu& gpu : devices) {
    if (std::ranges::find(names, gpu.name) == names.end()) names.push_back(gpu.name);
    if (!list.driver) list.driver = gpu.driver;
    if (!list.memory_gb) list.memory_gb = gpu.memory_gb;
  }
  if (names.size() > 1) {
    list.memory_gb.reset();
    for (std::string& name : names) {
      const auto count = std::ranges::count(devices, name, &CanonicalGpu::name);
      if (count > 1) name.insert(0, std::to_string(count) + "x ");
    }
  }
  list.name = join(names, " + ");
  list.count = static_cast<int>(devices.size());
  return list;
}

}  // namespace llmbench
