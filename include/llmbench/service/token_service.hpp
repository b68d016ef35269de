#pragma once
// Tokens of the API: creating, listing, revoking and checking them. Called by the access control of the server and by
// the `token` commands.

#include "llmbench/domain/api_token.hpp"
#include "llmbench/store/token_store.hpp"
#include "llmbench/util/time.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::db {
class Pool;
}

namespace llmbench::service {

struct CreatedToken {
  ApiToken token;
  std::string text;  ///< the secret; stored nowhere, so this is the only time it is known
};

class TokenService {
 public:
  using Clock = std::function<TimePoint()>;
  explicit TokenService(db::Pool& pool, Clock clock = now_utc);
  /// Writes what is left of the times of last use.
  ~TokenService();
  TokenService(const TokenService&) = delete;
  TokenService& operator=(const TokenService&) = delete;

  /// `expires_at` nullopt = never. Throws Error{invalid_input} for a name that cannot be one, Error{conflict} when a
  /// token of this name exists or existed.
  CreatedToken create(const std::string& name, TokenScope scope, std::optional<TimePoint> expires_at);
  /// By name.
  [[nodiscard]] std::vector<ApiToken> list() const;
  /// From its commit on every server on this database refuses the token. One that was revoked before stays as it is.
  /// Throws Error{not_found}.
  ApiToken revoke(const std::string& name);

  /// The token of this text, looked up in the database every time. Throws Error{unauthorized} with a sentence that
  /// says whether it is no token, unknown, expired or revoked; Error{unavailable} when the database cannot tell.
  [[nodiscard]] ApiToken verify(std::string_view text);
  /// Throws Error{unavailable} when the database cannot tell.
  [[nodiscard]] store::TokenCounts count() const;

 private:
  class LastUse;
  db::Pool& pool_;
  Clock clock_;
  std::unique_ptr<LastUse> last_use_;
};

}  // namespace llmbench::service
