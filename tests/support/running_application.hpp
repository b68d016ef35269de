#pragma once
// The whole application on a real server and a fresh database, for tests that send bytes: contract, examples, paging.

#include "support/http_client.hpp"
#include "support/test_database.hpp"

#include "llmbench/api/application.hpp"
#include "llmbench/http/server.hpp"

#include <string>
#include <thread>
#include <vector>

namespace llmbench::testing {

class RunningApplication {
 public:
  explicit RunningApplication(http::ServerOptions options = {}, std::string version = "test");
  ~RunningApplication();
  RunningApplication(const RunningApplication&) = delete;
  RunningApplication& operator=(const RunningApplication&) = delete;

  [[nodiscard]] int port() const { return server_.port(); }
  [[nodiscard]] TestDatabase& database() { return database_; }
  [[nodiscard]] const http::Routes& routes() const { return routes_; }
  [[nodiscard]] const std::vector<http::Routes::Entry>& entries() const { return routes_.entries(); }

  /// Stores what the examples of the API speak of (src/api/examples.hpp); does nothing to what is still there.
  void store_examples() const;

 private:
  TestDatabase database_;
  http::Routes routes_;
  api::Application application_;
  http::Server server_;
  std::jthread thread_;
};

/// The pattern with every {parameter} replaced by `value`.
[[nodiscard]] std::string path_of(const http::RouteInfo& route, std::string_view value);

}  // namespace llmbench::testing
