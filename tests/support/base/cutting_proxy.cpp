#include "support/base/cutting_proxy.hpp"

#include "support/base/loopback_socket.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace llmbench::testing {
namespace {

bool send_all(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::send(socket, bytes, size, MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

class CuttingProxy::State {
 public:
  explicit State(std::uint16_t target_port) : target_port_(target_port), listener_(listen_on_loopback(port_)) {
    accepting_ = std::jthread{[this](const std::stop_token& stop) { accept_all(stop); }};
  }
  ~State() {
    accepting_.request_stop();
    accepting_.join();
    const std::lock_guard lock{mutex_};
    for (auto& thread : connections_) thread.request_stop();
    connections_.clear();
    ::close(listener_);
  }

  void set_cut(Cut cut, bool stalls) {
    const std::lock_guard lock{mutex_};
    cut_ = cut;
    stalls_ = stalls;
    if (!stalls) is_stalled_ = false;
  }
  [[nodiscard]] bool stalls() {
    const std::lock_guard lock{mutex_};
    return stalls_;
  }
  std::uint16_t port_ = 0;
  std::atomic<std::size_t> cuts_done_ = 0;
  std::atomic<bool> is_stalled_ = false;

 private:
  static constexpr int kPollMs = 50;

  void accept_all(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      pollfd watched{listener_, POLLIN, 0};
      if (::poll(&watched, 1, kPollMs) <= 0) continue;
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) continue;
      const std::lock_guard lock{mutex_};
      connections_.emplace_back([this, client](const std::stop_token& ends) { serve(client, ends); });
    }
  }

  void serve(int client, const std::stop_token& stop) {
    const int server = connect_to_loopback(target_port_);
    Cut cut;
    {
      const std::lock_guard lock{mutex_};
      cut = cut_;
    }
    if (server >= 0) pass(client, server, cut, stop);
    if (cut.request_bytes == 0U || cut.answer_bytes == 0U) {
      wait_while_stalled(client, stop);
      // An end without a goodbye, as when a cable is pulled.
      ++cuts_done_;
      const linger at_once{1, 0};
      ::setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    }
    ::close(client);
    if (server >= 0) ::close(server);
  }

  void wait_while_stalled(int client, const std::stop_token& stop) {
    is_stalled_ = stalls();
    while (stalls() && !stop.stop_requested()) {
      pollfd watched{client, POLLRDHUP, 0};
      if (::poll(&watched, 1, kPollMs) > 0) return;
    }
  }

  /// Counts down what is left until the cut.
  void pass(int client, int server, Cut& cut, const std::stop_token& stop) {
    std::array<pollfd, 2> watched{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    while (!stop.stop_requested()) {
      if (::poll(watched.data(), watched.size(), kPollMs) <= 0) continue;
      if (watched[0].revents != 0 && !move(client, server, cut.request_bytes)) return;
      if (watched[1].revents != 0 && !move(server, client, cut.answer_bytes)) return;
    }
  }

  /// False at the end of either side, and when the cut is reached.
  bool move(int from, int to, std::optional<std::size_t>& left) {
    std::array<char, 4096> buffer;
    const ssize_t count = ::recv(from, buffer.data(), buffer.size(), 0);
    if (count <= 0) return false;
    const auto size = static_cast<std::size_t>(count);
    const std::size_t allowed = left ? std::min(*left, size) : size;
    if (!send_all(to, buffer.data(), allowed)) return false;
    if (!left) return true;
    *left -= allowed;
    return *left > 0;
  }

  const std::uint16_t target_port_;
  const int listener_;
  std::mutex mutex_;  ///< guards cut_, stalls_ and connections_
  Cut cut_;
  bool stalls_ = false;
  std::vector<std::jthread> connections_;
  std::jthread accepting_;
};

CuttingProxy::CuttingProxy(std::uint16_t target_port) : state_(std::make_unique<State>(target_port)) {}
CuttingProxy::~CuttingProxy() = default;
void CuttingProxy::cut_at(Cut cut) {
  state_->set_cut(cut, false);
}
void CuttingProxy::stall_at(Cut stall) {
  state_->set_cut(stall, true);
}
void CuttingProxy::heal() {
  state_->set_cut({}, false);
}
bool CuttingProxy::is_stalled() const {
  return state_->is_stalled_;
}
std::size_t CuttingProxy::cuts_done() const {
  return state_->cuts_done_;
}
std::string CuttingProxy::url() const {
  return "http://127.0.0.1:" + std::to_string(state_->port_);
}

}  // namespace llmbench::testing
