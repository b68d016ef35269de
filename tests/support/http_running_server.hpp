#pragma once
// A running server with a few handlers that show what reached them, for the tests of src/http.

#include "support/http_client.hpp"

#include "llmbench/http/server.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace llmbench::testing {

inline constexpr std::size_t kMaxBody = 100000;

/// POST /echo (JSON), DELETE /any/{name}, GET /large (with ETag), /small, /text, /throw, /wait.
class RunningServer {
 public:
  explicit RunningServer(http::ServerOptions options = {});
  ~RunningServer();

  [[nodiscard]] int port() const { return server_->port(); }
  http::Server& server() { return *server_; }
  void join() { thread_.join(); }
  /// Lets every request of /wait go on.
  void release();
  /// Blocks until `count` requests are inside /wait.
  void await_inside(int count);
  [[nodiscard]] std::vector<http::AccessRecord> records();

 private:
  void add_routes();

  http::Routes routes_;
  std::atomic<bool> waiting_{true};
  std::atomic<int> inside_{0};
  std::mutex records_mutex_;  ///< guards records_
  std::vector<http::AccessRecord> records_;
  std::optional<http::Server> server_;
  std::jthread thread_;
};

/// Checks status, code and the rest of the one error shape.
void expect_error(const HttpAnswer& answer, int status, const std::string& code);

}  // namespace llmbench::testing
