#include "http/tls_certificate.hpp"

#include "llmbench/util/error.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <spdlog/spdlog.h>

#include <utility>

namespace llmbench::http {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& flag, const fs::path& file, const std::string& why) {
  ERR_clear_error();
  throw Error{ErrorCode::invalid_input, flag + " " + file.string() + " " + why};
}

/// Without it the library would ask on the terminal.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

}  // namespace

TlsCertificate::TlsCertificate(fs::path certificate, fs::path key)
    : certificate_(std::move(certificate)), key_(std::move(key)), seen_(stamp()), current_(load()) {}

TlsCertificate::Context TlsCertificate::load() const {
  Context context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  if (!context) throw Error{ErrorCode::internal, "TLS cannot be started"};
  SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_.c_str()) != 1) {
    refuse("--tls-cert", certificate_, "cannot be read as a certificate in PEM");
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), key_.c_str(), SSL_FILETYPE_PEM) != 1) {
    const bool other = ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_X509;
    refuse("--tls-key", key_,
           other ? "is not the key of the certificate in --tls-cert"
                 : "cannot be read as a key in PEM without a passphrase");
  }
  if (SSL_CTX_check_private_key(context.get()) != 1) {
    refuse("--tls-key", key_, "is not the key of the certificate in --tls-cert");
  }
  return context;
}

TlsCertificate::Stamp TlsCertificate::stamp() const {
  std::error_code ignored;  // what is missing says so when it is read
  return {fs::last_write_time(certificate_, ignored), fs::last_write_time(key_, ignored)};
}

TlsCertificate::Context TlsCertificate::current() const {
  const std::lock_guard lock{current_mutex_};
  return current_;
}

void TlsCertificate::attach_to(ssl_ctx_st& context) {
  SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION);
  SSL_CTX_set_cert_cb(&context, use_current, this);
}

int TlsCertificate::use_current(ssl_st* connection, void* self) {
  const Context context = static_cast<const TlsCertificate*>(self)->current();
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(context.get(), &chain);
  constexpr int kReplace = 1;
  return SSL_use_cert_and_key(connection, SSL_CTX_get0_certificate(context.get()),
                              SSL_CTX_get0_privatekey(context.get()), chain, kReplace);
}

void TlsCertificate::refresh() {
  const Stamp now = stamp();
  if (now == seen_ && !failed_) return;
  try {
    Context fresh = load();
    const std::lock_guard lock{current_mutex_};
    current_ = std::move(fresh);
    spdlog::info("the certificate was read again");
    failed_ = false;
  } catch (const Error& error) {
    // The two files are never replaced at once: it is tried again, and said once.
    if (!failed_ || now != seen_) spdlog::warn("the certificate stays as it was: {}", error.what());
    failed_ = true;
  }
  seen_ = now;
}

}  // namespace llmbench::http
