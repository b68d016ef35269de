#pragma once
// The body of a streamed answer on its way from the handler that writes it to the connection that asks for it. Made by
// Dispatcher, emptied by Server.

#include "llmbench/http/message.hpp"
#include "llmbench/util/gzip.hpp"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace llmbench::http {

/// The HTTP library asks for the next part, the stream function wants to write when it has one: so the function runs on
/// a thread of its own, and the two meet at a buffer of bounded size.
class StreamedBody {
 public:
  using Stream = std::function<void(BodyWriter&)>;

  /// Starts `stream`.
  StreamedBody(Stream stream, bool gzip, const std::atomic<bool>& stopping);
  /// The next write of the stream function throws; waits until it has returned.
  ~StreamedBody();
  StreamedBody(const StreamedBody&) = delete;
  StreamedBody& operator=(const StreamedBody&) = delete;

  /// Waits until there is enough to send or the stream has ended. Throws what the stream function threw when that was
  /// all.
  void await_first_part();
  /// Waits for the next part; empty at the end. Throws what the stream function threw, Error{unavailable} when the
  /// server stops.
  [[nodiscard]] std::string next_part();
  /// Called once when the answer has ended, with the bytes that were asked for and whether that was all of them.
  void on_end(std::function<void(std::size_t bytes, bool complete)> callback) { on_end_ = std::move(callback); }

 private:
  class Writer;
  void run(const Stream& stream, bool gzip);
  void append(std::string_view bytes);
  void wait_for_part(std::unique_lock<std::mutex>& lock);

  const std::atomic<bool>& stopping_;
  std::mutex parts_mutex_;  ///< guards the five below
  std::condition_variable parts_changed_;
  std::string ready_;
  bool ended_ = false;
  bool abandoned_ = false;
  std::exception_ptr failure_;
  std::size_t taken_bytes_ = 0;  ///< of the thread that takes, as the two below
  bool complete_ = false;
  std::function<void(std::size_t, bool)> on_end_;
  std::jthread thread_;  ///< last: it uses the others
};

}  // namespace llmbench::http
