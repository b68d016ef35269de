#pragma once
// How failed expectations print our types.

#include "llmbench/util/error.hpp"

#include <ostream>

namespace llmbench {

inline void PrintTo(const FieldError& error, std::ostream* out) {
  *out << error.path << ": " << error.message;
}

}  // namespace llmbench
