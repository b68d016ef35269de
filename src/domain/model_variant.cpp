#include "llmbench/domain/model_variant.hpp"

#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench {

Uuid model_variant_id(const ModelVariant& variant) {
  return uuid_from_content(canonical_json(
      Json::array({"variant", to_lower(variant.model_name), variant.quantization, variant.lora_adapter})));
}

}  // namespace llmbench
