#pragma once
// The library does not show the sockets of its connections; the kernel does. Used by Server and BodyWatch.

#include <cstddef>
#include <string>

namespace llmbench::http {

struct Peer {
  std::string address;  ///< numeric
  int port = 0;

  bool operator==(const Peer&) const = default;
};

/// Shuts down every accepted connection of this process whose local port is `port`; their threads see the end of the
/// stream. Returns how many there were.
std::size_t cut_connections(int port);

/// The same for the connections of one client.
void cut_connections_of(int port, const Peer& peer);

}  // namespace llmbench::http
