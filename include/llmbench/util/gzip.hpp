#pragma once
// gzip through zlib, with a bound on what decompression may produce.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace llmbench {

/// `level` 1 (fast) to 9.
[[nodiscard]] std::string gzip_compress(std::string_view bytes, int level);

/// Reads gzip and zlib data. Throws Error{too_large} when the decoded bytes exceed `max_bytes`, Error{invalid_input}
/// for damaged data.
[[nodiscard]] std::string gzip_decompress(std::string_view bytes, std::size_t max_bytes);

}  // namespace llmbench
