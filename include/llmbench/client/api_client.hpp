#pragma once
// The uploader's HTTP client: libcurl, retries with backoff and jitter. Every request it sends is safe to repeat.

#include <chrono>
#include <memory>
#include <string>

namespace llmbench::client {

struct ClientOptions {
  std::string server = "http://localhost:3000";
  std::string token;
  int attempts = 5;
  std::chrono::milliseconds first_backoff{
      250};  ///< doubles each time, with full jitter, at most 8 s; Retry-After is honoured
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds request_timeout{60000};
};

struct ApiResponse {
  int status = 0;  ///< HTTP status of the last answer
  std::string body;
};

class ApiClient {
 public:
  explicit ApiClient(ClientOptions options);
  ~ApiClient();
  /// Sends `body` as application/json (gzip when over 16 KiB). Retries connection failures, time-outs, 408, 429, 502,
  /// 503, 504; other answers are returned as they are. Throws Error{unavailable} when no attempt got an answer.
  ApiResponse post(const std::string& path, const std::string& body);
  ApiResponse get(const std::string& path);
  [[nodiscard]] const ClientOptions& options() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace llmbench::client
