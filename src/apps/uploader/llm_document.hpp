#pragma once
// llm.json: which model ran on which machine, written by `record` beside a benchmark and read by `upload -l`.

#include "apps/uploader/hardware/detect.hpp"

#include "llmbench/domain/run.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"

#include <optional>
#include <string>

namespace llmbench::uploader {

struct LlmDocument {
  std::optional<std::string> gpu_model;
  std::optional<int> gpu_count;
  std::optional<double> gpu_memory_gb;
  std::optional<std::string> cpu_model;
  std::optional<std::string> cpu_arch;
  std::optional<double> ram_gb;
  std::string model_name;
  std::string model_path;
  std::string quantization;
  std::optional<std::string> lora_adapter;
  std::optional<int> gpu_power_limit_watts;
  std::optional<std::string> backend_name;
  std::optional<std::string> backend_version;
  std::optional<int> concurrent_requests;
  std::optional<int> max_context_length;
  std::optional<TimePoint> timestamp;
};

[[nodiscard]] LlmDocument describe_machine(const DetectedHardware& hardware);

/// With artifact_version 1.0. No host name: a name for the machine is given with --machine-name only.
[[nodiscard]] OrderedJson encode_llm_document(const LlmDocument& document);
/// Throws Error{invalid_input} naming the file and every wrong field.
[[nodiscard]] LlmDocument read_llm_document(const std::string& path);

/// What the document tells wins over the results, and a flag wins over both.
void apply_to_options(const LlmDocument& document, parsers::ReadOptions& options);
void apply_to_run(const LlmDocument& document, ExperimentRun& run);

}  // namespace llmbench::uploader
