#include "db/raw_connection.hpp"

#include "llmbench/db/pool.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>

namespace llmbench::db {
namespace {

using Clock = std::chrono::steady_clock;

void wait_out(Clock::time_point deadline) {
  if (deadline > Clock::now()) std::this_thread::sleep_until(deadline);
}

}  // namespace

class Listener::State {
 public:
  State(const PoolOptions& options, const std::string& channel)
      : parameters_(connection_parameters(options)),
        connect_timeout_(options.connect_timeout),
        listen_("LISTEN \"" + replace_all(channel, "\"", "\"\"") + "\""),
        channel_(channel) {}

  bool wait(Clock::time_point deadline) {
    if (!connection_ && !reconnect(deadline)) {
      wait_out(deadline);
      return false;
    }
    switch (connection_->wait(deadline)) {
      case RawConnection::Notification::arrived:
        return true;
      case RawConnection::Notification::none:
        return false;
      case RawConnection::Notification::broken:
        spdlog::warn("database: the connection listening on '{}' was lost", channel_);
        connection_.reset();
        wait_out(deadline);
        return false;
    }
    return false;
  }

  /// False when there is no connection by `deadline` (or by the connect timeout, if that is sooner).
  bool reconnect(Clock::time_point deadline) {
    const auto until = std::min(deadline, Clock::now() + connect_timeout_);
    try {
      auto connection = std::make_unique<RawConnection>(parameters_, until);
      if (!connection->execute(listen_, until)) return false;
      connection_ = std::move(connection);
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  [[nodiscard]] Clock::duration connect_timeout() const { return connect_timeout_; }

 private:
  ConnectionParameters parameters_;
  std::chrono::milliseconds connect_timeout_;
  std::string listen_;
  std::string channel_;
  std::unique_ptr<RawConnection> connection_;
};

Listener::Listener(const PoolOptions& options, std::string channel)
    : state_(std::make_unique<State>(options, channel)) {
  // Listening from here on when the database is there; otherwise wait() goes on trying.
  if (!state_->reconnect(Clock::now() + state_->connect_timeout())) {
    spdlog::warn("database: cannot listen on '{}' yet", channel);
  }
}

Listener::~Listener() = default;

bool Listener::wait(std::chrono::milliseconds timeout) {
  return state_->wait(Clock::now() + timeout);
}

}  // namespace llmbench::db
