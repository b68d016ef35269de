#pragma once
// An optional value in the documents that identities and checksums are made of.

#include "llmbench/util/json.hpp"

#include <optional>

namespace llmbench {

template <typename T>
[[nodiscard]] Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

}  // namespace llmbench
