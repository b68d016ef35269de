#pragma once
// What a token of the API is: form, scopes, names, validity. Called by service/token_service and the `token` commands.

#include "llmbench/util/time.hpp"
#include "llmbench/util/uuid.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace llmbench {

inline constexpr std::string_view kTokenPrefix = "lbk_";
inline constexpr std::size_t kTokenDigits = 43;  ///< letters and digits after the prefix: 256 bits

/// `upload` stores results; `admin` does everything.
enum class TokenScope { upload, admin };
[[nodiscard]] std::string_view to_string(TokenScope scope);
[[nodiscard]] std::optional<TokenScope> parse_token_scope(std::string_view text);

/// A token as it is stored: without the token.
struct ApiToken {
  Uuid id;
  std::string name;
  TokenScope scope = TokenScope::upload;
  TimePoint created_at{};
  std::optional<TimePoint> expires_at;    ///< nullopt = never
  std::optional<TimePoint> last_used_at;  ///< to the minute; nullopt = never
  std::optional<TimePoint> revoked_at;    ///< nullopt = it was not
};

enum class TokenState { valid, expired, revoked };
[[nodiscard]] TokenState token_state(const ApiToken& token, TimePoint now);
[[nodiscard]] std::string_view to_string(TokenState state);

/// "lbk_" and 43 letters or digits.
[[nodiscard]] bool is_token_text(std::string_view text);

/// What is wrong with a name, as a sentence; nullopt when nothing is. 1 to 64 letters, digits, '.', '_', '@' or '-',
/// the first a letter or digit.
[[nodiscard]] std::optional<std::string> find_token_name_problem(std::string_view name);

/// "12h", "90d", "2w" from `now` on, or a time or date (UTC, its first moment). Throws Error{invalid_input} with field
/// --expires for anything else, and for what is not in the future.
[[nodiscard]] TimePoint parse_token_expiry(std::string_view text, TimePoint now);

}  // namespace llmbench
