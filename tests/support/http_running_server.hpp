#pragma once
// A running server with a few handlers that show what reached them, for the tests of src/http.

#include "support/http_client.hpp"

#include "llmbench/http/server.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace llmbench::testing {

inline constexpr std::size_t kMaxBody = 100000;
inline constexpr int kStreamedLines = 200000;  ///< of GET /stream/lines: "0\n1\n..."

/// POST /echo (JSON), DELETE /any/{name}, GET /large (with ETag), /small, /text, /throw, /wait,
/// /stream/{lines,nothing,endless,fails-at-once,fails-late}, POST /parts (streams its body), /parts/refused,
/// /parts/ignored.
class RunningServer {
 public:
  explicit RunningServer(http::ServerOptions options = {});
  ~RunningServer();

  [[nodiscard]] int port() const { return server_->port(); }
  http::Server& server() { return *server_; }
  void join() { thread_.join(); }
  /// Lets every request of /wait go on.
  void release();
  /// False when fewer than `count` requests are inside /wait after a minute.
  [[nodiscard]] bool await_inside(int count);
  [[nodiscard]] std::vector<http::AccessRecord> records();
  /// How many answers of /stream/endless are being written.
  [[nodiscard]] int endless_streams() const { return endless_streams_; }

 private:
  void add_routes();
  void add_streams();
  void add_streamed_bodies();

  http::Routes routes_;
  std::mutex waiting_mutex_;  ///< guards the two below
  std::condition_variable waiting_changed_;
  bool released_ = false;
  int inside_ = 0;
  std::mutex records_mutex_;  ///< guards records_
  std::vector<http::AccessRecord> records_;
  std::atomic<int> endless_streams_{0};
  std::optional<http::Server> server_;
  std::jthread thread_;
};

/// Checks status, code and the rest of the one error shape.
void expect_error(const HttpAnswer& answer, int status, const std::string& code);

}  // namespace llmbench::testing
