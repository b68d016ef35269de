#include "llmbench/http/rate_limiter.hpp"

#include "http/ip_address.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace llmbench::http {

RateLimiter::RateLimiter(Rate rate, std::size_t max_keys) : rate_(rate), max_keys_(max_keys) {
  rate_.burst = std::max(1.0, rate_.burst);
}

std::optional<std::chrono::seconds> RateLimiter::take(const std::string& key, Clock::time_point now) {
  return ask(key, now, 1);
}

std::optional<std::chrono::seconds> RateLimiter::would_wait(const std::string& key, Clock::time_point now) {
  return ask(key, now, 0);
}

std::optional<std::chrono::seconds> RateLimiter::ask(const std::string& key, Clock::time_point now, double cost) {
  if (rate_.per_second <= 0) return std::nullopt;
  const std::lock_guard lock{mutex_};
  Bucket& bucket = bucket_of(key, now);
  const double passed = std::chrono::duration<double>(now - bucket.filled_at).count();
  if (passed > 0) {
    bucket.tokens = std::min(rate_.burst, bucket.tokens + passed * rate_.per_second);
    bucket.filled_at = now;
  }
  if (bucket.tokens >= 1) {
    bucket.tokens -= cost;
    return std::nullopt;
  }
  const double wait = std::ceil((1 - bucket.tokens) / rate_.per_second);
  return std::chrono::seconds{static_cast<std::int64_t>(std::clamp(wait, 1.0, 3600.0))};
}

RateLimiter::Bucket& RateLimiter::bucket_of(const std::string& key, Clock::time_point now) {
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
    return buckets_.front();
  }
  if (buckets_.size() >= max_keys_) {
    by_key_.erase(buckets_.back().key);
    buckets_.pop_back();
  }
  buckets_.push_front({key, rate_.burst, now});
  by_key_.emplace(key, buckets_.begin());
  return buckets_.front();
}

std::size_t RateLimiter::size() const {
  const std::lock_guard lock{mutex_};
  return buckets_.size();
}

std::optional<std::string> rate_key(const std::string& remote_address) {
  const auto address = parse_ip_address(remote_address);
  if (!address) return remote_address;
  if (address->is_loopback()) return std::nullopt;
  if (address->is_ipv4()) return address->text();
  return address->network64();
}

}  // namespace llmbench::http
