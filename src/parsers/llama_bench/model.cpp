#include "parsers/llama_bench/model.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/text.hpp"

#include <cmath>
#include <cstdio>

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

std::string without_punctuation(std::string_view name) {
  const std::string_view base = path_basename(name);
  std::string result;
  for (const char c : to_lower(base)) {
    if (c != '-' && c != '_' && c != '.' && c != ' ') result.push_back(c);
  }
  return result;
}

/// UD-Q8_K_XL is a mix over Q8_0: its label names the bits, not the layout.
bool is_refined_label(std::string_view label) {
  return starts_with_ignoring_case(label, "UD-") || label.ends_with("_XL") || label.ends_with("_L");
}

std::string_view bits_of_label(std::string_view label) {
  if (starts_with_ignoring_case(label, "UD-")) label.remove_prefix(3);
  const std::size_t first = label.find_first_of("0123456789");
  return first == std::string_view::npos ? std::string_view{} : label.substr(first, 1);
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
    found.warnings.push_back("the file name names no model, so it is called \"" + type.model +
                             "\" after model_type: say which model it is with -m");
  }
  if (found.quantization.empty()) {
    found.quantization = found.label = type.quantization;
  } else if (!type.quantization.empty() && !same_quantization(found.quantization, type.quantization)) {
    found.warnings.push_back("the file name says " + found.label + " but model_type says " + type.quantization + ": " +
                             found.label + " is used, -q decides otherwise");
  }
  return found;
}

std::optional<std::string> bits_per_weight_warning(const std::string& label, std::optional<std::int64_t> size_bytes,
                                                   std::optional<std::int64_t> n_params) {
  const auto nominal = nominal_bits_per_weight(normalise_quantization(label).name);
  if (!nominal || !size_bytes || !n_params || *n_params <= 0) return std::nullopt;
  const double bits = 8.0 * static_cast<double>(*size_bytes) / static_cast<double>(*n_params);
  if (std::abs(bits - *nominal) <= 0.25 * *nominal) return std::nullopt;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", bits);
  return "named " + label + " but " + text + " bits per weight";
}

bool same_model(std::string_view a, std::string_view b) {
  return without_punctuation(normalise_model_name(a)) == without_punctuation(normalise_model_name(b));
}

bool same_quantization(std::string_view a, std::string_view b) {
  const std::string first = normalise_quantization(a).name;
  const std::string second = normalise_quantization(b).name;
  if (equals_ignoring_case(first, second)) return true;
  if (equals_ignoring_case(quantization_base(first), quantization_base(second))) return true;
  return (is_refined_label(first) || is_refined_label(second)) && bits_of_label(first) == bits_of_label(second);
}

}  // namespace llmbench::parsers::llama_bench
