#include "apps/uploader/llm_document.hpp"

#include "apps/uploader/files.hpp"

#include "llmbench/codec/reader.hpp"
#include "llmbench/domain/device_names.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <cmath>
#include <utility>

namespace llmbench::uploader {
namespace {

constexpr int kMaxCount = 1'000'000'000;

std::optional<int> find_count(codec::Reader& reader, const char* key) {
  const auto value = reader.find_integer(key, 0, kMaxCount);
  return value ? std::optional{static_cast<int>(*value)} : std::nullopt;
}

/// The older uploader wrote "unknown" and 0 GB for what it could not tell.
std::optional<std::string> known_text(std::optional<std::string> text) {
  if (!text || trim(*text).empty() || equals_ignoring_case(trim(*text), "unknown")) return std::nullopt;
  return text;
}

/// It wrote W4A16 for compressed tensors.
std::string completed_quantization(const std::string& text) {
  const bool is_compressed = text.starts_with("W") && text.find("A16") != std::string::npos;
  return is_compressed && text.find('-') == std::string::npos ? text + "-CT" : text;
}

}  // namespace

LlmDocument describe_machine(const DetectedHardware& hardware) {
  LlmDocument document;
  document.cpu_model = hardware.cpu_model;
  document.cpu_arch = hardware.cpu_arch;
  document.ram_gb = hardware.ram_gb;
  if (hardware.gpus.empty()) {
    if (hardware.gpus_known) document.gpu_model = kCpuOnly;
    if (hardware.gpus_known) document.gpu_count = 0;
    return document;
  }
  std::vector<std::string> names;
  for (const DetectedGpu& gpu : hardware.gpus) names.push_back(gpu.name);
  const GpuList list = canonical_gpu_list(join(names, ", "), hardware.cpu_model.value_or(""));
  document.gpu_model = list.name;
  document.gpu_count = list.count;
  for (const DetectedGpu& gpu : hardware.gpus) {
    if (canonical_gpu_name(gpu.name, hardware.cpu_model.value_or("")).name != list.name) continue;
    document.gpu_memory_gb = gpu.memory_gb;
    if (gpu.power_limit_watts) document.gpu_power_limit_watts = static_cast<int>(std::lround(*gpu.power_limit_watts));
  }
  return document;
}

OrderedJson encode_llm_document(const LlmDocument& document) {
  const auto or_null = [](const auto& value) { return value ? OrderedJson(*value) : OrderedJson(); };
  return {{"gpu_model", or_null(document.gpu_model)},
          {"gpu_count", or_null(document.gpu_count)},
          {"gpu_memory_gb", or_null(document.gpu_memory_gb)},
          {"cpu_model", or_null(document.cpu_model)},
          {"cpu_arch", or_null(document.cpu_arch)},
          {"ram_gb", or_null(document.ram_gb)},
          {"model_name", document.model_name},
          {"model_path", document.model_path},
          {"quantization", document.quantization},
          {"lora_adapter", or_null(document.lora_adapter)},
          {"gpu_power_limit_watts", or_null(document.gpu_power_limit_watts)},
          {"backend_name", or_null(document.backend_name)},
          {"backend_version", or_null(document.backend_version)},
          {"concurrent_requests", or_null(document.concurrent_requests)},
          {"max_context_length", or_null(document.max_context_length)},
          {"timestamp", document.timestamp ? OrderedJson(format_rfc3339(*document.timestamp)) : OrderedJson()},
          {"artifact_version", "1.0"}};
}

LlmDocument read_llm_document(const std::string& path) {
  const auto text = read_file_if_there(path);
  if (!text) throw Error{ErrorCode::invalid_input, path + " is not there"};
  const std::string name{path_basename(path)};
  Json json;
  try {
    json = parse_json(*text);
  } catch (const Error& error) {
    throw Error{ErrorCode::invalid_input, name + ": " + error.what()};
  }
  codec::Findings findings;
  LlmDocument document;
  {
    codec::Reader reader{json, "", findings};
    document.model_name = reader.get_string("model_name");
    document.quantization = completed_quantization(reader.get_string("quantization"));
    document.gpu_model = known_text(reader.find_string("gpu_model"));
    document.gpu_count = find_count(reader, "gpu_count");
    document.gpu_memory_gb = reader.find_double("gpu_memory_gb");
    document.cpu_model = known_text(reader.find_string("cpu_model"));
    document.cpu_arch = known_text(reader.find_string("cpu_arch"));
    document.ram_gb = reader.find_double("ram_gb");
    document.lora_adapter = known_text(reader.find_string("lora_adapter"));
    document.gpu_power_limit_watts = find_count(reader, "gpu_power_limit_watts");
    document.backend_name = known_text(reader.find_string("backend_name"));
    document.backend_version = known_text(reader.find_string("backend_version"));
    document.concurrent_requests = find_count(reader, "concurrent_requests");
    document.max_context_length = find_count(reader, "max_context_length");
  }
  if (!findings.errors.empty()) {
    throw Error{ErrorCode::invalid_input, name + " is no llm.json as the command record writes it",
                std::move(findings.errors)};
  }
  // 0 GB beside a GPU is how several GPUs were written; 0 is right for CPU Only.
  if (document.gpu_memory_gb == 0.0 && document.gpu_model != kCpuOnly) document.gpu_memory_gb.reset();
  return document;
}

void apply_to_options(const LlmDocument& document, parsers::ReadOptions& options) {
  if (!options.model_name) options.model_name = document.model_name;
  if (!options.quantization) options.quantization = document.quantization;
  if (!options.lora_adapter) options.lora_adapter = document.lora_adapter;
  if (!options.backend) options.backend = document.backend_name;
  if (!options.gpu_name) options.gpu_name = document.gpu_model;
  if (!options.gpu_memory_gb) options.gpu_memory_gb = document.gpu_memory_gb;
  if (!options.gpu_count) options.gpu_count = document.gpu_count;
  if (!options.ram_gb) options.ram_gb = document.ram_gb;
}

void apply_to_run(const LlmDocument& document, ExperimentRun& run) {
  if (!run.hardware.cpu_model) run.hardware.cpu_model = document.cpu_model;
  if (!run.hardware.cpu_arch) run.hardware.cpu_arch = document.cpu_arch;
  if (document.backend_version) run.backend_version = document.backend_version;
  if (document.gpu_power_limit_watts) run.gpu_power_limit_watts = document.gpu_power_limit_watts;
  if (document.concurrent_requests) run.concurrent_requests = document.concurrent_requests;
  if (document.max_context_length) run.max_context_length = document.max_context_length;
}

}  // namespace llmbench::uploader
