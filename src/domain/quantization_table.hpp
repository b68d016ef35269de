#pragma once
// Quantization labels that exist, with their usual spelling. Read by quantization.cpp.

#include <span>
#include <string_view>

namespace llmbench {

struct QuantizationRow {
  std::string_view label;
  double bits_per_weight;  ///< nominal, of a whole 8B model file; 0 = the label does not say
  std::string_view base;   ///< what the label refines; "" = itself
  bool gguf;               ///< written into GGUF files by llama.cpp or a fork of it
};
[[nodiscard]] std::span<const QuantizationRow> quantization_table();

struct QuantizationAlias {
  std::string_view spelling;  ///< as model_type and other tools write it
  std::string_view label;
};
[[nodiscard]] std::span<const QuantizationAlias> quantization_aliases();

/// The row of a label or alias, compared without case and with '-', ' ' and '_' equal. nullptr = not known.
[[nodiscard]] const QuantizationRow* find_quantization(std::string_view label);

}  // namespace llmbench
