#include "db/raw_connection.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <libpq-fe.h>
#include <poll.h>
#include <vector>

namespace llmbench::db {
namespace {

using Deadline = RawConnection::Deadline;

constexpr int kNoDescriptor = -1;  // poll() skips it

/// True when the socket is ready for `events` by the deadline and before `interrupt` becomes readable.
bool wait_for_socket(PGconn* connection, short events, Deadline deadline, int interrupt = kNoDescriptor) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    std::array<pollfd, 2> sockets{pollfd{PQsocket(connection), events, 0}, pollfd{interrupt, POLLIN, 0}};
    if (sockets[0].fd < 0) return false;
    const int ready =
        ::poll(sockets.data(), sockets.size(), static_cast<int>(std::clamp<long long>(left, 0, 3'600'000)));
    if (ready > 0) return sockets[1].revents == 0;
    if (ready == 0 && left <= 0) return false;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool has_notification(PGconn* connection) {
  bool any = false;
  while (PGnotify* notification = PQnotifies(connection)) {
    PQfreemem(notification);
    any = true;
  }
  return any;
}

/// libpq would print these to stderr.
void log_notice(void*, const char* message) {
  spdlog::debug("database: {}", trim(message));
}

}  // namespace

void RawConnection::Close::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

RawConnection::RawConnection(const ConnectionParameters& parameters, Deadline deadline) {
  std::vector<const char*> keys;
  std::vector<const char*> values;
  for (const auto& [key, value] : parameters) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  connection_.reset(PQconnectStartParams(keys.data(), values.data(), 0));
  if (connection_) PQsetNoticeProcessor(connection_.get(), &log_notice, nullptr);
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;  // as libpq's manual says to begin
  while (connection_ && PQstatus(connection_.get()) != CONNECTION_BAD && state != PGRES_POLLING_OK &&
         state != PGRES_POLLING_FAILED) {
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!wait_for_socket(connection_.get(), events, deadline)) break;
    state = PQconnectPoll(connection_.get());
  }
  if (state != PGRES_POLLING_OK) {
    spdlog::debug("database: connecting failed: {}",
                  connection_ ? std::string{trim(PQerrorMessage(connection_.get()))} : "out of memory");
    throw Error{ErrorCode::unavailable, "the database cannot be reached; try again"};
  }
}

bool RawConnection::execute(const std::string& sql, Deadline deadline) {
  PGconn* const connection = connection_.get();
  if (PQsendQuery(connection, sql.c_str()) != 1) return false;
  bool succeeded = true;
  while (true) {
    while (PQisBusy(connection) == 1) {
      if (!wait_for_socket(connection, POLLIN, deadline) || PQconsumeInput(connection) != 1) return false;
    }
    PGresult* const result = PQgetResult(connection);
    if (result == nullptr) return succeeded;
    const auto status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) succeeded = false;
    PQclear(result);
  }
}

RawConnection::Notification RawConnection::wait(Deadline deadline, int interrupt) {
  while (true) {
    if (has_notification(connection_.get())) return Notification::arrived;
    if (!wait_for_socket(connection_.get(), POLLIN, deadline, interrupt)) return Notification::none;
    if (PQconsumeInput(connection_.get()) != 1) return Notification::broken;
  }
}

}  // namespace llmbench::db
