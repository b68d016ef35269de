#pragma once
// Model and quantization of a llama-bench record, from its file name and its model_type.

#include <string>
#include <vector>

namespace llmbench::parsers::llama_bench {

struct FoundModel {
  std::string name;          ///< "TheDrummer/Snowpiercer-15B-v1"; "" = the record does not say
  std::string publisher;     ///< "TheDrummer"; "" = unknown
  std::string quantization;  ///< normalised; "" = the record does not say
  std::string label;         ///< the same as the record spells it, for messages
  std::vector<std::string> warnings;
};

[[nodiscard]] FoundModel find_model(const std::string& path, const std::string& model_type);

}  // namespace llmbench::parsers::llama_bench
