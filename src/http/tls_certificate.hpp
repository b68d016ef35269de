#pragma once
// The certificate of an HTTPS server: checked at the start, read again when its files change. Used by Server.

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

struct ssl_ctx_st;  // SSL_CTX
struct ssl_st;      // SSL

namespace llmbench::http {

class TlsCertificate {
 public:
  /// PEM files: the certificate with the chain that leads to its authority, and its key without a passphrase. Throws
  /// Error{invalid_input} naming --tls-cert or --tls-key.
  TlsCertificate(std::filesystem::path certificate, std::filesystem::path key);

  /// Makes a context of the library accept TLS 1.2 and newer with the certificate that is current at each handshake.
  void attach_to(ssl_ctx_st& context);
  /// Reads the files again when they have changed. What cannot be used is logged and left: the old one stays.
  void refresh();

 private:
  struct Stamp {
    std::filesystem::file_time_type certificate;
    std::filesystem::file_time_type key;
    bool operator==(const Stamp&) const = default;
  };
  using Context = std::shared_ptr<ssl_ctx_st>;

  static int use_current(ssl_st* connection, void* self);
  [[nodiscard]] Context load() const;
  [[nodiscard]] Stamp stamp() const;
  [[nodiscard]] Context current() const;

  const std::filesystem::path certificate_;
  const std::filesystem::path key_;
  Stamp seen_;  ///< of the thread that refreshes, as the next
  bool failed_ = false;
  mutable std::mutex current_mutex_;  ///< guards current_
  Context current_;                   ///< holds certificate, chain and key
};

}  // namespace llmbench::http
