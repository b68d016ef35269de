#pragma once
// The library does not show the sockets of its connections; the kernel does. Used by Server and ConnectionWatch.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <tuple>

namespace llmbench::http {

struct Peer {
  std::string address;  ///< numeric
  int port = 0;

  bool operator<(const Peer& other) const { return std::tie(address, port) < std::tie(other.address, other.port); }
};

using SocketId = std::uint64_t;

/// An accepted connection of this process.
struct Connection {
  Peer peer;
  SocketId socket_id = 0;  ///< another one for every connection, also when the client uses its port again
  int socket = -1;         ///< a copy, open during the call only

  [[nodiscard]] bool has_unread_bytes() const;
  /// Shuts it down; its thread sees the end of the stream. False when it was down already.
  bool cut() const;
};

/// Calls `on_connection` for every accepted connection of this process whose local port is `port`.
void for_each_connection(int port, const std::function<void(const Connection&)>& on_connection);

/// Cuts all of them. Returns how many there were.
std::size_t cut_connections(int port);

}  // namespace llmbench::http
