#include "support/base/scripted_server.hpp"

#include "support/base/loopback_socket.hpp"

#include "llmbench/util/gzip.hpp"
#include "llmbench/util/text.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace llmbench::testing {
namespace {

/// Waits for input on `socket`; false when the server stops.
bool wait_for_input(int socket, int stop) {
  std::array<pollfd, 2> watched{{{socket, POLLIN, 0}, {stop, POLLIN, 0}}};
  while (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) {
  }
  return watched[1].revents == 0;
}

bool receive_more(int socket, int stop, std::string& bytes) {
  if (!wait_for_input(socket, stop)) return false;
  std::array<char, 65536> buffer;
  const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  bytes.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<ReceivedRequest> receive_request(int socket, int stop) {
  std::string bytes;
  std::size_t header_end = std::string::npos;
  while ((header_end = bytes.find("\r\n\r\n")) == std::string::npos) {
    if (!receive_more(socket, stop, bytes)) return std::nullopt;
  }
  ReceivedRequest request;
  const auto lines = split(bytes.substr(0, header_end), '\n');
  const auto first = split(trim(lines.front()), ' ');
  if (first.size() != 3) return std::nullopt;
  request.method = first[0];
  request.target = first[1];
  for (std::size_t at = 1; at < lines.size(); ++at) {
    const auto colon = lines[at].find(':');
    if (colon == std::string::npos) continue;
    request.headers[to_lower(lines[at].substr(0, colon))] = trim(std::string_view{lines[at]}.substr(colon + 1));
  }
  const auto header = [&](const char* name, const char* otherwise) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string{otherwise} : found->second;
  };
  const auto length = parse_integer(header("content-length", "0"));
  const std::size_t wanted = header_end + 4 + static_cast<std::size_t>(length.value_or(0));
  while (bytes.size() < wanted) {
    if (!receive_more(socket, stop, bytes)) return std::nullopt;
  }
  request.body = bytes.substr(header_end + 4);
  if (header("content-encoding", "") == "gzip") request.body = gzip_decompress(request.body, 64U << 20);
  return request;
}

void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void send_answer(int socket, int stop, const ScriptedAnswer& answer) {
  if (answer.action == ScriptedAnswer::Action::drop) return;
  if (answer.action == ScriptedAnswer::Action::stall) {
    wait_for_input(socket, stop);  // the client closing its end is input too
    return;
  }
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) +
                     " Scripted\r\nConnection: close\r\nContent-Length: " + std::to_string(answer.body.size()) + "\r\n";
  for (const auto& [name, value] : answer.headers) text += name + ": " + value + "\r\n";
  text += "\r\n";
  const bool cut = answer.action == ScriptedAnswer::Action::cut;
  send_all(socket, text + (cut ? answer.body.substr(0, answer.body.size() / 2) : answer.body));
}

}  // namespace

class ScriptedServer::State {
 public:
  explicit State(Script script) : script_(std::move(script)), listener_(listen_on_loopback(port_)) {
    // Not inherited: a child that holds the write end would keep it from closing.
    if (::pipe2(stop_, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    thread_ = std::jthread{[this] { serve(); }};
  }
  ~State() {
    ::close(stop_[1]);  // readable for every waiter from now on
    thread_.join();
    ::close(stop_[0]);
    ::close(listener_);
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::vector<ReceivedRequest> requests() const {
    const std::lock_guard lock{guards_requests_};
    return requests_;
  }

 private:
  void serve() {
    while (wait_for_input(listener_, stop_[0])) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;
      if (auto request = receive_request(socket, stop_[0])) send_answer(socket, stop_[0], record(*std::move(request)));
      ::close(socket);
    }
  }
  ScriptedAnswer record(ReceivedRequest request) {
    const std::lock_guard lock{guards_requests_};
    requests_.push_back(std::move(request));
    return script_(requests_.back(), requests_.size() - 1);
  }

  Script script_;
  std::uint16_t port_ = 0;
  int listener_;
  int stop_[2]{-1, -1};
  mutable std::mutex guards_requests_;
  std::vector<ReceivedRequest> requests_;
  std::jthread thread_;
};

ScriptedServer::ScriptedServer(Script script) : state_(std::make_unique<State>(std::move(script))) {}
ScriptedServer::ScriptedServer(std::vector<ScriptedAnswer> answers)
    : ScriptedServer([answers = std::move(answers)](const ReceivedRequest&, std::size_t index) {
        return index < answers.size() ? answers[index] : answers.back();
      }) {}
ScriptedServer::~ScriptedServer() = default;
std::uint16_t ScriptedServer::port() const {
  return state_->port();
}
std::string ScriptedServer::url() const {
  return "http://127.0.0.1:" + std::to_string(port());
}
std::vector<ReceivedRequest> ScriptedServer::requests() const {
  return state_->requests();
}

std::uint16_t unused_port() {
  std::uint16_t port = 0;
  ::close(listen_on_loopback(port));
  return port;
}

}  // namespace llmbench::testing
