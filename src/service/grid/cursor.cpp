#include "service/grid/cursor.hpp"

#include "llmbench/util/hash.hpp"
#include "llmbench/util/text.hpp"

#include <array>
#include <charconv>

namespace llmbench::service {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(c);
    count += 8;
    while (count >= 6) {
      count -= 6;
      text += kAlphabet[(bits >> count) & 63U];
    }
  }
  if (count > 0) text += kAlphabet[(bits << (6 - count)) & 63U];
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>((bits >> count) & 255U);
  }
  return bytes;
}

constexpr std::size_t kChecksumLength = 8;

std::string checksum_of(std::string_view bytes) {
  return sha256_hex(bytes).substr(0, kChecksumLength);
}

}  // namespace

std::string encode_cursor(const std::vector<std::string>& fields) {
  std::string bytes;
  for (const auto& field : fields) bytes += std::to_string(field.size()) + ":" + field;
  return base64url(checksum_of(bytes) + bytes);
}

std::optional<std::vector<std::string>> decode_cursor(std::string_view text, std::size_t fields) {
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() < kChecksumLength) return std::nullopt;
  std::string_view rest = *bytes;
  rest.remove_prefix(kChecksumLength);
  if (!bytes->starts_with(checksum_of(rest))) return std::nullopt;
  std::vector<std::string> result;
  while (!rest.empty()) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), size);
    if (error != std::errc{} || end == rest.data() + rest.size() || *end != ':') return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
    if (size > rest.size()) return std::nullopt;
    result.emplace_back(rest.substr(0, size));
    // A checksum keeps out accidents, not intent, and fields such as the benchmark come back in the answer.
    if (!is_valid_utf8(result.back())) return std::nullopt;
    rest.remove_prefix(size);
  }
  if (result.size() != fields) return std::nullopt;
  return result;
}

std::string hex_of(std::uint64_t value) {
  std::array<char, 16> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, 16).ptr;
  return {buffer.data(), end};
}

std::optional<std::uint64_t> parse_hex(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace llmbench::service
