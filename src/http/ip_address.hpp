#pragma once
// IP addresses as text and as bytes. Used by rate_limiter and listen_address.

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace llmbench::http {

/// IPv4 addresses are kept as IPv6 ones that are mapped (::ffff:a.b.c.d), as a socket of both families reports them.
class IpAddress {
 public:
  explicit IpAddress(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}
  [[nodiscard]] bool is_ipv4() const;
  /// 127.0.0.0/8 or ::1
  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] std::string text() const;
  /// The first 64 bits of an IPv6 address: what one customer gets.
  [[nodiscard]] std::string network64() const;

 private:
  std::array<std::uint8_t, 16> bytes_;
};

/// Numbers only, no names; an IPv6 zone (%eth0) is ignored. nullopt for anything else.
[[nodiscard]] std::optional<IpAddress> parse_ip_address(const std::string& text);

}  // namespace llmbench::http
