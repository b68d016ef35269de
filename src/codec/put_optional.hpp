#pragma once
// A field that is only written when its value is known.

#include "llmbench/util/json.hpp"

namespace llmbench::codec {

void put_optional(OrderedJson& object, const char* key, const auto& value) {
  if (value) object[key] = *value;
}

}  // namespace llmbench::codec
