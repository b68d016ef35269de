#pragma once
// The grid in memory: configurations, runs and qualities, answered without SQL. Called by the list and grid endpoints
// and by upload_service (read your own write).

#include "llmbench/db/pool.hpp"
#include "llmbench/util/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace llmbench::service {

struct GridSnapshot;

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

  /// The state to answer from; never waits and never locks. Throws Error{unavailable} before the first load.
  [[nodiscard]] std::shared_ptr<const GridSnapshot> snapshot() const;
  /// Random text of this process, part of every ETag.
  [[nodiscard]] const std::string& process_nonce() const;

  struct Stats {
    std::uint64_t version = 0;
    std::size_t configurations = 0;
    std::size_t runs = 0;
    std::size_t tombstones = 0;
    std::size_t bytes = 0;
    std::size_t loads = 0;  ///< full loads, the first one too
    std::size_t compactions = 0;
    std::size_t failed_reads = 0;  ///< since the start
    std::optional<TimePoint> last_good_read;
  };
  [[nodiscard]] Stats stats() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace llmbench::service
