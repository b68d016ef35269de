#pragma once
// Normalised names of models, quantizations and backends. Accepts what exists, keeps the raw spelling elsewhere,
// and never refuses an unknown name: `known` is false and the caller warns.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench {

/// Characters of the name of a model, a quantization, a benchmark.
inline constexpr std::size_t kMaxNameLength = 255;

struct NormalisedName {
  std::string name;
  bool known = true;
};

/// Trimmed, "-GGUF" / ".gguf" tail off (any case).
[[nodiscard]] std::string normalise_model_name(std::string_view raw);

/// q4_k_m -> Q4_K_M, "Q4_K - Medium" -> Q4_K_M, F16 -> FP16, "IQ4_XS - 4.25 bpw" -> IQ4_XS, "mostly Q4_0" -> Q4_0, "all
/// F32" -> FP32, "MXFP4 MoE" -> MXFP4, "(guessed)" off, "-GGUF" off, W4A16 spellings kept.
[[nodiscard]] NormalisedName normalise_quantization(std::string_view raw);

/// llama_cpp, llamacpp -> llama.cpp; vLLM -> vllm; known backends to their usual spelling.
[[nodiscard]] NormalisedName normalise_backend(std::string_view raw);

/// The base type a label refines: Q4_K_XL, UD-Q4_K_XL, Q4_K_L -> Q4_K; used to decide whether two labels disagree.
[[nodiscard]] std::string quantization_base(std::string_view normalised);

/// Nominal bits per weight of a quantization label from llama.cpp's published table; nullopt when the label is unknown.
/// Used for the sanity check "named F16 but 5.3 bits per weight" and for sorting quantizations.
[[nodiscard]] std::optional<double> nominal_bits_per_weight(std::string_view normalised);

/// What a GGUF file name says. `owner` only by the rules of formats.md (models--OWNER--REPO, or OWNER/REPO/file with
/// REPO resembling the file).
struct GgufName {
  std::string model_name;                   ///< "Qwen3-4B", without quantization, shard and extension; "" = none
  std::optional<std::string> owner;         ///< "TheDrummer"
  std::optional<std::string> quantization;  ///< normalised label
  std::string label;                        ///< the same as the file spells it ("F16", "q8_0"); "" = none
};
/// `path` is the raw model_filename with its directories (they never leave the machine; only the result does).
[[nodiscard]] GgufName parse_gguf_name(std::string_view path);

/// Names that servers report when nobody configured one (llama3, local, default, model, gpt-3.5-turbo, ...): never a
/// model.
[[nodiscard]] bool is_placeholder_model_name(std::string_view name);

}  // namespace llmbench
