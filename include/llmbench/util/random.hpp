#pragma once
// Text from the system's random source, for secrets.

#include <cstddef>
#include <string>

namespace llmbench {

/// Letters and digits, each one of 62 with the same probability (5.95 bits). Throws Error{internal} when the random
/// source fails.
[[nodiscard]] std::string random_base62(std::size_t length);

}  // namespace llmbench
