#include "http/body_watch.hpp"

namespace llmbench::http {

using Clock = std::chrono::steady_clock;

BodyWatch::Reading::Reading(BodyWatch& watch, Peer peer)
    : watch_(watch), peer_(std::move(peer)), last_content_(Clock::now()) {
  const std::lock_guard lock{watch_.readings_mutex_};
  watch_.readings_.push_back(this);
}

BodyWatch::Reading::~Reading() {
  const std::lock_guard lock{watch_.readings_mutex_};
  watch_.readings_.remove(this);
}

void BodyWatch::Reading::progress() {
  const std::lock_guard lock{watch_.readings_mutex_};
  last_content_ = Clock::now();
}

void BodyWatch::end_stalled(int port, std::chrono::milliseconds limit) {
  // Under the lock a reading cannot end, so its connection is still the one of that client.
  const std::lock_guard lock{readings_mutex_};
  for (const auto* reading : readings_) {
    if (Clock::now() - reading->last_content_ > limit) cut_connections_of(port, reading->peer_);
  }
}

}  // namespace llmbench::http
