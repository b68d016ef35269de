#include "support/http_client.hpp"

#include "llmbench/util/text.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace llmbench::testing {

std::string HttpAnswer::header(const std::string& lower_name) const {
  const auto found = headers.find(lower_name);
  return found == headers.end() ? "" : found->second;
}

HttpConnection::HttpConnection(int port, std::chrono::milliseconds patience)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), patience_(patience) {
  if (socket_ < 0) throw std::runtime_error("no socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    const std::string why = std::strerror(errno);
    close();
    throw std::runtime_error("cannot connect to port " + std::to_string(port) + ": " + why);
  }
}

HttpConnection::~HttpConnection() {
  close();
}

HttpConnection::HttpConnection(HttpConnection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), patience_(other.patience_), buffer_(std::move(other.buffer_)) {}

void HttpConnection::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

bool HttpConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool HttpConnection::fill() {
  pollfd wait{socket_, POLLIN, 0};
  if (::poll(&wait, 1, static_cast<int>(patience_.count())) == 0) throw std::runtime_error("the server is silent");
  std::array<char, 16 << 10> part;
  const ssize_t got = ::recv(socket_, part.data(), part.size(), 0);
  if (got <= 0) return false;
  buffer_.append(part.data(), static_cast<std::size_t>(got));
  return true;
}

std::optional<HttpAnswer> HttpConnection::read_answer(bool to_head) {
  while (buffer_.find("\r\n\r\n") == std::string::npos) {
    if (!fill()) return std::nullopt;
  }
  const std::size_t head_size = buffer_.find("\r\n\r\n") + 4;
  HttpAnswer answer;
  for (const auto& line : split(std::string_view{buffer_}.substr(0, head_size - 4), '\n')) {
    if (answer.status == 0) {
      answer.status = static_cast<int>(parse_integer(std::string_view{line}.substr(9, 3)).value_or(-1));
      continue;
    }
    const std::size_t colon = line.find(':');
    answer.headers[to_lower(line.substr(0, colon))] = trim(std::string_view{line}.substr(colon + 1));
  }
  if (!to_head && answer.header("transfer-encoding") == "chunked") {
    buffer_.erase(0, head_size);
    auto body = read_chunks();
    if (!body) return std::nullopt;
    answer.body = std::move(*body);
    return answer;
  }
  std::size_t length = static_cast<std::size_t>(parse_integer(answer.header("content-length")).value_or(0));
  if (to_head) length = 0;
  while (buffer_.size() < head_size + length) {
    if (!fill()) return std::nullopt;
  }
  answer.body = buffer_.substr(head_size, length);
  buffer_.erase(0, head_size + length);
  return answer;
}

std::optional<std::string> HttpConnection::read_chunks() {
  std::string body;
  while (true) {
    while (buffer_.find("\r\n") == std::string::npos) {
      if (!fill()) return std::nullopt;
    }
    const std::size_t line_size = buffer_.find("\r\n") + 2;
    const std::size_t size = std::stoul(buffer_.substr(0, line_size), nullptr, 16);
    while (buffer_.size() < line_size + size + 2) {
      if (!fill()) return std::nullopt;
    }
    body += buffer_.substr(line_size, size);
    buffer_.erase(0, line_size + size + 2);
    if (size == 0) return body;
  }
}

std::string HttpConnection::read_part() {
  if (buffer_.empty()) (void)fill();
  return std::exchange(buffer_, {});
}

std::string HttpConnection::read_to_the_end() {
  while (fill()) {
  }
  return std::exchange(buffer_, {});
}

bool HttpConnection::is_closed_by_server() {
  while (fill()) {
  }
  return true;
}

std::string http_request(std::string_view method, std::string_view target, const HttpHeaders& headers,
                         std::string_view body) {
  std::string text = std::string{method} + " " + std::string{target} + " HTTP/1.1\r\n";
  bool has_host = false;
  for (const auto& [name, value] : headers) {
    text += name + ": " + value + "\r\n";
    has_host = has_host || equals_ignoring_case(name, "host");
  }
  if (!has_host) text += "Host: localhost\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + std::string{body};
}

HttpAnswer http_call(int port, std::string_view method, std::string_view target, const HttpHeaders& headers,
                     std::string_view body) {
  HttpConnection connection{port};
  connection.send(http_request(method, target, headers, body));
  auto answer = connection.read_answer(method == "HEAD");
  if (!answer) throw std::runtime_error("the server closed the connection without an answer");
  return std::move(*answer);
}

HttpAnswer http_get(int port, std::string_view target, const HttpHeaders& headers) {
  return http_call(port, "GET", target, headers);
}

HttpAnswer http_post_json(int port, std::string_view target, std::string_view body) {
  return http_call(port, "POST", target, {{"Content-Type", "application/json"}}, body);
}

}  // namespace llmbench::testing
