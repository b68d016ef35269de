#pragma once
// One connection of the pool with its settings applied.

#include "db/driver.hpp"
#include "db/throttle.hpp"

#include <memory>

namespace llmbench::db {

class Session {
 public:
  /// Connects and applies session_setup. Throws Error{unavailable}; why is logged as often as `failures` admits.
  Session(const PoolOptions& options, Throttle& failures);

  [[nodiscard]] pqxx::connection& connection() { return *connection_; }

  /// False when the server closed the connection while it was idle (or said anything we do not expect).
  [[nodiscard]] bool looks_alive() const;

  /// False when the driver silently reconnected (libpqxx 6 does in BEGIN): the new session lacks our settings.
  [[nodiscard]] bool is_original() const;

 private:
  std::unique_ptr<pqxx::connection> connection_;
  int backend_pid_ = 0;
};

}  // namespace llmbench::db
