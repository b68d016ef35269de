#pragma once
// What the place of a model on disk says about it: a GGUF file, or a folder with config.json and safetensors. Used by
// `record`, `upload-mmlu -p` and `inference-server`.

#include <optional>
#include <string>

namespace llmbench::parsers {

struct ModelPath {
  std::string model_name;                   ///< "" = the path does not name a model
  std::optional<std::string> quantization;  ///< normalised; nullopt = unknown, never a default
};

/// `path` need not exist: then only its spelling is used. In this order: the name of a .gguf file, a folder named like
/// a quantization ("/W4A16/", "/FP8/"), the quantization or type in config.json, the type of the weights in a
/// safetensors header, a label at the end of the folder's name.
[[nodiscard]] ModelPath identify_model_path(const std::string& path);

}  // namespace llmbench::parsers
