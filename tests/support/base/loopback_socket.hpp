#pragma once
// Sockets of the loopback address for servers and proxies of tests.

#include <cstdint>

namespace llmbench::testing {

/// A listening socket on a free port, which is written into `port`. Throws std::system_error.
[[nodiscard]] int listen_on_loopback(std::uint16_t& port);

/// A connected socket, or -1.
[[nodiscard]] int connect_to_loopback(std::uint16_t port);

}  // namespace llmbench::testing
