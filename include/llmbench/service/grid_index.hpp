#pragma once
// The grid in memory: configurations, runs and qualities, answered without SQL. Called by the list and grid endpoints
// and by upload_service (read your own write).

#include "llmbench/db/pool.hpp"

#include <memory>
#include <string>

namespace llmbench::service {

class GridIndex {
 public:
  explicit GridIndex(db::Pool& pool);
  ~GridIndex();
  GridIndex(const GridIndex&) = delete;
  GridIndex& operator=(const GridIndex&) = delete;

  /// Loads everything and starts the applier and notifier threads. Throws Error when the database cannot be read.
  void start();
  void stop();
  [[nodiscard]] bool is_ready() const;

  /// Returns after every change committed before the call is applied and published. Concurrent callers share one read.
  /// Throws Error{unavailable} when the database cannot be read within the pool's time-outs.
  void catch_up();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace llmbench::service
