#include "db/session.hpp"

#include "db/conninfo.hpp"

#include <poll.h>
#include <string>

namespace llmbench::db {
namespace {

constexpr int kOldestServer = 150000;

}  // namespace

Session::Session(const PoolOptions& options, Throttle& failures) {
  const std::string target = connection_string(connection_parameters(options));
  try {
    connection_ = std::make_unique<pqxx::connection>(target);
    pqxx::nontransaction setup{*connection_};
    setup.exec(session_setup(options));
    backend_pid_ = connection_->backendpid();
  } catch (...) {
    const Failure failure = failure_of_current_exception();
    if (const auto held_back = failures.admit(Throttle::Clock::now())) log_failure(failure, "connecting", *held_back);
    throw Error{ErrorCode::unavailable, "the database cannot be reached; try again"};
  }
  if (connection_->server_version() < kOldestServer) {
    throw Error{ErrorCode::unavailable, "PostgreSQL 15 or newer is needed; this server is version " +
                                            std::to_string(connection_->server_version() / 10000)};
  }
}

bool Session::looks_alive() const {
  if (!connection_->is_open() || !is_original()) return false;
  pollfd socket{connection_->sock(), POLLIN, 0};
  return ::poll(&socket, 1, 0) == 0;  // an idle session has nothing to say; a closed one is readable
}

bool Session::is_original() const {
  return connection_->backendpid() == backend_pid_;
}

}  // namespace llmbench::db
