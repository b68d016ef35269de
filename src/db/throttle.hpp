#pragma once
// Keeps a failure that repeats hundreds of times a second from filling the log.

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>

namespace llmbench::db {

/// Thread-safe.
class Throttle {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Throttle(Clock::duration interval) : interval_(interval) {}

  /// Whether something that happened at `now` may be told: at most once an interval. The value is how many were held
  /// back since the last one told.
  [[nodiscard]] std::optional<std::size_t> admit(Clock::time_point now) {
    const std::lock_guard lock{mutex_};
    if (last_ && now - *last_ < interval_) {
      ++held_back_;
      return std::nullopt;
    }
    last_ = now;
    const std::size_t count = held_back_;
    held_back_ = 0;
    return count;
  }

 private:
  const Clock::duration interval_;
  std::mutex mutex_;  ///< guards what follows
  std::optional<Clock::time_point> last_;
  std::size_t held_back_ = 0;
};

}  // namespace llmbench::db
