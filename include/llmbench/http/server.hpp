#pragma once
// The HTTP server: limits, request ids, error shape, gzip, ETag answers, access log, graceful stop.

#include "llmbench/http/embedded_file.hpp"
#include "llmbench/http/rate_limiter.hpp"
#include "llmbench/http/router.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace llmbench::http {

/// One answered request, for the access log. Never holds a query, a header or a body.
struct AccessRecord {
  std::string method;
  std::string path;   ///< without the query; odd bytes replaced
  std::string route;  ///< pattern of the route that was taken ("/api/detail/{id}"); empty = none
  int status = 0;
  std::chrono::microseconds took{0};  ///< until the answer was ready to be written, or its stream had ended
  std::size_t sent_bytes = 0;         ///< of the body, as written
  bool complete = true;               ///< false when a streamed answer was broken off
  std::string remote_address;
  std::string request_id;
};

/// Who asks for what, before a byte of the body is read. Routes with Access::open are never asked about.
struct AccessQuestion {
  Access access = Access::read;              ///< of the route
  std::optional<std::string> authorization;  ///< the header as sent: a secret, never to be logged
  std::string remote_address;
  /// Only the head came and asks whether to go on (`Expect: 100-continue`): the same question follows with the body, so
  /// this one must not count as a request.
  bool announced = false;
};

struct Permission {
  std::optional<Actor> actor;
  bool local_only = false;  ///< only with a loopback Host header and without X-Forwarded-For or Forwarded
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 3000;  ///< 0 = any free port, see Server::port
  std::size_t threads = 64;
  std::size_t max_body_bytes = 64u << 20;  ///< decoded
  std::size_t max_json_depth = 64;         ///< at most what stored documents are read with
  std::size_t max_query_bytes = 8u << 10;
  std::size_t max_header_bytes = 16u << 10;
  std::chrono::milliseconds head_deadline{10000};  ///< for the request line and all headers; then the client is cut
  std::chrono::milliseconds body_deadline{30000};  ///< or the time 64 KiB/s would need, whichever is longer
  /// A client that takes nothing for so long, or less than 16 KiB/s, is cut.
  std::chrono::milliseconds write_timeout{10000};
  std::chrono::milliseconds stop_deadline{5000};  ///< requests that run longer are cut
  std::chrono::seconds keep_alive_timeout{2};     ///< an idle connection holds a thread that long
  std::size_t gzip_cache_bytes = 32u << 20;       ///< compressed bodies of answers with an ETag
  /// Origins ("https://pages.example") whose pages may call this server; "*" lets every page read. Empty: none.
  std::vector<std::string> cors_origins;
  /// PEM files, both or neither: HTTPS. They are read again when they change.
  std::string tls_certificate;
  std::string tls_key;
  std::string web_root;  ///< folder of the pages at "/", with an index.html; "" = embedded_pages
  /// Pages at "/" when there is no web_root; empty: none.
  std::span<const EmbeddedFile> embedded_pages;
  /// Of one address (rate_key), over all routes.
  Rate address_rate;
  /// Decides who may do what; called from many threads. Throws Error{unauthorized}, Error{forbidden}, RateLimited, or
  /// Error{unavailable} when it cannot tell. Empty: everybody may read, and write when that is local_only.
  std::function<Permission(const AccessQuestion&)> authorise;
  /// Called after every request, from many threads; default: a line through spdlog.
  std::function<void(const AccessRecord&)> on_access;
  bool access_log = true;
  /// For measurements, from many threads: when the head of a request was read, and after its answer (a streamed one:
  /// when it has ended). Every on_start has its on_end.
  std::function<void()> on_start;
  std::function<void(const AccessRecord&)> on_end;
};

class Server {
 public:
  /// Binds at once: throws Error{unavailable} when the address is taken or not allowed, Error{invalid_input} naming
  /// the flag of an option that cannot be. `routes` must outlive the
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
