#include "http/ip_address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>

namespace llmbench::http {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::array<std::uint8_t, 16> kLoopback6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

std::string text_of(int family, const std::uint8_t* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return ::inet_ntop(family, bytes, text.data(), text.size()) == nullptr ? std::string{} : std::string{text.data()};
}

}  // namespace

bool IpAddress::is_ipv4() const {
  return std::equal(kMapped.begin(), kMapped.end(), bytes_.begin());
}

bool IpAddress::is_loopback() const {
  return is_ipv4() ? bytes_[kMapped.size()] == 127 : bytes_ == kLoopback6;
}

std::string IpAddress::text() const {
  return is_ipv4() ? text_of(AF_INET, bytes_.data() + kMapped.size()) : text_of(AF_INET6, bytes_.data());
}

std::string IpAddress::network64() const {
  auto network = bytes_;
  std::fill(network.begin() + 8, network.end(), std::uint8_t{0});
  return text_of(AF_INET6, network.data()) + "/64";
}

std::optional<IpAddress> parse_ip_address(const std::string& text) {
  std::array<std::uint8_t, 16> bytes{};
  if (::inet_pton(AF_INET6, text.substr(0, text.find('%')).c_str(), bytes.data()) == 1) return IpAddress{bytes};
  std::copy(kMapped.begin(), kMapped.end(), bytes.begin());
  if (::inet_pton(AF_INET, text.c_str(), bytes.data() + kMapped.size()) == 1) return IpAddress{bytes};
  return std::nullopt;
}

}  // namespace llmbench::http
