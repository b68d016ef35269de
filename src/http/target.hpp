#pragma once
// Decoding of request targets. Used by Query and Routes only.

#include <string>
#include <string_view>

namespace llmbench::http {

/// Undoes percent-encoding once. Throws Error{invalid_query}, naming `what`, for a broken escape, a NUL byte or invalid
/// UTF-8 in the result.
[[nodiscard]] std::string percent_decode(std::string_view raw, bool plus_is_blank, std::string_view what);

}  // namespace llmbench::http
