#include "llmbench/domain/names.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <iterator>

namespace llmbench {
namespace {

struct BackendRow {
  std::string_view name;      ///< usual spelling
  std::string_view spelling;  ///< as clients write it: lower case, without blanks, '-', '_' and '.'
};

constexpr BackendRow kBackends[] = {
    {"llama.cpp", "llamacpp"},
    {"llama.cpp", "llamabench"},
    {"llama.cpp", "llamaserver"},
    {"llama.cpp", "llamacli"},
    {"llama.cpp", "llamacppserver"},
    {"llama.cpp", "ggml"},
    {"llama.cpp", "ikllamacpp"},  // a flavour of it, see detect_flavour
    {"llama.cpp", "ikllama"},
    {"llama-cpp-python", "llamacpppython"},
    {"llamafile", "llamafile"},
    {"koboldcpp", "koboldcpp"},
    {"ollama", "ollama"},
    {"LM Studio", "lmstudio"},
    {"LocalAI", "localai"},
    {"vllm", "vllm"},
    {"sglang", "sglang"},
    {"TensorRT-LLM", "tensorrtllm"},
    {"TensorRT-LLM", "trtllm"},
    {"TensorRT-LLM", "tensorrt"},
    {"TGI", "tgi"},
    {"TGI", "textgenerationinference"},
    {"transformers", "transformers"},
    {"transformers", "huggingface"},
    {"transformers", "hf"},
    {"exllamav2", "exllamav2"},
    {"exllamav2", "exllama2"},
    {"exllamav2", "exl2"},
    {"exllamav3", "exllamav3"},
    {"exllamav3", "exl3"},
    {"tabbyAPI", "tabbyapi"},
    {"mlx", "mlx"},
    {"mlx", "mlxlm"},
    {"mlc-llm", "mlcllm"},
    {"mlc-llm", "mlc"},
    {"lmdeploy", "lmdeploy"},
    {"tinygrad", "tinygrad"},
    {"ctranslate2", "ctranslate2"},
    {"onnxruntime", "onnxruntime"},
    {"onnxruntime", "onnxruntimegenai"},
    {"onnxruntime", "ort"},
    {"openvino", "openvino"},
    {"openvino", "openvinogenai"},
    {"deepspeed", "deepspeed"},
    {"ktransformers", "ktransformers"},
    {"aphrodite", "aphrodite"},
    {"aphrodite", "aphroditeengine"},
    {"mistral.rs", "mistralrs"},
    {"candle", "candle"},
    {"executorch", "executorch"},
    {"MNN", "mnn"},
    {"NIM", "nim"},
    {"triton", "triton"},
    {"powerinfer", "powerinfer"},
    {"gpt4all", "gpt4all"},
    {"localscore", "localscore"},
    {"lemonade", "lemonade"},
    {"FastFlowLM", "fastflowlm"},
    {"PyTorch", "pytorch"},
    {"PyTorch", "torch"},
    {"axolotl", "axolotl"},
    {"unsloth", "unsloth"},
    {"torchtune", "torchtune"},
    {"Megatron-LM", "megatronlm"},
    {"NeMo", "nemo"},
};

// What servers and scripts call a model nobody named.
constexpr std::string_view kPlaceholders[] = {
    "",           "default",    "model",   "models",        "my-model",  "local",        "local-model",
    "localmodel", "llama",      "llama3",  "llama-3",       "llama.cpp", "gguf",         "ggml-model",
    "test",       "test-model", "dummy",   "placeholder",   "string",    "none",         "null",
    "n/a",        "unknown",    "any",     "auto",          "custom",    "custom-model", "your-model",
    "main",       "base",       "gpt-3.5", "gpt-3.5-turbo", "gpt-4",     "gpt-4o",       "gpt-4o-mini",
    "chatgpt",    "openai",     "lora",    "tgi",           "vllm",      "server",       "served-model",
};

std::string backend_key(std::string_view raw) {
  std::string key;
  for (const char c : to_lower(raw)) {
    if (c != ' ' && c != '-' && c != '_' && c != '.') key.push_back(c);
  }
  return key;
}

}  // namespace

std::string normalise_model_name(std::string_view raw) {
  std::string name = collapse_whitespace(raw);
  const auto strip = [&](std::string_view tail) {
    if (name.size() <= tail.size()) return false;
    const std::string_view end = std::string_view(name).substr(name.size() - tail.size());
    if (!equals_ignoring_case(end, tail)) return false;
    name.resize(name.size() - tail.size());
    return true;
  };
  while (strip("-GGUF") || strip("_GGUF") || strip(".gguf")) {
  }
  return std::string(trim(name));
}

NormalisedName normalise_backend(std::string_view raw) {
  const auto* row = std::ranges::find(kBackends, backend_key(trim(raw)), &BackendRow::spelling);
  if (row != std::end(kBackends)) return {std::string(row->name), true};
  return {collapse_whitespace(raw), false};
}

bool is_placeholder_model_name(std::string_view name) {
  const std::string key = to_lower(trim(name));
  return std::ranges::find(kPlaceholders, key) != std::end(kPlaceholders);
}

}  // namespace llmbench
