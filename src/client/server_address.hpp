#pragma once
// The address of a server as people type it, completed and checked.

#include <string>
#include <string_view>

namespace llmbench::client {

struct ServerAddress {
  std::string url;           ///< with scheme, without a slash at the end: what requests are sent to
  std::string shown;         ///< the same without user and password: what messages say
  bool is_loopback = false;  ///< localhost, 127.0.0.0/8, ::1
};

/// "localhost:3000", "https://bench.example/llm/". Throws Error{invalid_input} for anything that is no HTTP address.
[[nodiscard]] ServerAddress parse_server_address(std::string_view text);

}  // namespace llmbench::client
