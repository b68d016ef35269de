#pragma once
// Waits for a condition instead of for a time.

#include <chrono>
#include <functional>
#include <thread>

namespace llmbench::testing {

/// Asks again and again; false when it is still not true at the deadline.
[[nodiscard]] inline bool wait_until(const std::function<bool()>& condition,
                                     std::chrono::milliseconds deadline = std::chrono::seconds{60}) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

}  // namespace llmbench::testing
