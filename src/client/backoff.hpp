#pragma once
// How long to wait before the next attempt.

#include <algorithm>
#include <chrono>
#include <random>

namespace llmbench::client {

/// Exponential with full jitter: a uniform choice from nothing to a limit that doubles with every attempt. Full jitter
/// spreads many clients that lost the same server better than a fixed share of the limit.
/// (AWS Architecture Blog, "Exponential Backoff And Jitter").
class Backoff {
 public:
  explicit Backoff(std::chrono::milliseconds first, unsigned seed = std::random_device{}())
      : limit_(first), random_(seed) {}

  std::chrono::milliseconds next() {
    const auto limit = limit_;
    limit_ = std::min(limit_ * 2, std::max(kLongest, limit));
    return std::chrono::milliseconds{std::uniform_int_distribution<long long>{0, limit.count()}(random_)};
  }

 private:
  static constexpr std::chrono::milliseconds kLongest{8000};
  std::chrono::milliseconds limit_;
  std::mt19937 random_;
};

}  // namespace llmbench::client
