#include "domain/cpu_table.hpp"
#include "domain/cpu_words.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench {
namespace {

using cpu_words::find_model_number;
using cpu_words::first_of;
using cpu_words::leading_digits;
using cpu_words::NamedFamily;

/// What hypervisors put in the place of a model.
constexpr NamedFamily kVirtual[] = {
    {"sapphirerapids", "sapphire_rapids"},
    {"sapphire rapids", "sapphire_rapids"},
    {"graniterapids", "granite_rapids"},
    {"emeraldrapids", "emerald_rapids"},
    {"cascadelake", "cascade_lake"},
    {"icelake", "ice_lake"},
    {"skylake", "skylake"},
    {"broadwell", "broadwell"},
    {"haswell", "haswell"},
    {"ivybridge", "ivybridge"},
    {"sandybridge", "sandybridge"},
};

/// Core Ultra by hundreds of its number and suffix.
std::optional<std::string_view> core_ultra_family(std::string_view number) {
  switch (number[0]) {
    case '1':
      return "meteorlake";
    case '2':
      return number.ends_with("v") ? "lunarlake" : "arrowlake";
    case '3':
      return "pantherlake";
    default:
      return std::nullopt;
  }
}

struct CoreGeneration {
  int generation;
  std::string_view family;
};
constexpr CoreGeneration kCoreGenerations[] = {
    {2, "sandybridge"}, {3, "ivybridge"},   {4, "haswell"},     {5, "broadwell"},  {6, "skylake"},
    {7, "kabylake"},    {8, "coffeelake"},  {9, "coffeelake"},  {10, "cometlake"}, {11, "tigerlake"},
    {12, "alderlake"},  {13, "raptorlake"}, {14, "raptorlake"},
};

/// "13900K" 13, "1365U" 13, "4790K" 4: five digits, or four beginning with 1, name the generation in two.
int core_generation(std::string_view number) {
  const std::size_t digits = leading_digits(number);
  if (digits == 5 || (digits == 4 && number[0] == '1')) return (number[0] - '0') * 10 + (number[1] - '0');
  return digits == 4 ? number[0] - '0' : 0;
}

/// High-end desktop chips carry the number of the next generation.
std::optional<std::string_view> high_end_desktop_family(std::string_view number) {
  static constexpr NamedFamily kNumbers[] = {
      {"7800x", "skylake"},       {"7820x", "skylake"},       {"7900x", "skylake"},       {"7920x", "skylake"},
      {"7940x", "skylake"},       {"7960x", "skylake"},       {"7980x", "skylake"},       {"9800x", "skylake"},
      {"9820x", "skylake"},       {"9900x", "skylake"},       {"9920x", "skylake"},       {"9940x", "skylake"},
      {"9960x", "skylake"},       {"9980x", "skylake"},       {"10900x", "cascade_lake"}, {"10920x", "cascade_lake"},
      {"10940x", "cascade_lake"}, {"10980x", "cascade_lake"}, {"6800k", "broadwell"},     {"6850k", "broadwell"},
      {"6900k", "broadwell"},     {"6950x", "broadwell"},     {"5820k", "haswell"},       {"5930k", "haswell"},
      {"5960x", "haswell"},       {"4820k", "ivybridge"},     {"4930k", "ivybridge"},     {"4960x", "ivybridge"},
      {"3820", "sandybridge"},    {"3930k", "sandybridge"},   {"3960x", "sandybridge"},   {"3970x", "sandybridge"},
  };
  return first_of(kNumbers, number);
}

std::optional<std::string_view> core_i_family(std::string_view number) {
  if (const auto family = high_end_desktop_family(number)) return family;
  const int generation = core_generation(number);
  const std::string_view suffix = number.substr(leading_digits(number));
  if (generation == 10 && suffix.starts_with("g")) return "icelake";
  if (generation == 11 && leading_digits(number) == 5 && suffix.find('h') == std::string_view::npos) {
    return "rocketlake";  // desktop; laptops are 1165G7 or 11800H
  }
  if (generation == 8 && suffix == "u") return number[2] == '6' ? "whiskeylake" : "kabylake";
  for (const CoreGeneration& row : kCoreGenerations) {
    if (row.generation == generation) return row.family;
  }
  return std::nullopt;
}

/// "E5-2680 v4", "E3-1270 v6", "E7-8890 v3".
std::optional<std::string_view> xeon_e_version_family(std::string_view model) {
  if (contains(model, " v6")) return "kabylake";
  if (contains(model, " v5")) return "skylake";
  if (contains(model, " v4")) return "broadwell";
  if (contains(model, " v3")) return "haswell";
  if (contains(model, " v2")) return "ivybridge";
  return "sandybridge";
}

/// Xeon Scalable: the second digit is the generation ("Gold 6148", "Platinum 8480+", cloud models "8375C").
std::optional<std::string_view> xeon_scalable_family(std::string_view number) {
  const std::string_view suffix = number.substr(leading_digits(number));
  if (number[0] == '6' && suffix.starts_with("p")) return "granite_rapids";  // "6980P", not "Gold 6xxx"
  if (number[0] == '6' && suffix.starts_with("e")) return "sierra_forest";
  if (leading_digits(number) != 4) return std::nullopt;
  switch (number[1]) {
    case '1':
      return "skylake";
    case '2':
      return "cascade_lake";
    case '3':
      return number[0] == '5' || number.ends_with("h") || number.ends_with("hl") ? "cooper_lake" : "ice_lake";
    case '4':
      return "sapphire_rapids";
    case '5':
      return "emerald_rapids";
    default:
      return std::nullopt;
  }
}

/// Workstation Xeons: "W-2295", "w9-3495X".
constexpr NamedFamily kXeonW[] = {
    {"w-21", "skylake"},          {"w-31", "skylake"},          {"w-22", "cascade_lake"},
    {"w-32", "cascade_lake"},     {"w-33", "ice_lake"},         {"w-12", "cometlake"},
    {"w-13", "rocketlake"},       {"w3-24", "sapphire_rapids"}, {"w5-24", "sapphire_rapids"},
    {"w7-24", "sapphire_rapids"}, {"w5-34", "sapphire_rapids"}, {"w7-34", "sapphire_rapids"},
    {"w9-34", "sapphire_rapids"}, {"w3-25", "sapphire_rapids"}, {"w5-25", "sapphire_rapids"},
    {"w7-25", "sapphire_rapids"}, {"w5-35", "sapphire_rapids"}, {"w7-35", "sapphire_rapids"},
    {"w9-35", "sapphire_rapids"},
};
constexpr NamedFamily kXeonE[] = {
    {"e-21", "coffeelake"}, {"e-22", "coffeelake"},        {"e-23", "rocketlake"},
    {"e-24", "raptorlake"}, {"max 94", "sapphire_rapids"},
};

std::optional<std::string_view> xeon_family(std::string_view model) {
  if (contains(model, "e3-") || contains(model, "e5-") || contains(model, "e7-")) return xeon_e_version_family(model);
  if (const auto family = first_of(kXeonW, model)) return family;
  if (const auto family = first_of(kXeonE, model)) return family;
  if (contains(model, "phi")) return "knights_landing";
  const std::string_view number = find_model_number(model, 4);
  return number.empty() ? std::nullopt : xeon_scalable_family(number);
}

}  // namespace

std::optional<std::string_view> intel_cpu_family(std::string_view model) {
  if (contains(model, "xeon")) {
    if (const auto family = xeon_family(model)) return family;
    return first_of(kVirtual, model);
  }
  const std::string_view small = find_model_number(model, 3);
  if (contains(model, "core ultra")) return small.empty() ? std::nullopt : core_ultra_family(small);
  for (const std::string_view line : {"i3-", "i5-", "i7-", "i9-"}) {
    const std::size_t at = model.find(line);
    if (at == std::string_view::npos) continue;
    const std::string_view number = model.substr(at + line.size());
    if (number.starts_with("n3")) return "alderlake";  // i3-N305
    return core_i_family(number.substr(0, number.find(' ')));
  }
  if (contains(model, "core 3") || contains(model, "core 5") || contains(model, "core 7") ||
      contains(model, "core 9")) {
    return "raptorlake";  // "Core 7 150U", "Core 5 210H"
  }
  for (const std::string_view chip : {" n95", " n97", " n100", " n200"}) {
    if (contains(model, chip)) return "alderlake";
  }
  if (contains(model, " n150") || contains(model, " n250")) return "twinlake";
  return first_of(kVirtual, model);
}

}  // namespace llmbench
