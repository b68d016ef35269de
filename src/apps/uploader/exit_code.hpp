#pragma once
// What the uploader tells the shell.

#include <algorithm>
#include <array>

namespace llmbench::uploader {

enum class ExitCode {
  ok = 0,           ///< all stored, or already there
  refused = 1,      ///< something refused, unreadable or not allowed
  usage = 2,        ///< the command line is wrong
  unreachable = 3,  ///< not stored, and the same command again may succeed
};

/// What counts when several things happened: 2 wins over 3 over 1 over 0.
[[nodiscard]] constexpr ExitCode worse(ExitCode a, ExitCode b) {
  constexpr std::array kMildestFirst{ExitCode::ok, ExitCode::refused, ExitCode::unreachable, ExitCode::usage};
  const auto rank = [&](ExitCode code) { return std::find(kMildestFirst.begin(), kMildestFirst.end(), code); };
  return rank(a) < rank(b) ? b : a;
}

}  // namespace llmbench::uploader
