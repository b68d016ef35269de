#pragma once
// SHA-256, by OpenSSL.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace llmbench {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(std::string_view bytes);

/// Lower-case hex of sha256(bytes).
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace llmbench
