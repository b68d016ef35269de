#include "apps/uploader/llm_document.hpp"

#include "llmbench/domain/device_names.hpp"
#include "llmbench/util/text.hpp"

#include <cmath>

namespace llmbench::uploader {

parsers::LlmDocument describe_machine(const DetectedHardware& hardware) {
  parsers::LlmDocument document;
  HardwareConfig& machine = document.hardware;
  machine.cpu_model = hardware.cpu_model;
  machine.cpu_arch = hardware.cpu_arch;
  machine.ram_gb = hardware.ram_gb;
  if (hardware.gpus.empty()) {
    if (hardware.gpus_known) machine.gpu_model = kCpuOnly;
    if (hardware.gpus_known) machine.gpu_count = 0;
    return document;
  }
  std::vector<std::string> names;
  for (const DetectedGpu& gpu : hardware.gpus) names.push_back(gpu.name);
  const GpuList list = canonical_gpu_list(join(names, ", "), hardware.cpu_model.value_or(""));
  machine.gpu_model = list.name;
  machine.gpu_count = list.count;
  for (const DetectedGpu& gpu : hardware.gpus) {
    if (canonical_gpu_name(gpu.name, hardware.cpu_model.value_or("")).name != list.name) continue;
    machine.gpu_memory_gb = gpu.memory_gb;
    if (gpu.power_limit_watts) document.gpu_power_limit_watts = static_cast<int>(std::lround(*gpu.power_limit_watts));
  }
  return document;
}

OrderedJson encode_llm_document(const parsers::LlmDocument& document, const std::string& model_path) {
  const auto or_null = [](const auto& value) { return value ? OrderedJson(*value) : OrderedJson(); };
  const HardwareConfig& machine = document.hardware;
  const std::string& adapter = document.lora_adapter;
  return {{"gpu_model", or_null(machine.gpu_model)},
          {"gpu_count", or_null(machine.gpu_count)},
          {"gpu_memory_gb", or_null(machine.gpu_memory_gb)},
          {"cpu_model", or_null(machine.cpu_model)},
          {"cpu_arch", or_null(machine.cpu_arch)},
          {"ram_gb", or_null(machine.ram_gb)},
          {"model_name", document.model_name},
          {"model_path", model_path},
          {"quantization", document.quantization},
          {"lora_adapter", adapter.empty() ? OrderedJson() : OrderedJson(adapter)},
          {"gpu_power_limit_watts", or_null(document.gpu_power_limit_watts)},
          {"backend_name", or_null(document.backend)},
          {"backend_version", or_null(document.backend_version)},
          {"concurrent_requests", or_null(document.concurrent_requests)},
          {"max_context_length", or_null(document.max_context_length)},
          {"timestamp", document.recorded_at ? OrderedJson(format_rfc3339(*document.recorded_at)) : OrderedJson()},
          {"artifact_version", "1.0"}};
}

}  // namespace llmbench::uploader
