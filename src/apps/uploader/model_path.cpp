#include "apps/uploader/model_path.hpp"

#include "apps/uploader/files.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <filesystem>
#include <optional>

namespace llmbench::uploader {
namespace {

namespace fs = std::filesystem;

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? to_lower(found->get<std::string>()) : std::string{};
}

std::string bits_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? std::to_string(found->get<int>()) : std::string{"4"};
}

std::string quantization_of(const Json& config) {
  if (const auto method = config.find("quantization_config"); method != config.end() && method->is_object()) {
    const std::string name = text_of(*method, "quant_method");
    if (name == "fp8") return method->value("dynamic", Json(false)) == Json(true) ? "FP8_DYNAMIC" : "FP8";
    if (name == "awq" || name == "gptq") return "W" + bits_of(*method, "bits") + "A16-" + to_upper(name);
    if (name == "compressed-tensors") {
      const Json::json_pointer weights{"/config_groups/group_0/weights"};
      return "W" + (method->contains(weights) ? bits_of(method->at(weights), "num_bits") : "4") + "A16-CT";
    }
  }
  std::string type = text_of(config, "torch_dtype");
  if (type.empty()) type = text_of(config, "dtype");
  if (type == "bfloat16" || type == "bf16") return "BF16";
  if (type == "float16" || type == "fp16") return "FP16";
  if (type == "float32" || type == "fp32") return "FP32";
  return {};
}

std::optional<Json> read_config(const fs::path& folder) {
  try {
    const auto text = read_file_if_there(folder / "config.json");
    if (text) return parse_json(*text);
  } catch (const Error&) {
    // Not readable or not JSON: the path alone has to tell.
  }
  return std::nullopt;
}

}  // namespace

ModelIdentity identify_model(const std::string& path) {
  fs::path where = fs::path{path}.lexically_normal();
  if (!where.has_filename()) where = where.parent_path();
  if (equals_ignoring_case(where.extension().string(), ".gguf")) {
    const GgufName gguf = parse_gguf_name(where.string());
    return {gguf.owner ? *gguf.owner + "/" + gguf.model_name : gguf.model_name, gguf.quantization.value_or("")};
  }
  ModelIdentity model;
  model.name = normalise_model_name(where.filename().string());
  const std::string owner = where.parent_path().filename().string();
  // Two components as the hubs write them; a path like ./Model has no owner.
  if (!owner.empty() && owner != "." && owner != ".." && owner != "models") model.name = owner + "/" + model.name;
  const auto config = read_config(where);
  if (config && config->is_object()) model.quantization = quantization_of(*config);
  return model;
}

}  // namespace llmbench::uploader
