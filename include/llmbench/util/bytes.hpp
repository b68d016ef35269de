#pragma once
// Units of memory.

namespace llmbench {

inline constexpr double kGibibyte = 1024.0 * 1024.0 * 1024.0;  ///< bytes

}  // namespace llmbench
