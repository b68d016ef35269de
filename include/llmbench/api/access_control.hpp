#pragma once
// Who may do what: tokens, their scopes, and what is allowed without any. Called by the server for every request but
// those of open routes.

#include "llmbench/http/rate_limiter.hpp"
#include "llmbench/http/server.hpp"

namespace llmbench::service {
class TokenService;
}

namespace llmbench::api {

struct AccessPolicy {
  bool listens_on_loopback = true;  ///< nobody else can reach the server
  bool insecure_writes = false;     ///< while there are no tokens everybody may write
  bool require_read_token = false;
  http::Rate token_rate;                ///< of one token, on every address
  http::Rate failure_rate = {1.0, 20};  ///< tokens that were refused, of one address
};

/// Thread-safe.
class AccessControl {
 public:
  /// `tokens` must outlive it.
  AccessControl(service::TokenService& tokens, AccessPolicy policy);

  /// One look-up in the database for a request that carries a token or writes, none for other reads. A token that is
  /// not valid is refused also where none is needed; another scheme than Bearer is left to whoever stands in front of
  /// the server where none is needed. Tokens that expired still close the door: nothing opens by itself at night.
  /// Throws Error{unauthorized}, Error{forbidden} for a missing scope, RateLimited, Error{unavailable}.
  [[nodiscard]] http::Permission authorise(const http::AccessQuestion& question);

 private:
  [[nodiscard]] http::Actor identify(const std::string& token, const http::AccessQuestion& question);
  [[nodiscard]] http::Permission without_token(http::Access access) const;

  service::TokenService& tokens_;
  AccessPolicy policy_;
  http::RateLimiter token_limit_;
  http::RateLimiter failure_limit_;
};

}  // namespace llmbench::api
