#pragma once
// The version of this build, as CMakeLists.txt says (a test compares). Shown by --version and /health.

#include <string_view>

namespace llmbench {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace llmbench
