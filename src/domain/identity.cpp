#include "llmbench/domain/identity.hpp"

#include "domain/identity_detail.hpp"
#include "domain/or_null.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench {
namespace {

/// Metrics that were measured; what a reader copied under another name follows from them.
std::vector<const Metric*> measured_metrics(const ExperimentRun& run) {
  std::vector<const Metric*> metrics;
  for (const Metric& metric : run.metrics) {
    if (!is_copied(metric)) metrics.push_back(&metric);
  }
  std::ranges::sort(metrics, {}, [](const Metric* metric) -> const std::string& { return metric->name; });
  return metrics;
}

Json hardware_identity(const HardwareConfig& hardware) {
  auto optimizations = hardware.optimizations;  // a set: its order on the wire says nothing
  std::ranges::sort(optimizations);
  return {{"gpu_model", or_null(hardware.gpu_model)},  {"gpu_memory_gb", or_null(hardware.gpu_memory_gb)},
          {"gpu_count", or_null(hardware.gpu_count)},  {"cpu_model", or_null(hardware.cpu_model)},
          {"cpu_arch", or_null(hardware.cpu_arch)},    {"ram_gb", or_null(hardware.ram_gb)},
          {"ram_type", or_null(hardware.ram_type)},    {"virtualization_type", or_null(hardware.virtualization_type)},
          {"optimizations", std::move(optimizations)}, {"machine_name", or_null(hardware.machine_name)}};
}

Json values_identity(const std::vector<const Metric*>& metrics, bool with_samples) {
  Json values = Json::array();
  for (const Metric* metric : metrics) {
    Json value = Json::array({metric->name, metric->value});
    if (with_samples) value.push_back(metric->samples);
    values.push_back(std::move(value));
  }
  return values;
}

/// Names as the identity sees them: no table is asked, so an upgrade of our tables changes no id.
std::string identity_name(std::string_view name) {
  std::string text = to_lower(trim(name));
  constexpr std::string_view kTail = "-gguf";
  if (text.ends_with(kTail)) text.resize(text.size() - kTail.size());
  return text;
}

std::string source_name(const ExperimentRun& run, const char* key, const std::string& as_sent) {
  const auto names = run.provenance.find("source_names");
  if (names != run.provenance.end() && names->is_object()) {
    const auto name = names->find(key);
    if (name != names->end() && name->is_string()) return identity_name(name->get_ref<const std::string&>());
  }
  return identity_name(as_sent);
}

Json content_identity(const ExperimentRun& run) {
  return Json::array({"v1", source_name(run, "model_name", run.model_name),
                      source_name(run, "quantization", run.quantization),
                      source_name(run, "lora_adapter", run.lora_adapter), run_fingerprint(run)});
}

}  // namespace

std::string run_fingerprint(const ExperimentRun& run) {
  const auto made_by_reader = run.provenance.find("fingerprint");
  if (made_by_reader != run.provenance.end() && !made_by_reader->is_null()) {
    return made_by_reader->is_string() ? made_by_reader->get<std::string>() : canonical_json(*made_by_reader);
  }
  const auto metrics = measured_metrics(run);
  Json identity{{"backend", run.backend},
                {"backend_version", or_null(run.backend_version)},
                {"hardware_config", hardware_identity(run.hardware)},
                {"settings", run.settings},
                {"user_settings", run.user_settings},
                {"workload", to_string(run.workload)},
                {"load", run.load ? Json(to_string(*run.load)) : Json()},
                {"status", to_string(run.status)},
                {"error", run.error},
                {"concurrent_requests", or_null(run.concurrent_requests)},
                {"max_context_length", or_null(run.max_context_length)},
                {"load_pattern", or_null(run.load_pattern)},
                {"dataset_name", or_null(run.dataset_name)},
                {"gpu_power_limit_watts", or_null(run.gpu_power_limit_watts)},
                {"metric", metrics.empty() ? std::string() : metrics.front()->name}};
  if (run.timestamp) {
    identity["timestamp"] = run.timestamp->time_since_epoch().count();
  } else {  // without a time only the values tell two measurements apart
    identity["values"] = values_identity(metrics, false);
  }
  return canonical_json(identity);
}

Uuid content_id(const ExperimentRun& run) {
  // An export of a run that was told apart by its values says so: it is that run wherever and whenever it arrives.
  const auto told_apart = run.provenance.find(kToldApartAs);
  if (told_apart != run.provenance.end() && told_apart->is_string()) {
    if (const auto id = parse_uuid(told_apart->get_ref<const std::string&>())) return *id;
  }
  return uuid_from_content(canonical_json(content_identity(run)));
}

Uuid content_id_with_values(const ExperimentRun& run) {
  Json identity = content_identity(run);
  identity.push_back(values_identity(measured_metrics(run), true));
  return uuid_from_content(canonical_json(identity));
}

Uuid configuration_id_of(const PreparedRun& prepared, bool with_version) {
  const ExperimentRun& run = prepared.run;
  Json identity{{"kind", with_version ? "configuration" : "series"},
                {"variant", to_string(prepared.variant_id)},
                {"artifact", prepared.artifact_id ? Json(to_string(*prepared.artifact_id)) : Json()},
                {"platform", prepared.hardware.platform},
                {"cpu_model", or_null(prepared.hardware.cpu_model)},
                {"machine_name", or_null(prepared.hardware.machine_name)},
                {"backend", run.backend},
                {"flavour", prepared.flavour},
                {"settings", prepared.settings},
                {"user_settings", run.user_settings},
                {"workload", to_string(run.workload)},
                {"load", prepared.load ? Json(to_string(*prepared.load)) : Json()},
                {"concurrent_requests", or_null(run.concurrent_requests)},
                {"load_pattern", or_null(run.load_pattern)},
                {"dataset_name", or_null(run.dataset_name)},
                {"gpu_power_limit_watts", or_null(run.gpu_power_limit_watts)},
                {"max_context_length", or_null(run.max_context_length)}};
  if (with_version) identity["backend_version"] = or_null(run.backend_version);
  return uuid_from_content(canonical_json(identity));
}

}  // namespace llmbench
