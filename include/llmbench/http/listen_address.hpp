#pragma once
// The address behind --host. Called by serve before it listens.

#include <string>

namespace llmbench::http {

struct ListenAddress {
  std::string address;       ///< in numbers: "127.0.0.1", "::"
  bool is_loopback = false;  ///< only this machine can reach it

  /// As it stands in a URL: IPv6 in brackets.
  [[nodiscard]] std::string in_url() const;
};

/// An address, in brackets or not, or a name that resolves; of several addresses the first. localhost is 127.0.0.1.
/// Throws Error{invalid_input} naming --host.
[[nodiscard]] ListenAddress resolve_listen_address(const std::string& host);

}  // namespace llmbench::http
