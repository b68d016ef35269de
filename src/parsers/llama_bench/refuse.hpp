#pragma once

#include "llmbench/util/error.hpp"

#include <string>

namespace llmbench::parsers::llama_bench {

/// The input as a whole cannot be used: `message` says why and what helps.
[[noreturn]] inline void refuse(const std::string& message) {
  throw Error{ErrorCode::invalid_input, message};
}

}  // namespace llmbench::parsers::llama_bench
