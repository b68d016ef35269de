#include "llmbench/parsers/model_path.hpp"

#include "parsers/json_fields.hpp"
#include "parsers/served_name.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

namespace llmbench::parsers {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxConfigBytes = 4U << 20U;
constexpr std::uint64_t kMaxHeaderBytes = 100U << 20U;  // the limit of the safetensors format

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  for (std::string& part : split(replace_all(std::string(path), "\\", "/"), '/')) {
    if (!part.empty() && part != "." && part != ".." && part != "~") parts.push_back(std::move(part));
  }
  return parts;
}

std::optional<std::string> known_label(std::string_view label) {
  const NormalisedName normalised = normalise_quantization(label);
  return normalised.known ? std::optional(normalised.name) : std::nullopt;
}

/// A folder that is named like a quantization and nothing else; W*A16 without a method is compressed tensors.
std::optional<std::string> label_of_folder(const std::string& folder) {
  auto label = known_label(folder);
  if (label && folder.find_first_of("0123456789") == std::string::npos) return std::nullopt;  // a folder called "half"
  if (label && label->starts_with('W') && label->ends_with("A16")) label = known_label(*label + "-CT");
  return label;
}

/// The last two folders, as Hugging Face names a model; "models--OWNER--REPO/snapshots/HASH" is the cache's spelling.
std::string name_of_folders(const std::vector<std::string>& parts) {
  if (auto cached = name_in_hugging_face_cache(join(parts, "/"))) return *std::move(cached);
  if (parts.empty()) return {};
  return parts.size() == 1 ? parts.back() : parts[parts.size() - 2] + "/" + parts.back();
}

std::string read_start(const fs::path& file, std::size_t bytes) {
  std::ifstream stream(file, std::ios::binary);
  std::string text(bytes, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(bytes));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
  return text;
}

Json parse_or_nothing(const std::string& text) {
  try {
    return parse_json(text, {.non_finite_as_null = true, .refuse_duplicate_keys = false});
  } catch (const Error&) {
    return Json::object();  // a damaged config.json says nothing
  }
}

std::string bits_label(const Json& object, const char* field, const std::string& method) {
  constexpr std::int64_t kUsualBits = 4;
  return "W" + std::to_string(integer_field(object, field).value_or(kUsualBits)) + "A16-" + method;
}

/// Bits of compressed tensors, of activations too when they are quantized.
std::string compressed_label(const Json& config) {
  const Json group = config.value("config_groups", Json::object()).value("group_0", Json::object());
  const Json weights = group.value("weights", Json::object());
  const Json activations = group.contains("input_activations") ? group["input_activations"] : Json();
  const std::string bits = std::to_string(integer_field(weights, "num_bits").value_or(4));
  const bool is_float = text_field(weights, "type") == "float";
  if (activations.is_object() && integer_field(activations, "num_bits")) {
    if (is_float) return bits == "4" ? "NVFP4" : (flag_field(activations, "dynamic") ? "FP8_DYNAMIC" : "FP8");
    return "W" + bits + "A" + std::to_string(*integer_field(activations, "num_bits"));
  }
  return "W" + bits + "A16-CT";
}

std::optional<std::string> label_of_config(const Json& config) {
  if (!config.is_object()) return std::nullopt;
  const auto quantized = config.find("quantization_config");
  if (quantized != config.end() && quantized->is_object()) {
    const std::string method = to_lower(text_field(*quantized, "quant_method"));
    if (method == "fp8") {
      const bool dynamic =
          flag_field(*quantized, "dynamic") || text_field(*quantized, "activation_scheme") == "dynamic";
      return dynamic ? "FP8_DYNAMIC" : "FP8";
    }
    if (method == "awq") return known_label(bits_label(*quantized, "bits", "AWQ"));
    if (method == "gptq") return known_label(bits_label(*quantized, "bits", "GPTQ"));
    if (method == "compressed-tensors") return known_label(compressed_label(*quantized));
    if (method == "mxfp4") return "MXFP4";
    if (method == "bitsandbytes") return flag_field(*quantized, "load_in_8bit") ? "BNB-8bit" : "BNB-4bit";
    return std::nullopt;  // a method that is not known says nothing, least of all "FP16"
  }
  for (const char* field : {"torch_dtype", "dtype"}) {
    if (auto label = known_label(text_field(config, field))) return label;
  }
  return std::nullopt;
}

/// Type of the weights: the one that most elements have, since norms and embeddings often stay in a larger type.
std::optional<std::string> label_of_safetensors(const fs::path& file) {
  constexpr std::size_t kLengthBytes = 8;
  const std::string prefix = read_start(file, kLengthBytes);
  if (prefix.size() != kLengthBytes) return std::nullopt;
  std::uint64_t length = 0;
  for (std::size_t at = kLengthBytes; at-- > 0;) length = length << 8U | static_cast<unsigned char>(prefix[at]);
  std::error_code ignored;
  const auto size = fs::file_size(file, ignored);
  if (ignored || length > kMaxHeaderBytes || length + kLengthBytes > size) return std::nullopt;
  const std::string text = read_start(file, kLengthBytes + static_cast<std::size_t>(length));
  std::vector<std::pair<std::string, double>> elements;
  const Json header = parse_or_nothing(text.substr(kLengthBytes));
  for (const auto& [name, tensor] : header.items()) {
    if (name == "__metadata__" || !tensor.is_object() || !tensor.contains("shape")) continue;
    double count = 1;
    for (const Json& side : tensor["shape"]) count *= side.is_number() ? side.get<double>() : 0;
    const std::string type = text_field(tensor, "dtype");
    const auto at = std::ranges::find(elements, type, &std::pair<std::string, double>::first);
    if (at == elements.end()) {
      elements.emplace_back(type, count);
    } else {
      at->second += count;
    }
  }
  const auto most = std::ranges::max_element(elements, {}, &std::pair<std::string, double>::second);
  if (most == elements.end()) return std::nullopt;
  return most->first.starts_with("F8_") ? std::optional<std::string>("FP8_DYNAMIC") : known_label(most->first);
}

std::optional<std::string> label_of_directory(const fs::path& directory) {
  std::error_code ignored;
  if (!fs::is_directory(directory, ignored)) return std::nullopt;
  if (auto label = label_of_config(parse_or_nothing(read_start(directory / "config.json", kMaxConfigBytes))))
    return label;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files.empty() ? std::nullopt : label_of_safetensors(files.front());
}

}  // namespace

ModelPath identify_model_path(const std::string& path) {
  ModelPath model;
  const std::string_view trimmed = trim(path);
  if (to_lower(trimmed).ends_with(".gguf")) {
    const GgufName gguf = parse_gguf_name(trimmed);
    model.model_name = gguf.model_name;
    model.quantization = gguf.quantization;
    return model;
  }
  std::vector<std::string> parts = parts_of(trimmed);
  const auto folder =
      std::ranges::find_if(parts, [](const std::string& part) { return label_of_folder(part).has_value(); });
  if (folder != parts.end()) {
    model.quantization = label_of_folder(*folder);
    parts.erase(folder);
  }
  if (!model.quantization) model.quantization = label_of_directory(fs::path(std::string(trimmed)));
  const ServedName served = parse_served_name(name_of_folders(parts));
  model.model_name = served.model_name.value_or("");
  if (!model.quantization) model.quantization = served.quantization;
  return model;
}

}  // namespace llmbench::parsers
