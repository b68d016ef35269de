#include "llmbench/domain/name_aliases.hpp"

#include "domain/identity_detail.hpp"

#include "llmbench/domain/device_names.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench {
namespace {

std::vector<std::string> device_keys(AliasKind kind, const std::string& raw,
                                     const std::optional<std::string>& canonical) {
  std::vector<std::string> keys;
  if (!raw.empty()) keys.push_back(alias_key(kind, raw));
  if (canonical) keys.push_back(alias_key(kind, *canonical));
  return keys;
}

const std::string* find_alias(const std::map<std::string, std::string>& aliases, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    if (const auto found = aliases.find(key); found != aliases.end()) return &found->second;
  }
  return nullptr;
}

std::vector<std::string> gpu_keys(const PreparedRun& prepared) {
  return device_keys(AliasKind::gpu, prepared.hardware.raw_gpu_model, prepared.hardware.gpu_model);
}

std::vector<std::string> cpu_keys(const PreparedRun& prepared) {
  return device_keys(AliasKind::cpu, prepared.hardware.raw_cpu_model, prepared.hardware.cpu_model);
}

/// Says the name in warnings and keeps the one that was sent.
void note_alias(PreparedRun& prepared, const char* field, const std::string& sent, const std::string& canonical) {
  prepared.warnings.push_back("\"" + sent + "\" is an alias; it is stored as \"" + canonical + "\"");
  Json& raw_names = prepared.run.provenance["raw_names"];
  if (!raw_names.is_object()) raw_names = Json::object();
  if (!raw_names.contains(field)) raw_names[field] = sent;
}

/// Counts and sizes that only the name that was sent told are kept.
bool rename_devices(PreparedRun& prepared, const NameAliases& aliases) {
  const HardwareProfile before = prepared.hardware;
  HardwareConfig& config = prepared.run.hardware;
  const std::string* gpu = find_alias(aliases.gpus, gpu_keys(prepared));
  const std::string* cpu = find_alias(aliases.cpus, cpu_keys(prepared));
  if (gpu != nullptr && before.gpu_model != *gpu) {
    note_alias(prepared, "gpu_model", before.raw_gpu_model, *gpu);
    config.gpu_model = *gpu;
    config.gpu_count = before.gpu_count;
    config.gpu_memory_gb = before.gpu_memory_gb;
  } else {
    gpu = nullptr;
  }
  if (cpu != nullptr && before.cpu_model != *cpu) {
    note_alias(prepared, "cpu_model", before.raw_cpu_model, *cpu);
    config.cpu_model = *cpu;
  } else {
    cpu = nullptr;
  }
  if (gpu == nullptr && cpu == nullptr) return false;
  prepared.hardware = hardware_of_run(prepared.run);
  prepared.hardware.raw_gpu_model = before.raw_gpu_model;
  prepared.hardware.raw_cpu_model = before.raw_cpu_model;
  return true;
}

}  // namespace

std::string_view to_string(AliasKind kind) {
  switch (kind) {
    case AliasKind::model:
      return "model";
    case AliasKind::gpu:
      return "gpu";
    case AliasKind::cpu:
      break;
  }
  return "cpu";
}

std::optional<AliasKind> parse_alias_kind(std::string_view text) {
  for (const AliasKind kind : {AliasKind::model, AliasKind::gpu, AliasKind::cpu}) {
    if (to_string(kind) == text) return kind;
  }
  return std::nullopt;
}

std::string alias_key(AliasKind kind, std::string_view name) {
  return to_lower(kind == AliasKind::model ? normalise_model_name(name) : collapse_whitespace(name));
}

std::string canonical_name(AliasKind kind, std::string_view name) {
  switch (kind) {
    case AliasKind::model:
      return normalise_model_name(name);
    case AliasKind::gpu:
      return canonical_gpu_list(name, "").name;
    case AliasKind::cpu:
      break;
  }
  return canonical_cpu_name(name).value_or("");
}

void add_alias_keys(const PreparedRun& prepared, AliasKeys& keys) {
  keys.models.push_back(alias_key(AliasKind::model, prepared.variant.model_name));
  for (std::string& key : gpu_keys(prepared)) keys.gpus.push_back(std::move(key));
  for (std::string& key : cpu_keys(prepared)) keys.cpus.push_back(std::move(key));
}

void apply_aliases(PreparedRun& prepared, const NameAliases& aliases) {
  ExperimentRun& run = prepared.run;
  const std::string* model = find_alias(aliases.models, {alias_key(AliasKind::model, run.model_name)});
  if (model != nullptr) {
    note_alias(prepared, "model_name", run.model_name, *model);
    run.model_name = *model;
    prepared.variant.model_name = *model;
  }
  const bool renamed_devices = rename_devices(prepared, aliases);
  if (model == nullptr && !renamed_devices) return;
  compute_ids(prepared);
  prepared.headline = compute_headline(run);
}

}  // namespace llmbench
