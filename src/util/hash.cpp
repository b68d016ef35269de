#include "llmbench/util/hash.hpp"

#include "llmbench/util/error.hpp"

#include <openssl/evp.h>

#include <memory>

namespace llmbench {

Sha256 sha256(std::string_view bytes) {
  // SHA256() looks its algorithm up anew each time, which costs more than hashing a kilobyte.
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> kAlgorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                                          &EVP_MD_free};
  Sha256 digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, kAlgorithm.get(), nullptr) != 1) {
    throw Error{ErrorCode::internal, "this system's OpenSSL has no SHA-256"};
  }
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(64);
  for (const std::uint8_t byte : sha256(bytes)) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

}  // namespace llmbench
