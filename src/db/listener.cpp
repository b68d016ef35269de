#include "db/raw_connection.hpp"

#include "llmbench/db/pool.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace llmbench::db {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

/// Wakes a thread that waits in poll(); once set it stays set.
class Interrupt {
 public:
  Interrupt() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw Error{ErrorCode::unavailable, "there are too many open files"};
  }
  ~Interrupt() { ::close(descriptor_); }
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  void set() noexcept { (void)::eventfd_write(descriptor_, 1); }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// Returns at the deadline, or sooner when it is set.
  void wait_until(Clock::time_point deadline) const {
    pollfd event{descriptor_, POLLIN, 0};
    while (event.revents == 0 && Clock::now() < deadline) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
      (void)::poll(&event, 1, static_cast<int>(std::clamp<long long>(left, 0, 3'600'000)));
    }
  }

 private:
  int descriptor_;
};

class Listener::State {
 public:
  State(const PoolOptions& options, const std::string& channel)
      : parameters_(connection_parameters(options)),
        connect_timeout_(options.connect_timeout),
        listen_("LISTEN \"" + replace_all(channel, "\"", "\"\"") + "\""),
        channel_(channel) {}

  bool wait(Clock::time_point deadline) {
    if (!connection_ && !reconnect(deadline)) {
      interrupt_.wait_until(deadline);
      return false;
    }
    switch (connection_->wait(deadline, interrupt_.descriptor())) {
      case RawConnection::Notification::arrived:
        return true;
      case RawConnection::Notification::none:
        return false;
      case RawConnection::Notification::broken:
        spdlog::warn("database: the connection listening on '{}' was lost", channel_);
        connection_.reset();
        interrupt_.wait_until(deadline);
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
  void interrupt() noexcept { interrupt_.set(); }

 private:
  ConnectionParameters parameters_;
  std::chrono::milliseconds connect_timeout_;
  std::string listen_;
  std::string channel_;
  Interrupt interrupt_;
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

void Listener::interrupt() noexcept {
  state_->interrupt();
}

}  // namespace llmbench::db
