#include "llmbench/util/random.hpp"

#include "llmbench/util/error.hpp"

#include <openssl/rand.h>

#include <array>
#include <string_view>

namespace llmbench {

std::string random_base62(std::size_t length) {
  constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  constexpr unsigned char kUseBelow = 256 / kDigits.size() * kDigits.size();  // the rest would favour the first digits
  std::string text;
  std::array<unsigned char, 64> bytes{};
  while (text.size() < length) {
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
      throw Error{ErrorCode::internal, "the system's random source failed"};
    }
    for (const unsigned char byte : bytes) {
      if (byte < kUseBelow && text.size() < length) text.push_back(kDigits[byte % kDigits.size()]);
    }
  }
  return text;
}

}  // namespace llmbench
