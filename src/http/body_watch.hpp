#pragma once
// Ends bodies that send bytes but no content: the library reads chunk headers without asking us, one patient byte at a
// time, so no deadline of read_body would ever be looked at. The client gets no answer: the library writes to no
// connection whose reading side was shut. Used by Server.

#include "http/connections.hpp"

#include <chrono>
#include <list>
#include <mutex>

namespace llmbench::http {

class BodyWatch {
 public:
  /// A body that is being read. Lives as long as the reading.
  class Reading {
   public:
    Reading(BodyWatch& watch, Peer peer);
    ~Reading();
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    /// Content arrived.
    void progress();

   private:
    friend class BodyWatch;
    BodyWatch& watch_;
    Peer peer_;
    std::chrono::steady_clock::time_point last_content_;
  };

  /// Called now and then by one thread: cuts clients without content for longer than `limit`.
  void end_stalled(int port, std::chrono::milliseconds limit);

 private:
  std::mutex readings_mutex_;  ///< guards the list and what its readings hold
  std::list<Reading*> readings_;
};

}  // namespace llmbench::http
