#pragma once
// Counts and times of HTTP requests since the start, for GET /metrics. Fed by the server's on_start and on_end, built
// before the server by apps/api.

#include "llmbench/http/server.hpp"

#include <memory>

namespace llmbench::api {

/// Thread-safe. Its labels come from fixed lists (method, route pattern, class of the status), so that no client can
/// make it grow.
class RequestMetrics {
 public:
  RequestMetrics();
  ~RequestMetrics();
  RequestMetrics(const RequestMetrics&) = delete;
  RequestMetrics& operator=(const RequestMetrics&) = delete;

  /// A request arrived; exactly one end() follows.
  void begin();
  void end(const http::AccessRecord& record);

  class State;
  [[nodiscard]] const State& state() const { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace llmbench::api
