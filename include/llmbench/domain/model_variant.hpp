#pragma once
// A model variant: model + quantization + LoRA adapter. Quality scores belong to it.

#include "llmbench/util/uuid.hpp"

#include <string>

namespace llmbench {

/// Normalised names (domain/names.hpp); `lora_adapter` is "" for the base variant.
struct ModelVariant {
  std::string model_name;
  std::string quantization;
  std::string lora_adapter;

  auto operator<=>(const ModelVariant&) const = default;
};

/// UUIDv8 of the normalised key. The model name counts without regard to ASCII case, so that
/// "Qwen/Qwen3-4B" and "qwen/qwen3-4b" are one variant (first spelling stored wins).
[[nodiscard]] Uuid model_variant_id(const ModelVariant& variant);

}  // namespace llmbench
