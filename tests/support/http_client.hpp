#pragma once
// A client that sends exactly the bytes a test wants and reads exactly one answer; knows nothing of retries.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace llmbench::testing {

struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names lower-cased
  std::string body;                            ///< as sent, gzip not undone

  [[nodiscard]] std::string header(const std::string& lower_name) const;
};

/// One TCP connection to 127.0.0.1. Waits at most `patience` for anything; then throws std::runtime_error.
class HttpConnection {
 public:
  explicit HttpConnection(int port, std::chrono::milliseconds patience = std::chrono::seconds{20});
  ~HttpConnection();
  HttpConnection(HttpConnection&& other) noexcept;
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  /// False when the server closed the connection.
  bool send(std::string_view bytes);
  /// Waits for the first bytes of an answer without taking them from read_answer; false when the server closed.
  [[nodiscard]] bool await_bytes() { return !buffer_.empty() || fill(); }
  /// nullopt when the connection ends before a whole answer. `to_head`: the answer has no body whatever it announces.
  [[nodiscard]] std::optional<HttpAnswer> read_answer(bool to_head = false);
  /// The next bytes as they come; empty when the server closed.
  [[nodiscard]] std::string read_part();
  /// What comes until the server closes.
  [[nodiscard]] std::string read_to_the_end();
  /// True when the server closes within the patience.
  [[nodiscard]] bool is_closed_by_server();
  void close();

 private:
  bool fill();
  [[nodiscard]] std::optional<std::string> read_chunks();
  int socket_ = -1;
  std::chrono::milliseconds patience_;
  std::string buffer_;
};

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// The bytes of a request with Host, Content-Length (when there is a body) and `headers`.
[[nodiscard]] std::string http_request(std::string_view method, std::string_view target,
                                       const HttpHeaders& headers = {}, std::string_view body = {});

/// One request on a connection of its own. Throws when no answer comes.
HttpAnswer http_call(int port, std::string_view method, std::string_view target, const HttpHeaders& headers = {},
                     std::string_view body = {});
HttpAnswer http_get(int port, std::string_view target, const HttpHeaders& headers = {});
/// Sends `body` as application/json.
HttpAnswer http_post_json(int port, std::string_view target, std::string_view body);

}  // namespace llmbench::testing
