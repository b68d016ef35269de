#pragma once
// A queue in memory between the thread that reads and the threads that send: it holds a few values, so a fast reader
// waits for slow senders instead of filling the memory.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace llmbench::uploader {

template <typename Value>
class BoundedChannel {
 public:
  explicit BoundedChannel(std::size_t capacity) : capacity_(capacity) {}

  /// Waits until there is room.
  void push(Value value) {
    std::unique_lock lock{values_mutex_};
    while (!changed_.wait_for(lock, kLongestWait, [this] { return values_.size() < capacity_; })) {
    }
    values_.push_back(std::move(value));
    changed_.notify_all();
  }

  /// No more values will come.
  void close() {
    const std::lock_guard lock{values_mutex_};
    is_closed_ = true;
    changed_.notify_all();
  }

  /// Waits for a value; nullopt when the channel is closed and empty.
  std::optional<Value> pop() {
    std::unique_lock lock{values_mutex_};
    while (!changed_.wait_for(lock, kLongestWait, [this] { return is_closed_ || !values_.empty(); })) {
    }
    if (values_.empty()) return std::nullopt;
    std::optional<Value> value{std::move(values_.front())};
    values_.pop_front();
    changed_.notify_all();
    return value;
  }

 private:
  static constexpr std::chrono::seconds kLongestWait{1};

  std::mutex values_mutex_;
  std::condition_variable changed_;
  std::deque<Value> values_;
  std::size_t capacity_;
  bool is_closed_ = false;
};

}  // namespace llmbench::uploader
