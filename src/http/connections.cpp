#include "http/connections.hpp"

#include "llmbench/util/text.hpp"

#include <filesystem>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace llmbench::http {
namespace {

int local_port(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return -1;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
  return -1;
}

bool is_connected(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  return ::getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
}

}  // namespace

std::size_t cut_connections(int port) {
  std::size_t cut = 0;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd", ignored}) {
    const auto number = parse_integer(entry.path().filename().string());
    if (!number) continue;
    // A copy cannot be closed and reused by another thread between the questions and the cut.
    const int copy = ::dup(static_cast<int>(*number));
    if (copy < 0) continue;
    if (local_port(copy) == port && is_connected(copy) && ::shutdown(copy, SHUT_RDWR) == 0) ++cut;
    ::close(copy);
  }
  return cut;
}

}  // namespace llmbench::http
