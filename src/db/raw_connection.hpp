#pragma once
// A connection whose every wait has a deadline, on libpq's asynchronous calls: for health checks and LISTEN, where the
// blocking driver could hang with a server that does not answer.

#include "db/conninfo.hpp"

#include <chrono>
#include <memory>
#include <string>

struct pg_conn;

namespace llmbench::db {

class RawConnection {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  /// Throws Error{unavailable} when there is no connection by `deadline`.
  RawConnection(const ConnectionParameters& parameters, Deadline deadline);

  /// Runs one statement; false when it failed or gave no answer by `deadline`. Then the object is of no use any more.
  [[nodiscard]] bool execute(const std::string& sql, Deadline deadline);

  enum class Notification { arrived, none, broken };
  /// Waits for a NOTIFY on any channel listened to; takes all that have arrived. `none` also when the descriptor
  /// `interrupt` becomes readable.
  [[nodiscard]] Notification wait(Deadline deadline, int interrupt);

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };

  std::unique_ptr<pg_conn, Close> connection_;
};

}  // namespace llmbench::db
