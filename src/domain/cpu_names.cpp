// Canonical names of processors, and their families.

#include "domain/cpu_table.hpp"
#include "domain/cpu_words.hpp"

#include "llmbench/domain/device_names.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench {
namespace {

/// Compute libraries that llama-bench lists beside the processor.
bool is_accelerator(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kNames{"BLAS",   "OpenBLAS", "Accelerate", "MKL",
                                                          "ZenDNN", "BLIS",     "KleidiAI",   "AMX"};
  return std::ranges::any_of(kNames, [&](std::string_view known) { return equals_ignoring_case(name, known); });
}

bool is_unknown(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kNames{"",    "cpu",  "unknown", "unknown cpu",
                                                          "n/a", "none", "-",       "null"};
  const std::string lower = to_lower(name);
  return std::ranges::find(kNames, std::string_view(lower)) != kNames.end();
}

void cut_from(std::string& name, std::string_view mark) {
  const std::size_t at = to_lower(name).find(mark);
  if (at != std::string::npos && at > 0) name = std::string(trim(name.substr(0, at)));
}

/// "8-Core Processor", "Quad-Core Processor", "Processor" at the end.
void strip_core_count(std::string& name) {
  std::vector<std::string> words = split(name, ' ');
  while (words.size() > 1) {
    const std::string last = to_lower(words.back());
    const bool count = last.ends_with("-core") || last.ends_with("-cores");
    if (last != "processor" && last != "processors" && last != "cpu" && last != "soc" && !count) break;
    words.pop_back();
  }
  name = join(words, " ");
}

/// "13th Gen Intel Core i9-13900K": the number says it already.
void strip_generation(std::string& name) {
  const std::size_t digits = cpu_words::leading_digits(name);
  if (digits == 0 || digits > 2) return;
  const std::string_view rest = std::string_view(name).substr(digits);
  for (const std::string_view ordinal : {"th Gen ", "st Gen ", "nd Gen ", "rd Gen "}) {
    if (!starts_with_ignoring_case(rest, ordinal)) continue;
    name = std::string(rest.substr(ordinal.size()));
    return;
  }
}

/// People leave the vendor out; drivers do not.
void add_vendor(std::string& name) {
  struct Vendor {
    std::string_view prefix;
    std::string_view vendor;
  };
  static constexpr std::array<Vendor, 14> kVendors{{{"Ryzen", "AMD "},
                                                    {"EPYC", "AMD "},
                                                    {"Threadripper", "AMD Ryzen "},
                                                    {"Core i", "Intel "},
                                                    {"Core Ultra", "Intel "},
                                                    {"Xeon", "Intel "},
                                                    {"i3-", "Intel Core "},
                                                    {"i5-", "Intel Core "},
                                                    {"i7-", "Intel Core "},
                                                    {"i9-", "Intel Core "},
                                                    {"M1", "Apple "},
                                                    {"M2", "Apple "},
                                                    {"M3", "Apple "},
                                                    {"M4", "Apple "}}};
  for (const auto& [prefix, vendor] : kVendors) {
    if (!starts_with_ignoring_case(name, prefix)) continue;
    name.insert(0, vendor);
    return;
  }
  if (name == "M5" || name.starts_with("M5 ")) name.insert(0, "Apple ");
}

std::string canonical_single_name(std::string_view raw) {
  std::string name(raw);
  for (const std::string_view sign : {"(TM)", "(tm)", "(R)", "(r)", "™", "®"}) {
    name = replace_all(std::move(name), sign, " ");
  }
  name = collapse_whitespace(name);
  cut_from(name, " w/ ");
  cut_from(name, " with radeon");
  cut_from(name, " @ ");
  strip_generation(name);
  for (const std::string_view vendor : {"Genuine ", "AMD Genuine "}) {
    if (starts_with_ignoring_case(name, vendor)) name = name.substr(vendor.size());
  }
  name = replace_all(std::move(name), " CPU ", " ");
  name = replace_all(std::move(name), "RYZEN", "Ryzen");
  for (const std::string_view word : {"Intel", "Xeon", "Platinum", "Gold", "Silver", "Bronze"}) {
    name = replace_all(std::move(name), to_upper(word), word);
  }
  name = replace_all(std::move(name), " MAX+ ", " Max+ ");
  name = replace_all(std::move(name), " MAX ", " Max ");
  strip_core_count(name);
  name = collapse_whitespace(name);
  if (!is_unknown(name)) add_vendor(name);
  return name;
}

}  // namespace

std::optional<std::string> canonical_cpu_name(std::string_view raw) {
  std::vector<std::string> names;
  std::size_t sockets = 0;
  std::string text(raw);
  std::erase(text, '\0');  // old builds wrote them into cpu_info
  for (const std::string& part : split(text, ',')) {
    std::string name = canonical_single_name(part);
    if (is_unknown(name) || is_accelerator(name)) continue;
    ++sockets;
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  if (names.empty()) return std::nullopt;
  if (names.size() == 1 && sockets > 1) return std::to_string(sockets) + "x " + names.front();
  return join(names, " + ");
}

std::optional<std::string> cpu_family(std::string_view cpu_model) {
  const auto canonical = canonical_cpu_name(cpu_model);
  if (!canonical) return std::nullopt;
  const std::string name = to_lower(*canonical);
  std::optional<std::string_view> family = arm_cpu_family(name);
  if (!family && (name.find("amd") != std::string::npos)) family = amd_cpu_family(name);
  if (!family && (name.find("intel") != std::string::npos)) family = intel_cpu_family(name);
  return family ? std::optional(std::string(*family)) : std::nullopt;
}

}  // namespace llmbench
