#include "domain/cpu_table.hpp"
#include "domain/cpu_words.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench {
namespace {

using cpu_words::NamedFamily;

constexpr NamedFamily kArm[] = {
    {"apple m1", "apple_m1"},         {"apple m2", "apple_m2"},
    {"apple m3", "apple_m3"},         {"apple m4", "apple_m4"},
    {"apple m5", "apple_m5"},         {"apple a14", "apple_a14"},
    {"apple a15", "apple_a15"},       {"apple a16", "apple_a16"},
    {"apple a17", "apple_a17"},       {"apple a18", "apple_a18"},
    {"apple a19", "apple_a19"},       {"neoverse-n1", "neoverse_n1"},
    {"neoverse-n2", "neoverse_n2"},   {"neoverse-v1", "neoverse_v1"},
    {"neoverse-v2", "neoverse_v2"},   {"neoverse-v3", "neoverse_v3"},
    {"graviton2", "neoverse_n1"},     {"graviton 2", "neoverse_n1"},
    {"graviton3", "neoverse_v1"},     {"graviton 3", "neoverse_v1"},
    {"graviton4", "neoverse_v2"},     {"graviton 4", "neoverse_v2"},
    {"ampereone", "ampere_one"},      {"ampere altra", "neoverse_n1"},
    {"ampere-1a", "ampere_one"},      {"grace", "neoverse_v2"},
    {"axion", "neoverse_v2"},         {"cobalt 100", "neoverse_n2"},
    {"kunpeng", "taishan_v110"},      {"a64fx", "a64fx"},
    {"snapdragon x", "oryon"},        {"oryon", "oryon"},
    {"snapdragon 8 elite", "oryon"},  {"cortex-x925", "cortex_x925"},
    {"cortex-x4", "cortex_x4"},       {"cortex-x3", "cortex_x3"},
    {"cortex-x2", "cortex_x2"},       {"cortex-x1", "cortex_x1"},
    {"cortex-a720", "cortex_a720"},   {"cortex-a715", "cortex_a715"},
    {"cortex-a710", "cortex_a710"},   {"cortex-a78", "cortex_a78"},
    {"cortex-a77", "cortex_a77"},     {"cortex-a76", "cortex_a76"},
    {"cortex-a75", "cortex_a75"},     {"cortex-a73", "cortex_a73"},
    {"cortex-a72", "cortex_a72"},     {"cortex-a57", "cortex_a57"},
    {"cortex-a55", "cortex_a55"},     {"cortex-a53", "cortex_a53"},
    {"raspberry pi 5", "cortex_a76"}, {"raspberry pi 4", "cortex_a72"},
    {"rk3588", "cortex_a76"},         {"bcm2712", "cortex_a76"},
};

constexpr std::string_view kServerCpus[] = {"epyc",   "xeon",    "neoverse", "graviton", "ampere",
                                            "axion",  "cobalt",  "kunpeng",  "grace",    "a64fx",
                                            "power9", "power10", "opteron",  "thunderx"};
constexpr std::string_view kPhoneCpus[] = {"snapdragon 8", "snapdragon 7", "snapdragon 6", "dimensity", "exynos",
                                           "tensor g",     "helio",        "apple a1",     "kirin"};
/// Workstation processors that share a name with servers.
constexpr std::string_view kDeskCpus[] = {"xeon w", "xeon e3-", "xeon e-2"};

}  // namespace

std::optional<std::string_view> arm_cpu_family(std::string_view model) {
  return cpu_words::first_of(kArm, model);
}

CpuUse cpu_use(std::string_view canonical_name) {
  const std::string name = to_lower(canonical_name);
  for (const std::string_view part : kDeskCpus) {
    if (contains(name, part)) return CpuUse::desk;
  }
  for (const std::string_view part : kServerCpus) {
    if (contains(name, part)) return CpuUse::server;
  }
  for (const std::string_view part : kPhoneCpus) {
    if (contains(name, part)) return CpuUse::phone;
  }
  return CpuUse::desk;
}

}  // namespace llmbench
