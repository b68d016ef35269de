#pragma once
// The uploader's HTTP client: libcurl, retries with backoff and jitter. Every request it sends is safe to repeat.

#include "llmbench/util/error.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace llmbench::client {

struct ClientOptions {
  std::string server = "http://localhost:3000";  ///< http or https; without a scheme http; may end in a path
  std::string token;                             ///< "" = none
  std::string ca_file;  ///< PEM: authorities to trust instead of those of the system; "" = those of the system
  std::string user_agent = "llm-benchmark-uploader";
  int attempts = 5;
  std::chrono::milliseconds first_backoff{
      250};  ///< doubles each time, with full jitter, at most 8 s; Retry-After is honoured
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds request_timeout{60000};
  /// How to wait between attempts; empty = really wait.
  std::function<void(std::chrono::milliseconds)> wait;
  /// Asked all the time, also during a transfer; true ends it at once. Empty = never.
  std::function<bool()> is_cancelled;
};

struct ApiResponse {
  int status = 0;  ///< HTTP status of the last answer
  std::string body;
};

/// Proxies and certificates as libcurl finds them (http_proxy, no_proxy, ...), except that a loopback server is never
/// asked through a proxy. Redirects are not followed: they are an error that names the new address, so neither data nor
/// token goes to a host the user did not name. One request at a time.
class ApiClient {
 public:
  /// Throws Error{invalid_input} when the server's address or the token cannot be one, or ca_file cannot be read.
  explicit ApiClient(ClientOptions options);
  ~ApiClient();
  /// Sends `body` (gzip when over 16 KiB). Retries connection failures, time-outs, 408, 429, 502,
  /// 503, 504; other answers are returned as they are. Throws Error{unavailable} when no attempt got an answer, or when
  /// what answers is not an llm-benchmark server (an HTML page, a redirect), or when it was cancelled.
  ApiResponse post(const std::string& path, const std::string& body,
                   const std::string& content_type = "application/json");
  ApiResponse get(const std::string& path);
  /// As given; `server` completed to a URL without a slash at its end.
  [[nodiscard]] const ClientOptions& options() const;
  /// The server's URL as it may be shown: without user and password.
  [[nodiscard]] const std::string& shown_server() const;
  /// Plain HTTP to another machine.
  [[nodiscard]] bool sends_in_the_clear() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// The error for an answer that something else than an llm-benchmark server gave; `what` stands in it ("an HTML page").
[[nodiscard]] Error foreign_answer(const std::string& shown_server, int status, const std::string& what);

/// The answers after which the same request may succeed later: 408, 429, 502, 503, 504.
[[nodiscard]] bool is_worth_retrying(int status);

}  // namespace llmbench::client
