#pragma once
// The library does not show the sockets of its connections; the kernel does.

#include <cstddef>

namespace llmbench::http {

/// Shuts down every accepted connection of this process whose local port is `port`; their threads see the end of the
/// stream. Returns how many there were.
std::size_t cut_connections(int port);

}  // namespace llmbench::http
