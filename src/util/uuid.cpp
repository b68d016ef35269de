#include "llmbench/util/uuid.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/hash.hpp"

#include <openssl/rand.h>

#include <cstring>

namespace llmbench {
namespace {

Uuid with_version(Uuid id, unsigned version) {
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0FU) | (version << 4U));
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3FU) | 0x80U);
  return id;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool is_hyphen_position(std::size_t at) {
  return at == 8 || at == 13 || at == 18 || at == 23;
}

}  // namespace

std::string to_string(const Uuid& id) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (const std::uint8_t byte : id.bytes) {
    if (is_hyphen_position(text.size())) text.push_back('-');
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t digits = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_hyphen_position(at)) {
      if (text[at] != '-') return std::nullopt;
      continue;
    }
    const int value = hex_value(text[at]);
    if (value < 0) return std::nullopt;
    auto& byte = id.bytes[digits / 2];
    byte = static_cast<std::uint8_t>((byte << 4U) | static_cast<unsigned>(value));
    ++digits;
  }
  return id;
}

Uuid random_uuid() {
  Uuid id;
  if (RAND_bytes(id.bytes.data(), static_cast<int>(id.bytes.size())) != 1) {
    throw Error{ErrorCode::internal, "the system's random source failed"};
  }
  return with_version(id, 4);
}

Uuid uuid_from_content(std::string_view text) {
  const Sha256 digest = sha256(text);
  Uuid id;
  std::memcpy(id.bytes.data(), digest.data(), id.bytes.size());
  return with_version(id, 8);
}

}  // namespace llmbench

std::size_t std::hash<llmbench::Uuid>::operator()(const llmbench::Uuid& id) const noexcept {
  std::size_t value = 0;  // ids are hashes or random already: their first bytes are as good as any mixing
  std::memcpy(&value, id.bytes.data(), sizeof(value));
  return value;
}
