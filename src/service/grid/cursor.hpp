#pragma once
// Opaque page cursors: base64url of a few fields, bit-exact, bound to the query they were made for.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::service {

/// Base64url of a checksum and the fields, which are valid UTF-8.
[[nodiscard]] std::string encode_cursor(const std::vector<std::string>& fields);
/// nullopt when the text is no cursor of ours with that many fields, or was changed.
[[nodiscard]] std::optional<std::vector<std::string>> decode_cursor(std::string_view text, std::size_t fields);

[[nodiscard]] std::string hex_of(std::uint64_t value);
[[nodiscard]] std::optional<std::uint64_t> parse_hex(std::string_view text);

}  // namespace llmbench::service
