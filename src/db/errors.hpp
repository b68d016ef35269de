#pragma once
// What a failure of the driver or of PostgreSQL means for us. The one table from SQLSTATE to ErrorCode is in
// errors.cpp.

#include "llmbench/util/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace llmbench::db {

/// What to do with the connection and the transaction afterwards.
enum class Aftermath {
  reuse,  ///< roll back, keep the connection
  retry,  ///< roll back, keep the connection, run the transaction again
  drop,   ///< the state of the connection is unknown
};

struct Failure {
  ErrorCode code = ErrorCode::internal;
  std::string message;  ///< safe to show to a client
  Aftermath aftermath = Aftermath::drop;
  std::string sqlstate;  ///< empty when the driver knows none
  std::string detail;    ///< for the log only

  [[nodiscard]] Error error() const { return Error{code, message}; }
};

[[nodiscard]] Failure failure_of_sqlstate(std::string_view sqlstate, std::string detail);

/// For a catch block: what the exception being handled means. Exceptions that are not the driver's are rethrown.
[[nodiscard]] Failure failure_of_current_exception();

/// Writes the operator's line: what was being done, SQLSTATE and the server's words. `held_back` counts the lines like
/// it that were not written since the last one.
void log_failure(const Failure& failure, std::string_view doing, std::size_t held_back = 0);

}  // namespace llmbench::db
