#include "http/connections.hpp"

#include "llmbench/util/text.hpp"

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <netdb.h>
#include <netinet/in.h>
#include <optional>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace llmbench::http {
namespace {

using AskForAddress = int (*)(int, sockaddr*, socklen_t*);

/// One end of a connection by getsockname or getpeername; nullopt when `socket` is no connected TCP socket.
std::optional<Peer> end_of(int socket, AskForAddress ask) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (ask(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return std::nullopt;
  if (address.ss_family != AF_INET && address.ss_family != AF_INET6) return std::nullopt;
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> service{};
  if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host.data(), host.size(), service.data(),
                    service.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return std::nullopt;
  }
  return Peer{host.data(), static_cast<int>(parse_integer(service.data()).value_or(0))};
}

}  // namespace

bool Connection::has_unread_bytes() const {
  int count = 0;
  return ::ioctl(socket, FIONREAD, &count) == 0 && count > 0;
}

bool Connection::cut() const {
  return ::shutdown(socket, SHUT_RDWR) == 0;
}

void for_each_connection(int port, const std::function<void(const Connection&)>& on_connection) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd", ignored}) {
    const auto number = parse_integer(entry.path().filename().string());
    if (!number) continue;
    // A copy cannot be closed and reused by another thread between the questions and what is done to it.
    const int copy = ::fcntl(static_cast<int>(*number), F_DUPFD_CLOEXEC, 0);
    if (copy < 0) continue;
    const auto local = end_of(copy, ::getsockname);
    const auto peer = local && local->port == port ? end_of(copy, ::getpeername) : std::nullopt;
    struct stat state {};
    if (peer && ::fstat(copy, &state) == 0) on_connection({*peer, state.st_ino, copy});
    ::close(copy);
  }
}

std::size_t cut_connections(int port) {
  std::size_t cut = 0;
  for_each_connection(port, [&](const Connection& connection) {
    if (connection.cut()) ++cut;
  });
  return cut;
}

}  // namespace llmbench::http
