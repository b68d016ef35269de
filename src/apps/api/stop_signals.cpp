#include "apps/api/stop_signals.hpp"

#include <spdlog/spdlog.h>

#include <csignal>
#include <ctime>
#include <unistd.h>

namespace llmbench::apps {
namespace {

constexpr int kExitForced = 1;
constexpr timespec kLookForTheEnd{0, 200'000'000};

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::jthread{[this](const std::stop_token& ending) { wait(ending); }};
}

StopSignals::~StopSignals() = default;

void StopSignals::on_stop(std::function<void()> callback) {
  const std::lock_guard lock{callback_mutex_};
  callback_ = std::move(callback);
  if (stop_requested_ && callback_) callback_();
}

bool StopSignals::stop_requested() const {
  const std::lock_guard lock{callback_mutex_};
  return stop_requested_;
}

void StopSignals::wait(const std::stop_token& ending) {
  const sigset_t set = stop_signals();
  while (!ending.stop_requested()) {
    const int signal = ::sigtimedwait(&set, nullptr, &kLookForTheEnd);
    if (signal > 0) note_signal(signal);
  }
}

void StopSignals::note_signal(int signal) {
  const std::lock_guard lock{callback_mutex_};
  if (stop_requested_) {
    spdlog::warn("second signal: ending at once");
    ::_exit(kExitForced);
  }
  spdlog::info("{}: stopping", signal == SIGINT ? "SIGINT" : "SIGTERM");
  stop_requested_ = true;
  if (callback_) callback_();
}

}  // namespace llmbench::apps
