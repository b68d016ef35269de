#pragma once
// How often somebody may ask: token buckets in bounded memory. Called by the server for addresses and by the access
// control for tokens.

#include "llmbench/util/error.hpp"

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace llmbench::http {

struct Rate {
  double per_second = 0;  ///< sustained; 0 = no limit
  double burst = 0;       ///< at once, after a pause; at least 1 counts
};

/// The answer is 429 with Retry-After.
class RateLimited : public Error {
 public:
  RateLimited(const std::string& message, std::chrono::seconds retry_after)
      : Error(ErrorCode::too_many_requests, message), retry_after_(retry_after) {}
  [[nodiscard]] std::chrono::seconds retry_after() const noexcept { return retry_after_; }

 private:
  std::chrono::seconds retry_after_;
};

/// Thread-safe. Remembers `max_keys` askers; the one that was silent longest is forgotten first, and starts anew.
class RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;
  explicit RateLimiter(Rate rate, std::size_t max_keys = 20'000);

  /// Counts one request of `key`. nullopt = it may go on; else after how many seconds the next one may (at least 1).
  [[nodiscard]] std::optional<std::chrono::seconds> take(const std::string& key, Clock::time_point now = Clock::now());
  /// What take would answer; counts nothing.
  [[nodiscard]] std::optional<std::chrono::seconds> would_wait(const std::string& key,
                                                               Clock::time_point now = Clock::now());
  [[nodiscard]] std::size_t size() const;

 private:
  struct Bucket {
    std::string key;
    double tokens = 0;
    Clock::time_point filled_at;
  };
  std::optional<std::chrono::seconds> ask(const std::string& key, Clock::time_point now, double cost);
  Bucket& bucket_of(const std::string& key, Clock::time_point now);

  Rate rate_;
  std::size_t max_keys_;
  mutable std::mutex mutex_;   ///< guards the two below
  std::list<Bucket> buckets_;  ///< latest asker first
  std::unordered_map<std::string, std::list<Bucket>::iterator> by_key_;
};

/// What stands for an address when requests are counted: an IPv4 address, the /64 of an IPv6 one. nullopt for loopback,
/// which is not counted: behind a reverse proxy it is everybody.
[[nodiscard]] std::optional<std::string> rate_key(const std::string& remote_address);

}  // namespace llmbench::http
