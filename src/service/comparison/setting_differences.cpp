#include "service/comparison/setting_differences.hpp"

#include "llmbench/domain/settings.hpp"
#include "llmbench/util/text.hpp"

#include <optional>
#include <set>
#include <utility>

namespace llmbench::service {
namespace {

template <typename T>
Json json_of(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}
/// An empty text that stands for unknown.
Json known_text(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

using Fields = std::vector<std::pair<std::string, Json>>;

Fields artifact_fields(const std::optional<Artifact>& stored) {
  const Artifact artifact = stored.value_or(Artifact{});
  return {{"artifact.size_bytes", json_of(artifact.size_bytes)},
          {"artifact.n_params", json_of(artifact.n_params)},
          {"artifact.publisher", known_text(artifact.publisher)},
          {"artifact.sha256", json_of(artifact.sha256)}};
}

Fields hardware_fields(const HardwareProfile& hardware) {
  return {{"platform", hardware.platform == "unknown" ? Json() : Json(hardware.platform)},
          {"gpu_model", json_of(hardware.gpu_model)},
          {"gpu_count", hardware.gpu_model ? Json(hardware.gpu_count) : Json()},
          {"gpu_memory_gb", json_of(hardware.gpu_memory_gb)},
          {"cpu_model", json_of(hardware.cpu_model)},
          {"cpu_arch", json_of(hardware.cpu_arch)},
          {"ram_gb", json_of(hardware.ram_gb)},
          {"ram_type", json_of(hardware.ram_type)},
          {"virtualization_type", json_of(hardware.virtualization_type)},
          {"optimizations", hardware.optimizations},
          {"machine_name", json_of(hardware.machine_name)}};
}

/// The same names in the same order for every run.
Fields run_fields(const store::RunRecord& run) {
  Fields fields{{"model_name", run.variant.model_name},
                {"quantization", run.variant.quantization},
                {"lora_adapter", run.variant.lora_adapter}};
  for (auto& field : artifact_fields(run.artifact)) fields.push_back(std::move(field));
  fields.insert(
      fields.end(),
      {{"backend", run.backend}, {"backend_version", json_of(run.backend_version)}, {"flavour", run.flavour}});
  for (auto& field : hardware_fields(run.hardware)) fields.push_back(std::move(field));
  const Json load = run.load ? Json(to_string(*run.load)) : Json();
  fields.insert(fields.end(), {{"workload", to_string(run.workload)},
                               {"load", load},
                               {"concurrent_requests", json_of(run.concurrent_requests)},
                               {"load_pattern", json_of(run.load_pattern)},
                               {"dataset_name", json_of(run.dataset_name)},
                               {"max_context_length", json_of(run.max_context_length)},
                               {"gpu_power_limit_watts", json_of(run.gpu_power_limit_watts)}});
  return fields;
}

const Json* find_known(const Json& document, const std::string& name) {
  if (!document.is_object()) return nullptr;
  const auto at = document.find(name);
  return at == document.end() || at->is_null() ? nullptr : &*at;
}

/// The normalised text, else what the tool wrote (a value at its build's default), else null.
Json shown_value(const NormalisedSettings& normalised, const Json& as_written, const std::string& name) {
  if (const auto at = normalised.find(name); at != normalised.end()) return at->second;
  const Json* written = find_known(as_written, name);
  if (written == nullptr) return nullptr;
  return written->is_string() ? *written : Json(canonical_json(*written));
}

NormalisedSettings settings_at(const store::RunRecord& run, std::optional<TimePoint> time) {
  return normalise_settings(run.settings, run.backend, time);
}

std::set<std::string> names_of(const NormalisedSettings& settings) {
  std::set<std::string> names;
  for (const auto& [name, value] : settings) names.insert(name);
  return names;
}

void append_setting_differences(const store::RunRecord& a, const store::RunRecord& b,
                                std::vector<SettingDifference>& differences) {
  const NormalisedSettings of_a = settings_at(a, a.timestamp);
  const NormalisedSettings of_b = settings_at(b, b.timestamp);
  std::set<std::string> names = names_of(of_a);
  names.merge(names_of(of_b));
  // What was the default of one build and would be a choice in the other: the default moved between them.
  std::set<std::string> moved = names_of(settings_at(a, b.timestamp));
  moved.merge(names_of(settings_at(b, a.timestamp)));
  for (const std::string& name : moved) {
    if (!names.contains(name) && find_known(a.settings, name) != nullptr && find_known(b.settings, name) != nullptr) {
      differences.push_back(
          {"settings." + name, shown_value(of_a, a.settings, name), shown_value(of_b, b.settings, name), true});
    }
  }
  for (const std::string& name : names) {
    // What one side leaves out as without effect there (threads beside a GPU) may be the same all the same.
    Json value_a = shown_value(of_a, a.settings, name);
    Json value_b = shown_value(of_b, b.settings, name);
    if (value_a != value_b) differences.push_back({"settings." + name, std::move(value_a), std::move(value_b)});
  }
}

void append_user_setting_differences(const Json& a, const Json& b, std::vector<SettingDifference>& differences) {
  std::set<std::string> names;
  for (const Json* document : {&a, &b}) {
    if (!document->is_object()) continue;
    for (const auto& [name, value] : document->items()) names.insert(name);
  }
  for (const std::string& name : names) {
    const Json* in_a = find_known(a, name);
    const Json* in_b = find_known(b, name);
    Json value_a = in_a == nullptr ? Json() : *in_a;
    Json value_b = in_b == nullptr ? Json() : *in_b;
    if (value_a != value_b) differences.push_back({"user_settings." + name, std::move(value_a), std::move(value_b)});
  }
}

}  // namespace

std::vector<SettingDifference> list_setting_differences(const store::RunRecord& a, const store::RunRecord& b) {
  std::vector<SettingDifference> differences;
  const Fields of_a = run_fields(a);
  const Fields of_b = run_fields(b);
  for (std::size_t at = 0; at < of_a.size(); ++at) {
    if (of_a[at].second == of_b[at].second) continue;
    differences.push_back({of_a[at].first, of_a[at].second, of_b[at].second});
  }
  append_setting_differences(a, b, differences);
  append_user_setting_differences(a.user_settings, b.user_settings, differences);
  return differences;
}

}  // namespace llmbench::service
