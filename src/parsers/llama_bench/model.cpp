#include "parsers/llama_bench/model.hpp"

#include "parsers/model_names.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::parsers::llama_bench {
namespace {

struct TypeParts {
  std::string model;         ///< "qwen2 7B"
  std::string quantization;  ///< normalised; "" = not recognised
};

/// "qwen2 7B Q4_K - Medium", "llama 7B mostly Q4_0", "gpt-oss 20B MXFP4 MoE": the longest tail that is a quantization.
TypeParts split_model_type(const std::string& model_type) {
  const std::string text = collapse_whitespace(model_type);
  for (std::size_t blank = text.find(' '); blank != std::string::npos; blank = text.find(' ', blank + 1)) {
    const NormalisedName label = normalise_quantization(std::string_view(text).substr(blank + 1));
    if (label.known) return {text.substr(0, blank), label.name};
  }
  return {text, ""};
}

/// What the converter calls its output when nobody named it.
bool is_file_placeholder(std::string_view name) {
  return is_placeholder_model_name(name) || starts_with_ignoring_case(name, "ggml-model");
}

/// "/home/alice/Qwen3-4B/Qwen3-4B-Q8_0.gguf": alice owns the machine, not the model, and her name stays there.
bool is_user_folder(const std::string& path, const std::string& folder) {
  const std::string forward = to_lower(replace_all(path, "\\", "/"));
  for (const std::string_view homes : {"/home/", "/users/"}) {
    if (forward.find(std::string(homes) + to_lower(folder) + "/") != std::string::npos) return true;
  }
  return false;
}

}  // namespace

FoundModel find_model(const std::string& path, const std::string& model_type) {
  FoundModel found;
  const TypeParts type = split_model_type(model_type);
  if (!path.empty()) {
    const GgufName file = parse_gguf_name(path);
    found.quantization = file.quantization.value_or("");
    found.label = file.label;
    if (!file.model_name.empty() && !is_file_placeholder(file.model_name)) {
      if (file.owner && !is_user_folder(path, *file.owner)) found.publisher = *file.owner;
      found.name = found.publisher.empty() ? file.model_name : found.publisher + "/" + file.model_name;
    }
  }
  if (found.name.empty() && !type.model.empty() && !type.quantization.empty()) {
    found.name = type.model;
    found.is_named_by_type = true;
    found.name_warning = "the file name names no model, so it is called \"" + type.model +
                         "\" after model_type: say which model it is with -m";
  }
  if (found.quantization.empty()) {
    found.quantization = found.label = type.quantization;
  } else if (!type.quantization.empty() && !same_quantization(found.quantization, type.quantization)) {
    found.quantization_warning = "the file name says " + found.label + " but model_type says " + type.quantization +
                                 ": " + found.label + " is used, -q decides otherwise";
  }
  return found;
}

}  // namespace llmbench::parsers::llama_bench
