#pragma once
// Ends connections whose client makes us wait for too long: heads that drip, chunk headers that never end, answers that
// are read byte by byte. The library's time-outs are per read and per write, so they never pass for such clients. Used
// by Server.

#include "http/connections.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>

namespace llmbench::http {

class ConnectionWatch {
 public:
  using Clock = std::chrono::steady_clock;

  /// A connection that was just made must have sent the head of its first request after `head_limit`.
  explicit ConnectionWatch(std::chrono::milliseconds head_limit) : head_limit_(head_limit) {}

  /// It is the client's turn: it loses its connection when nothing is called for it within `limit`.
  void wait_for(const Peer& peer, std::chrono::milliseconds limit);
  /// It is our turn.
  void work_for(const Peer& peer);

  /// Called now and then by one thread: finds new connections to `port` and cuts the late ones. They get no answer: the
  /// library writes to no connection whose reading side was shut.
  void cut_late(int port);

 private:
  struct Entry {
    std::optional<Clock::time_point> deadline;  ///< nullopt while we work
    Clock::time_point changed;
    SocketId socket = 0;  ///< 0 until the connection was found
    bool has_sent_a_request = false;
  };
  void look_at(const Connection& connection);

  const std::chrono::milliseconds head_limit_;
  std::mutex entries_mutex_;  ///< guards entries_
  std::map<Peer, Entry> entries_;
};

}  // namespace llmbench::http
