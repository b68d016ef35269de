#pragma once
// llm.json of the older uploader's `record`: which model ran where. The uploader reads it for
// `upload -l llm.json -r results.json`, and its `record` writes the same file.

#include "llmbench/domain/hardware.hpp"
#include "llmbench/parsers/format.hpp"

#include <optional>
#include <string>

namespace llmbench::parsers {

/// What llm.json says. Its private fields (hostname, folders) are not kept.
struct LlmDocument {
  std::string model_name;    ///< as written, else from the model path; "" = unknown
  std::string quantization;  ///< normalised; W*A* without a method means compressed tensors ("-CT"); "" = unknown
  std::string lora_adapter;
  HardwareConfig hardware;
  std::optional<std::string> backend;
  std::optional<std::string> backend_version;
  std::optional<int> gpu_power_limit_watts;
  std::optional<int> concurrent_requests;
  std::optional<int> max_context_length;
  std::optional<TimePoint> recorded_at;
  bool operator==(const LlmDocument&) const = default;
};

/// Throws Error{invalid_input} when the text is no llm.json.
[[nodiscard]] LlmDocument read_llm_document(TextStream& stream);

/// What reading results.json needs from the document, under what the user said on the command line.
[[nodiscard]] ReadOptions with_llm_document(ReadOptions options, const LlmDocument& document);

/// Adds to a run read from results.json what the document knows and the run does not: hardware, power limit, context
/// length. The document's concurrency wins over that of the results (its load follows).
void merge_llm_document(const LlmDocument& document, ExperimentRun& run);

}  // namespace llmbench::parsers
