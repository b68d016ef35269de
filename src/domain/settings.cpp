#include "llmbench/domain/settings.hpp"

#include "domain/settings_table.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace llmbench {
namespace {

constexpr std::string_view kMainline = "llama.cpp";
constexpr std::string_view kIkFlavour = "ik_llama.cpp";

std::optional<bool> to_flag(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value.get<double>() != 0;
  if (!value.is_string()) return std::nullopt;
  const std::string text = to_lower(trim(value.get_ref<const std::string&>()));
  if (text == "true" || text == "1" || text == "on" || text == "yes") return true;
  if (text == "false" || text == "0" || text == "off" || text == "no") return false;
  return std::nullopt;
}

std::optional<double> to_number(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  if (value.is_number()) return value.get<double>();
  return value.is_string() ? parse_double(trim(value.get_ref<const std::string&>())) : std::nullopt;
}

/// One text per value, whatever type a format or an era gave it: true, 1 and "1" are "1"; "-1.000000" is "-1".
std::string plain_text(const Json& value) {
  if (const auto number = to_number(value)) return format_number(*number);
  if (value.is_string()) return std::string(trim(value.get_ref<const std::string&>()));
  return canonical_json(value);
}

/// "3.00/1.00" is "3/1", "6,0.500000" is "6,0.5".
std::string number_list_text(const Json& value, char separator) {
  std::vector<std::string> parts = split(plain_text(value), separator);
  for (std::string& part : parts) {
    if (const auto number = parse_double(trim(part))) part = format_number(*number);
  }
  return join(parts, std::string(1, separator));
}

/// All zeros ("0.00", "0.00/0.00") say nothing.
std::string tensor_split_text(const Json& value) {
  std::string shares = number_list_text(value, '/');
  return shares.find_first_not_of("0/") == std::string::npos ? "0" : shares;
}

/// The driver without the device's code name, which newer versions of one driver spell in another way: "RADV GFX1151"
/// and "RADV STRIX_HALO" are "RADV"; "RPL-U" is a device only.
std::string driver_text(const Json& value) {
  struct Driver {
    std::string_view part;
    std::string_view name;
  };
  static constexpr std::array<Driver, 7> kDrivers{{{"intel open-source", "auto"},  // the one driver of Linux
                                                   {"radv", "RADV"},
                                                   {"open-source", "AMDVLK"},
                                                   {"amdvlk", "AMDVLK"},
                                                   {"proprietary", "AMD proprietary"},
                                                   {"nvk", "NVK"},
                                                   {"llvmpipe", "llvmpipe"}}};
  const std::string text = plain_text(value);
  for (const auto& [part, name] : kDrivers) {
    if (contains_ignoring_case(text, part)) return std::string(name);
  }
  return text == to_upper(text) ? "auto" : text;
}

std::string canonical_value(const SettingRow& row, const Json& value) {
  if (row.name == "driver") return driver_text(value);
  if (row.name == "tensor_split") return tensor_split_text(value);
  if (row.name == "flash_attn") {  // -1 is auto, and neither on nor off
    const auto number = to_number(value);
    if (number && *number < 0) return "auto";
  }
  if (row.type == SettingType::flag) {
    if (const auto on = to_flag(value)) return *on ? "1" : "0";
  }
  std::string text = row.name == "ser" ? number_list_text(value, ',') : plain_text(value);
  if (row.type == SettingType::text && (row.name == "ser" || row.name == "cuda_params") &&
      (text.empty() || text == "0,0" || text == "-1,0")) {
    return std::string(row.defaults.front().value);
  }
  if (text.empty() && !row.defaults.empty()) return std::string(row.defaults.front().value);
  return text;
}

std::string_view default_at(const SettingRow& row, std::optional<TimePoint> measured_at) {
  std::string_view value = row.defaults.front().value;
  for (const DefaultSince& later : row.defaults.subspan(1)) {
    // Without a time the newest default is assumed: most files without one are pasted from current builds.
    if (!measured_at || *measured_at >= parse_time(later.since)) value = later.value;
  }
  return value;
}

struct Build {
  std::optional<TimePoint> measured_at;
  bool is_ik = false;
};

bool is_default(const SettingRow& row, const std::string& value, const Build& build) {
  if (value == "auto") return true;
  if (row.defaults.empty()) return false;
  if (row.name == "repack" && build.is_ik) return value == "0";
  const std::string_view usual = default_at(row, build.measured_at);
  // Without direct I/O, builds of early 2026 read the file plainly: both were their default.
  if (row.name == "load_mode" && usual == "dio") return value == "dio" || value == "none";
  return value == usual;
}

/// Names of the backends as settings spell them, canonical, sorted, without what is only compiled in.
std::vector<std::string> backend_set(const Json& settings) {
  struct Spelling {
    std::string_view lower;
    std::string_view canonical;
  };
  static constexpr std::array<Spelling, 8> kSpellings{{{"mtl", "Metal"},
                                                       {"metal", "Metal"},
                                                       {"hip", "ROCm"},
                                                       {"rocm", "ROCm"},
                                                       {"cuda", "CUDA"},
                                                       {"vulkan", "Vulkan"},
                                                       {"sycl", "SYCL"},
                                                       {"opencl", "OpenCL"}}};
  std::set<std::string> names;
  const auto add = [&](std::string_view raw) {
    const std::string name(trim(raw));
    const std::string lower = to_lower(name);
    if (name.empty() || lower == "rpc") return;  // RPC in this list means compiled in, not used
    const auto* known = std::ranges::find(kSpellings, std::string_view(lower), &Spelling::lower);
    names.insert(known == kSpellings.end() ? name : std::string(known->canonical));
  };
  if (const auto value = settings.find("backends"); value != settings.end()) {
    if (value->is_string()) {
      for (const auto& name : split(value->get_ref<const std::string&>(), ',')) add(name);
    } else if (value->is_array()) {
      for (const auto& name : *value) {
        if (name.is_string()) add(name.get_ref<const std::string&>());
      }
    }
  } else {
    bool any_flag = false;
    for (const BackendFlag& row : backend_flags()) {
      const auto flag = settings.find(row.field);
      if (flag == settings.end()) continue;
      any_flag = true;
      if (to_flag(*flag).value_or(false)) add(row.backend);
    }
    if (any_flag && names.empty()) names.insert("CPU");
  }
  if (names.size() > 1) names.erase("CPU");
  return {names.begin(), names.end()};
}

/// Where the layers run, as far as the settings tell.
enum class Offload { unknown, cpu_only, partly, all };

Offload offload_of(const Json& settings, const std::vector<std::string>& backends) {
  const bool no_gpu_backend = std::ranges::all_of(
      backends, [](const std::string& name) { return name == "CPU" || name == "BLAS" || name == "ZenDNN"; });
  if (!backends.empty() && no_gpu_backend) return Offload::cpu_only;
  if (const auto devices = settings.find("devices"); devices != settings.end() && *devices == "none") {
    return Offload::cpu_only;
  }
  switch (gpu_layers(settings)) {
    case GpuLayers::none:
    case GpuLayers::some_or_all:
      return Offload::partly;
    case GpuLayers::all:
      return Offload::all;
    case GpuLayers::unknown:
      break;
  }
  return backends.empty() ? Offload::unknown : Offload::all;  // all is what llama-bench does unless told otherwise
}

/// BLAS works on the processor: with all layers on a GPU it does nothing, and old CUDA builds set its flag regardless.
std::vector<std::string> used_backends(std::vector<std::string> backends, Offload offload) {
  if (offload == Offload::all && backends.size() > 1) std::erase(backends, "BLAS");
  return backends;
}

/// Names of older eras become today's: booleans of load_mode, f16_kv.
Json with_current_names(const Json& settings) {
  Json current = settings;
  for (const BackendFlag& row : backend_flags()) current.erase(std::string(row.field));
  if (!current.contains("load_mode")) {
    const auto flag = [&](const char* name) {
      const auto at = settings.find(name);
      return at == settings.end() ? std::nullopt : to_flag(*at);
    };
    const auto map = flag("use_mmap");
    const auto direct = flag("use_direct_io");
    if (direct == true) {
      current["load_mode"] = "dio";
    } else if (map) {
      current["load_mode"] = *map ? "mmap" : "none";
    }
  }
  current.erase("use_mmap");
  current.erase("use_direct_io");
  if (const auto f16_kv = settings.find("f16_kv"); f16_kv != settings.end()) {
    if (to_flag(*f16_kv) == false) {
      for (const char* type : {"type_k", "type_v"}) {
        if (!current.contains(type)) current[type] = "f32";
      }
    }
    current.erase("f16_kv");
  }
  return current;
}

bool matters(const SettingRow& row, Offload offload, SettingScope scope) {
  if (row.effect == SettingEffect::prompt_only && scope == SettingScope::generation) return false;
  if (row.effect == SettingEffect::cpu_work && offload == Offload::all) return false;
  if (row.name == "n_gpu_layers" && (offload == Offload::all || offload == Offload::cpu_only)) return false;
  return true;
}

NormalisedSettings normalise_llama_settings(const Json& settings, std::optional<TimePoint> measured_at,
                                            SettingScope scope) {
  NormalisedSettings normalised;
  const auto backends = backend_set(settings);
  const Offload offload = offload_of(settings, backends);
  if (!backends.empty()) normalised["backends"] = join(used_backends(backends, offload), ",");
  const Json current = with_current_names(settings);
  const auto is_ik = [](const auto& field) { return is_ik_setting(field.key()); };
  const auto fields = current.items();
  const Build build{measured_at, std::find_if(fields.begin(), fields.end(), is_ik) != fields.end()};
  for (const auto& [name, value] : current.items()) {
    if (name == "backends" || value.is_null()) continue;
    const SettingRow* row = find_setting(name);
    if (row == nullptr) {
      if (std::string text = plain_text(value); text != "auto") normalised[name] = std::move(text);
      continue;
    }
    if (!matters(*row, offload, scope)) continue;
    std::string text = canonical_value(*row, value);
    if (!is_default(*row, text, build)) normalised[name] = std::move(text);
  }
  return normalised;
}

std::optional<std::string> text_setting(const Json& settings, std::string_view name) {
  const auto at = settings.find(name);
  if (at == settings.end() || !at->is_string()) return std::nullopt;
  std::string text = to_lower(trim(at->get_ref<const std::string&>()));
  return text.empty() || text == "auto" ? std::nullopt : std::optional(std::move(text));
}

bool is_common_backend_set(std::string_view backends) {
  static constexpr std::array<std::string_view, 4> kCommon{"CUDA", "Metal", "CPU", "BLAS"};
  return std::ranges::find(kCommon, backends) != kCommon.end();
}

std::string summary_item(const SettingRow& row, const std::string& value) {
  std::string item(row.label);
  if (row.type == SettingType::flag && value == "1") return item;
  if (!item.empty()) item += ' ';
  item += row.type == SettingType::flag && value == "0" ? "off" : value;
  return item;
}

/// Settings without a short name: "branch=mmq".
std::string setting_item(std::string name, std::string_view value) {
  name += '=';
  name += value;
  return name;
}

std::string kv_item(const NormalisedSettings& settings) {
  const auto value = [&](const char* name) {
    const auto at = settings.find(name);
    return at == settings.end() ? std::string("f16") : at->second;
  };
  const std::string k = value("type_k");
  const std::string v = value("type_v");
  return "KV " + (k == v ? k : k + "/" + v);
}

}  // namespace

NormalisedSettings normalise_settings(const Json& settings, std::string_view backend,
                                      std::optional<TimePoint> measured_at, SettingScope scope) {
  if (!settings.is_object()) return {};
  if (normalise_backend(backend).name == kMainline) return normalise_llama_settings(settings, measured_at, scope);
  NormalisedSettings normalised;
  for (const auto& [name, value] : settings.items()) {
    if (value.is_null()) continue;
    normalised[name] = plain_text(value);
  }
  return normalised;
}

std::string settings_summary(const NormalisedSettings& settings, const Json& user_settings) {
  std::vector<std::string> items;
  if (const auto backends = settings.find("backends");
      backends != settings.end() && !is_common_backend_set(backends->second)) {
    items.push_back(backends->second);
  }
  if (const auto flash = settings.find("flash_attn"); flash != settings.end()) {
    items.push_back(summary_item(*find_setting("flash_attn"), flash->second));
  }
  if (settings.contains("type_k") || settings.contains("type_v")) items.push_back(kv_item(settings));
  static constexpr std::array<std::string_view, 4> kFirst{"backends", "flash_attn", "type_k", "type_v"};
  for (const SettingRow& row : llama_bench_settings()) {
    const auto setting = settings.find(std::string(row.name));
    if (setting == settings.end() || std::ranges::find(kFirst, row.name) != kFirst.end()) continue;
    items.push_back(summary_item(row, setting->second));
  }
  for (const auto& [name, value] : settings) {
    if (find_setting(name) == nullptr) items.push_back(setting_item(name, value));
  }
  if (user_settings.is_object()) {
    for (const auto& [name, value] : user_settings.items()) items.push_back(setting_item(name, plain_text(value)));
  }
  return join(items, " · ");
}

bool is_known_llama_bench_setting(std::string_view field) {
  if (find_setting(field) != nullptr) return true;
  static constexpr std::array<std::string_view, 3> kOlder{"use_mmap", "use_direct_io", "f16_kv"};
  return std::ranges::find(kOlder, field) != kOlder.end() ||
         std::ranges::find(backend_flags(), field, &BackendFlag::field) != backend_flags().end();
}

bool is_identity_setting(std::string_view field) {
  return is_identity_field(field);
}

GpuLayers gpu_layers(const Json& settings) {
  constexpr double kAll = 99;  // llama-bench's default until mid-2026, more layers than models had
  if (!settings.is_object()) return GpuLayers::unknown;
  const auto at = settings.find("n_gpu_layers");
  if (at == settings.end()) return GpuLayers::unknown;
  if (*at == "auto" || *at == "all") return GpuLayers::all;
  const auto layers = to_number(*at);
  if (!layers) return GpuLayers::unknown;
  if (*layers == 0) return GpuLayers::none;
  return *layers < 0 || *layers >= kAll ? GpuLayers::all : GpuLayers::some_or_all;
}

std::optional<std::string> kv_type(const Json& settings, std::string_view backend) {
  if (!settings.is_object()) return std::nullopt;
  if (auto stated = text_setting(settings, "kv_type")) return stated;
  if (auto stated = text_setting(settings, "kv_cache_dtype")) return stated;
  auto k = text_setting(settings, "type_k");
  auto v = text_setting(settings, "type_v");
  if (!k && !v && normalise_backend(backend).name != kMainline) return std::nullopt;
  const auto f16_kv = settings.find("f16_kv");
  const std::string usual = f16_kv != settings.end() && to_flag(*f16_kv) == false ? "f32" : "f16";
  k = k.value_or(usual);
  v = v.value_or(usual);
  return *k == *v ? *k : *k + "/" + *v;
}

std::optional<bool> flash_attention(const Json& settings) {
  if (!settings.is_object()) return std::nullopt;
  for (const char* name : {"flash_attn", "flash_attention"}) {
    const auto at = settings.find(name);
    if (at == settings.end()) continue;
    const auto number = to_number(*at);
    if (number && *number < 0) return std::nullopt;
    return to_flag(*at);
  }
  return std::nullopt;
}

std::string detect_flavour(const Json& settings, std::string_view backend, const Json& provenance) {
  if (provenance.is_object()) {
    if (const auto at = provenance.find("flavour"); at != provenance.end() && at->is_string()) {
      const auto stated = std::string(trim(at->get_ref<const std::string&>()));
      return stated == kMainline ? "" : stated;
    }
  }
  const std::string name = to_lower(trim(backend));
  if (name.starts_with("ik_llama") || name.starts_with("ik-llama") || name.starts_with("ikllama")) {
    return std::string(kIkFlavour);
  }
  if (!settings.is_object() || normalise_backend(backend).name != kMainline) return "";
  for (const auto& [field, value] : settings.items()) {
    if (is_ik_setting(field)) return std::string(kIkFlavour);
  }
  for (const char* field : {"type_k", "type_v"}) {
    const auto type = text_setting(settings, field);
    if (type && !is_upstream_cache_type(*type)) return "unknown fork";
  }
  return "";
}

}  // namespace llmbench
