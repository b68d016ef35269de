#include "llmbench/http/listen_address.hpp"

#include "http/ip_address.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <array>
#include <memory>
#include <netdb.h>
#include <sys/socket.h>

namespace llmbench::http {
namespace {

std::string without_brackets(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return std::string{host};
}

[[noreturn]] void refuse(const std::string& host, const std::string& why) {
  throw Error{ErrorCode::invalid_input, "--host " + host + ": " + why};
}

}  // namespace

std::string ListenAddress::in_url() const {
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

ListenAddress resolve_listen_address(const std::string& host) {
  const std::string name = without_brackets(trim(host));
  if (name.empty()) refuse(host, "is empty; use 127.0.0.1 for this machine only, 0.0.0.0 for every address");
  if (equals_ignoring_case(name, "localhost")) return {"127.0.0.1", true};

  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  if (const int failure = ::getaddrinfo(name.c_str(), nullptr, &hints, &found); failure != 0) {
    refuse(host, std::string{"no such address ("} + ::gai_strerror(failure) + ")");
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses{found, &::freeaddrinfo};
  std::array<char, NI_MAXHOST> numbers{};
  if (::getnameinfo(addresses->ai_addr, addresses->ai_addrlen, numbers.data(), numbers.size(), nullptr, 0,
                    NI_NUMERICHOST) != 0) {
    refuse(host, "its address cannot be read");
  }
  ListenAddress result{numbers.data(), false};
  const auto address = parse_ip_address(result.address);
  result.is_loopback = address && address->is_loopback();
  return result;
}

}  // namespace llmbench::http
