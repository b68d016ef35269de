#pragma once
// The whole application over one database: services and endpoints, without a server. Built by apps/api and the contract
// tests.

#include "llmbench/api/request_metrics.hpp"
#include "llmbench/http/router.hpp"

#include <memory>
#include <string>

namespace llmbench::db {
class Pool;
}

namespace llmbench::api {

class Application {
 public:
  /// Adds every endpoint to `routes`. Both references must outlive the application. Endpoints answer once start() has
  /// returned. `request_metrics`: those the server feeds, for GET /metrics.
  Application(db::Pool& pool, std::string version, http::Routes& routes,
              std::shared_ptr<const RequestMetrics> request_metrics = std::make_shared<RequestMetrics>());
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  /// Loads the grid; throws Error when the database cannot be read.
  void start();
  void stop();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace llmbench::api
