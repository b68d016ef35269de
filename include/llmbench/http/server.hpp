#pragma once
// The HTTP server: limits, request ids, error shape, gzip, ETag answers, access log, graceful stop.

#include "llmbench/http/router.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace llmbench::http {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 3000;  ///< 0 = any free port, see Server::port
  std::size_t threads = 64;
  std::size_t max_body_bytes = 64u << 20;  ///< decoded
  std::size_t max_query_bytes = 8u << 10;
  std::size_t max_header_bytes = 16u << 10;
  std::chrono::milliseconds body_deadline{30000};  ///< or the time 64 KiB/s would need, whichever is longer
  std::chrono::milliseconds stop_deadline{5000};   ///< requests that run longer are cut
  bool access_log = true;
};

class Server {
 public:
  /// Binds at once: throws Error{unavailable} when the address is taken or not allowed. `routes` must outlive the
  /// server.
  Server(ServerOptions options, const Routes& routes);
  ~Server();
  [[nodiscard]] int port() const;
  /// Serves until stop() is called from another thread. Returns after running requests were answered, at most
  /// stop_deadline later.
  void run();
  /// New connections are refused from now on. Safe from any thread (not from a signal handler).
  void stop();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace llmbench::http
