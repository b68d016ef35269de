#include "domain/quantization_table.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace llmbench {
namespace {

// Bits per weight: llama.cpp's published measurements on Llama 3.1 8B; for types that page leaves out, the block size
// of the type, or (XL, L) published file sizes of the same model.
constexpr QuantizationRow kTable[] = {
    {"FP32", 32.0, "", true},
    {"FP16", 16.0005, "", true},
    {"BF16", 16.0005, "", true},
    {"Q8_0", 8.5008, "", true},
    {"Q8_1", 9.0, "", true},
    {"Q8_K_XL", 10.1, "Q8_0", true},
    {"Q6_K", 6.5633, "", true},
    {"Q6_K_L", 6.8, "Q6_K", true},
    {"Q6_K_XL", 6.9, "Q6_K", true},
    {"Q5_K", 5.7036, "", true},
    {"Q5_K_S", 5.5704, "Q5_K", true},
    {"Q5_K_M", 5.7036, "Q5_K", true},
    {"Q5_K_L", 6.0, "Q5_K", true},
    {"Q5_K_XL", 5.8, "Q5_K", true},
    {"Q5_0", 5.6, "", true},
    {"Q5_1", 6.1, "", true},
    {"Q4_K", 4.8944, "", true},
    {"Q4_K_S", 4.6672, "Q4_K", true},
    {"Q4_K_M", 4.8944, "Q4_K", true},
    {"Q4_K_L", 5.3, "Q4_K", true},
    {"Q4_K_XL", 5.0, "Q4_K", true},
    {"Q4_0", 4.66, "", true},
    {"Q4_1", 5.1, "", true},
    {"Q4_0_4_4", 4.66, "Q4_0", true},
    {"Q4_0_4_8", 4.66, "Q4_0", true},
    {"Q4_0_8_8", 4.66, "Q4_0", true},
    {"Q4_0_L", 4.9, "Q4_0", true},
    {"Q3_K", 4.0, "", true},
    {"Q3_K_S", 3.6429, "Q3_K", true},
    {"Q3_K_M", 4.0, "Q3_K", true},
    {"Q3_K_L", 4.2979, "Q3_K", true},
    {"Q3_K_XL", 4.4, "Q3_K", true},
    {"Q2_K", 3.1593, "", true},
    {"Q2_K_S", 2.9697, "Q2_K", true},
    {"Q2_K_M", 3.1593, "Q2_K", true},
    {"Q2_K_L", 3.5, "Q2_K", true},
    {"Q2_K_XL", 3.4, "Q2_K", true},
    {"IQ4_NL", 4.6818, "", true},
    {"IQ4_NL_XL", 4.9, "IQ4_NL", true},
    {"IQ4_XS", 4.4597, "", true},
    {"IQ3_M", 3.7628, "IQ3_S", true},
    {"IQ3_S", 3.6606, "", true},
    {"IQ3_XS", 3.4977, "IQ3_S", true},
    {"IQ3_XXS", 3.2548, "", true},
    {"IQ2_M", 2.9294, "IQ2_S", true},
    {"IQ2_S", 2.7403, "", true},
    {"IQ2_XS", 2.5882, "", true},
    {"IQ2_XXS", 2.3824, "", true},
    {"IQ1_M", 2.1460, "", true},
    {"IQ1_S", 2.0042, "", true},
    {"TQ1_0", 1.6875, "", true},
    {"TQ2_0", 2.0625, "", true},
    {"MXFP4", 4.25, "", true},
    {"NVFP4", 4.5, "", true},
    // ik_llama.cpp
    {"IQ2_K", 2.375, "", true},
    {"IQ2_KS", 2.1875, "", true},
    {"IQ2_KL", 2.6875, "", true},
    {"IQ2_KT", 2.125, "", true},
    {"IQ3_K", 3.4375, "", true},
    {"IQ3_KS", 3.1875, "", true},
    {"IQ3_KT", 3.125, "", true},
    {"IQ4_K", 4.5, "", true},
    {"IQ4_KS", 4.25, "", true},
    {"IQ4_KSS", 4.0, "", true},
    {"IQ4_KT", 4.0, "", true},
    {"IQ5_K", 5.5, "", true},
    {"IQ5_KS", 5.25, "", true},
    {"IQ6_K", 6.625, "", true},
    {"IQ1_KT", 1.75, "", true},
    {"IQ2_BN", 2.0, "", true},
    {"IQ1_BN", 1.625, "", true},
    {"Q6_0", 6.5, "", true},
    {"Q8_KV", 0, "", true},
    {"Q8_K", 0, "", true},
    {"I2_S", 0, "", true},  // bitnet.cpp
    // weights and activations, by other programs
    {"FP8", 8.0, "", false},
    {"FP8_DYNAMIC", 8.0, "FP8", false},
    {"FP8_E4M3", 8.0, "FP8", false},
    {"FP8_E5M2", 8.0, "FP8", false},
    {"FP4", 4.0, "", false},
    {"NF4", 4.5, "", false},
    {"INT8", 8.0, "", false},
    {"INT4", 4.0, "", false},
    {"W8A8", 8.0, "", false},
    {"W8A16", 8.0, "", false},
    {"W4A16", 4.5, "", false},
    {"W4A8", 4.5, "", false},
    {"W4A4", 4.5, "", false},
    {"W4A16-CT", 4.5, "W4A16", false},
    {"W4A16-AWQ", 4.5, "W4A16", false},
    {"W4A16-GPTQ", 4.5, "W4A16", false},
    {"W8A16-CT", 8.0, "W8A16", false},
    {"W8A16-GPTQ", 8.0, "W8A16", false},
    {"W2A16-AutoRound", 2.5, "W2A16", false},
    {"W4A16-AutoRound", 4.5, "W4A16", false},
    {"W8A16-AutoRound", 8.0, "W8A16", false},
    {"INT2-AutoRound", 2.5, "INT2", false},
    {"INT4-AutoRound", 4.5, "INT4", false},
    {"INT8-AutoRound", 8.0, "INT8", false},
    {"W8A8-INT8", 8.0, "W8A8", false},
    {"W8A8-FP8", 8.0, "W8A8", false},
    {"AWQ", 0, "", false},
    {"AWQ-4bit", 4.5, "AWQ", false},
    {"AWQ-8bit", 8.0, "AWQ", false},
    {"GPTQ", 0, "", false},
    {"GPTQ-Int4", 4.5, "GPTQ", false},
    {"GPTQ-Int8", 8.5, "GPTQ", false},
    {"AutoRound", 0, "", false},
    {"HQQ", 0, "", false},
    {"BNB-4bit", 4.5, "NF4", false},
    {"BNB-8bit", 8.0, "INT8", false},
    // MLX: group size 64, 16 bits of scale and bias each
    {"2bit", 2.5, "", false},
    {"3bit", 3.5, "", false},
    {"4bit", 4.5, "", false},
    {"5bit", 5.5, "", false},
    {"6bit", 6.5, "", false},
    {"8bit", 8.5, "", false},
    {"4bit-DWQ", 4.5, "4bit", false},
    {"q4f16_1", 4.5, "", false},
    {"q4f32_1", 4.5, "", false},
    {"q3f16_1", 3.5, "", false},
    {"q0f16", 16.0, "FP16", false},
    {"q0f32", 32.0, "FP32", false},
};

constexpr QuantizationAlias kQuantizationAliases[] = {
    {"F16", "FP16"},
    {"Float16", "FP16"},
    {"Half", "FP16"},
    {"F32", "FP32"},
    {"Float32", "FP32"},
    {"BFloat16", "BF16"},
    {"MXFP4 MoE", "MXFP4"},
    {"Q2_K - Medium", "Q2_K"},
    {"Q2_K - Small", "Q2_K_S"},
    {"Q3_K - Small", "Q3_K_S"},
    {"Q3_K - Medium", "Q3_K_M"},
    {"Q3_K - Large", "Q3_K_L"},
    {"Q4_K - Small", "Q4_K_S"},
    {"Q4_K - Medium", "Q4_K_M"},
    {"Q5_K - Small", "Q5_K_S"},
    {"Q5_K - Medium", "Q5_K_M"},
    {"IQ3_S mix", "IQ3_M"},
    {"Q4_1, some F16", "Q4_1"},
    {"F8_E4M3", "FP8_E4M3"},
    {"F8_E5M2", "FP8_E5M2"},
    {"Int4 GPTQ", "GPTQ-Int4"},
    {"Int8 GPTQ", "GPTQ-Int8"},
    {"AWQ-Int4", "AWQ-4bit"},
    {"AWQ-Int8", "AWQ-8bit"},
    {"AWQ-W4A16", "W4A16-AWQ"},
    {"GPTQ-4bit", "GPTQ-Int4"},
    {"GPTQ-8bit", "GPTQ-Int8"},
    {"GPTQ-W4A16", "W4A16-GPTQ"},
    {"GPTQ-W8A16", "W8A16-GPTQ"},
    {"W8A8-INT8-Dynamic", "W8A8-INT8"},
    {"W8A8-FP8-Dynamic", "W8A8-FP8"},
    {"W4A16-G128", "W4A16"},
    {"4-bit", "4bit"},
    {"8-bit", "8bit"},
    {"bitsandbytes-4bit", "BNB-4bit"},
    {"bitsandbytes-8bit", "BNB-8bit"},
    {"bnb-nf4", "BNB-4bit"},
};

/// Separators differ between tools: "q4-k-m", "Q4 K M" and "Q4_K_M" are one label.
std::string key_of(std::string_view label) {
  std::string key;
  for (const char c : to_lower(trim(label))) {
    const bool separator = c == '-' || c == ' ' || c == '_';
    if (!separator) {
      key.push_back(c);
    } else if (!key.empty() && key.back() != '_') {
      key.push_back('_');
    }
  }
  return key;
}

struct KeyedRow {
  std::string key;
  const QuantizationRow* row;
};

std::vector<KeyedRow> make_keys() {
  std::vector<KeyedRow> keys;
  for (const QuantizationRow& row : kTable) keys.push_back({key_of(row.label), &row});
  for (const QuantizationAlias& alias : kQuantizationAliases) {
    keys.push_back({key_of(alias.spelling), std::ranges::find(kTable, alias.label, &QuantizationRow::label)});
  }
  std::ranges::sort(keys, {}, &KeyedRow::key);
  return keys;
}

}  // namespace

std::span<const QuantizationRow> quantization_table() {
  return kTable;
}

std::span<const QuantizationAlias> quantization_aliases() {
  return kQuantizationAliases;
}

const QuantizationRow* find_quantization(std::string_view label) {
  static const std::vector<KeyedRow> kKeys = make_keys();
  const std::string key = key_of(label);
  const auto at = std::ranges::lower_bound(kKeys, key, {}, &KeyedRow::key);
  return at == kKeys.end() || at->key != key ? nullptr : at->row;
}

}  // namespace llmbench
