#pragma once
// Model and quantization of a llama-bench record, from its file name and its model_type.

#include <string>

namespace llmbench::parsers::llama_bench {

struct FoundModel {
  std::string name;                  ///< "TheDrummer/Snowpiercer-15B-v1"; "" = the record does not say
  std::string publisher;             ///< "TheDrummer"; "" = unknown
  std::string quantization;          ///< normalised; "" = the record does not say
  std::string label;                 ///< the same as the record spells it, for messages
  bool is_named_by_type = false;     ///< `name` is only model_type's ("qwen2 7B"): no file names the model
  std::string name_warning;          ///< that needs no saying when the user names the model; "" = none
  std::string quantization_warning;  ///< the same of the quantization
};

[[nodiscard]] FoundModel find_model(const std::string& path, const std::string& model_type);

}  // namespace llmbench::parsers::llama_bench
