#include "llmbench/parsers/older_uploader.hpp"

#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"
#include "parsers/served_name.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/parsers/model_path.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <limits>

namespace llmbench::parsers {
namespace {

/// A text, unless it is how the older uploader wrote "unknown".
std::optional<std::string> known_text(const Json& record, const char* name) {
  std::string text = text_field(record, name);
  if (text.empty() || equals_ignoring_case(text, "unknown") || equals_ignoring_case(text, "none")) return std::nullopt;
  return text;
}

std::optional<int> positive_count(const Json& record, const char* name) {
  const auto value = number_field(record, name);
  if (!value || *value <= 0 || *value > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<double> positive_number(const Json& record, const char* name) {
  const auto value = number_field(record, name);
  return value && *value > 0 ? value : std::nullopt;
}

/// The older uploader wrote 0 GB for several GPUs and for names it did not know: that is unknown, but for "CPU Only".
HardwareConfig hardware_of_record(const Json& record) {
  HardwareConfig hardware;
  hardware.gpu_model = known_text(record, "gpu_model");
  hardware.gpu_memory_gb = positive_number(record, "gpu_memory_gb");
  hardware.gpu_count = positive_count(record, "gpu_count");
  if (hardware.gpu_model == kCpuOnly) {
    hardware.gpu_memory_gb = 0;
    hardware.gpu_count = 0;
  }
  hardware.cpu_model = known_text(record, "cpu_model");
  hardware.cpu_arch = known_text(record, "cpu_arch");
  hardware.ram_gb = positive_number(record, "ram_gb");
  return hardware;
}

/// "W4A16" of the older uploader is a model of compressed tensors.
std::string quantization_of(const std::string& label) {
  const std::string name = normalise_quantization(label).name;
  const std::size_t a16 = name.size() > 3 ? name.size() - 3 : std::string::npos;
  const bool is_weight_only = name.starts_with('W') && name.find('-') == std::string::npos &&
                              a16 != std::string::npos && name.substr(a16) == "A16";
  return is_weight_only ? normalise_quantization(name + "-CT").name : name;
}

}  // namespace

LlmDocument read_llm_document(TextStream& stream) {
  MessageLog messages;
  const Json record = read_json_documents(stream, messages).documents.front().value;
  if (!record.contains("model_path") && !record.contains("model_name")) {
    throw Error{ErrorCode::invalid_input, stream.name() +
                                              " names no model (\"model_name\" or \"model_path\"): it is no "
                                              "llm.json; make one with `llm-benchmark-uploader record`"};
  }
  LlmDocument document;
  const std::string path = text_field(record, "model_path");
  const ModelPath identified = path.empty() ? ModelPath{} : identify_model_path(path);
  document.model_name = known_text(record, "model_name").value_or(identified.model_name);
  const auto label = known_text(record, "quantization");
  // "F16" was written for every .gguf whose name had another form than ".Q4_K_M": the name itself knows better.
  const bool from_gguf = to_lower(path).ends_with(".gguf") && identified.quantization;
  if (from_gguf) {
    document.quantization = *identified.quantization;
  } else if (label) {
    document.quantization = quantization_of(*label);
  }
  document.lora_adapter = known_text(record, "lora_adapter").value_or("");
  document.hardware = hardware_of_record(record);
  document.backend = known_text(record, "backend_name");
  document.backend_version = known_text(record, "backend_version");
  document.gpu_power_limit_watts = positive_count(record, "gpu_power_limit_watts");
  document.concurrent_requests = positive_count(record, "concurrent_requests");
  document.max_context_length = positive_count(record, "max_context_length");
  document.recorded_at = parse_time(text_field(record, "timestamp"));
  return document;
}

ReadOptions with_llm_document(ReadOptions options, const LlmDocument& document) {
  const auto fill = [](std::optional<std::string>& option, const std::optional<std::string>& value) {
    if (!option && value && !value->empty()) option = value;
  };
  fill(options.model_name, document.model_name);
  fill(options.quantization, document.quantization);
  fill(options.lora_adapter, document.lora_adapter);
  fill(options.backend, document.backend);
  fill(options.backend_version, document.backend_version);
  return options;
}

void merge_llm_document(const LlmDocument& document, ExperimentRun& run) {
  const auto fill = [](auto& field, const auto& value) {
    if (!field) field = value;
  };
  HardwareConfig& hardware = run.hardware;
  const bool same_gpu = !hardware.gpu_model || hardware.gpu_model == document.hardware.gpu_model;
  fill(hardware.gpu_model, document.hardware.gpu_model);
  if (same_gpu) {  // --gpu-name of another card: the document's memory and count are not its
    fill(hardware.gpu_memory_gb, document.hardware.gpu_memory_gb);
    fill(hardware.gpu_count, document.hardware.gpu_count);
  }
  fill(hardware.cpu_model, document.hardware.cpu_model);
  fill(hardware.cpu_arch, document.hardware.cpu_arch);
  fill(hardware.ram_gb, document.hardware.ram_gb);
  fill(run.gpu_power_limit_watts, document.gpu_power_limit_watts);
  fill(run.max_context_length, document.max_context_length);
  fill(run.backend_version, document.backend_version);
  if (document.concurrent_requests) {
    run.concurrent_requests = document.concurrent_requests;
    run.concurrency_source = "stated";
    run.load = *document.concurrent_requests == 1 ? Load::single : Load::concurrent;
  }
}

}  // namespace llmbench::parsers
