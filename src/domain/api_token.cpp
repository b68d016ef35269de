#include "llmbench/domain/api_token.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <chrono>

namespace llmbench {
namespace {

constexpr std::size_t kMaxTokenName = 64;
constexpr long long kMaxHours = 100LL * 366 * 24;  // a century; nobody means more

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

[[noreturn]] void refuse_expiry(std::string_view text, const std::string& why) {
  throw Error{ErrorCode::invalid_input,
              "\"" + std::string{text} + "\" " + why,
              {{"--expires", "write it like 12h, 90d, 2w or 2031-01-31"}}};
}

/// "90d" in hours; nullopt when it is no duration.
std::optional<long long> hours_of(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const std::string_view digits = text.substr(0, text.size() - 1);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  long long unit = 0;
  switch (text.back()) {
    case 'h':
      unit = 1;
      break;
    case 'd':
      unit = 24;
      break;
    case 'w':
      unit = 24LL * 7;
      break;
    default:
      return std::nullopt;
  }
  const auto count = parse_integer(digits);
  if (!count || *count > kMaxHours / unit) refuse_expiry(text, "is more than a hundred years");
  return *count * unit;
}

}  // namespace

std::string_view to_string(TokenScope scope) {
  return scope == TokenScope::admin ? "admin" : "upload";
}

std::optional<TokenScope> parse_token_scope(std::string_view text) {
  if (text == "upload") return TokenScope::upload;
  if (text == "admin") return TokenScope::admin;
  return std::nullopt;
}

TokenState token_state(const ApiToken& token, TimePoint now) {
  if (token.revoked_at) return TokenState::revoked;
  return token.expires_at && *token.expires_at <= now ? TokenState::expired : TokenState::valid;
}

std::string_view to_string(TokenState state) {
  switch (state) {
    case TokenState::valid:
      return "valid";
    case TokenState::expired:
      return "expired";
    case TokenState::revoked:
      break;
  }
  return "revoked";
}

bool is_token_text(std::string_view text) {
  if (!text.starts_with(kTokenPrefix)) return false;
  text.remove_prefix(kTokenPrefix.size());
  return text.size() == kTokenDigits && std::all_of(text.begin(), text.end(), is_letter_or_digit);
}

std::optional<std::string> find_token_name_problem(std::string_view name) {
  constexpr std::string_view kMore = "._@-";
  const bool named = !name.empty() && name.size() <= kMaxTokenName && is_letter_or_digit(name.front()) &&
                     std::all_of(name.begin(), name.end(), [&](char c) {
                       return is_letter_or_digit(c) || kMore.find(c) != std::string_view::npos;
                     });
  if (named) return std::nullopt;
  return "must be 1 to 64 letters, digits, '.', '_', '@' or '-', and begin with a letter or digit";
}

TimePoint parse_token_expiry(std::string_view text, TimePoint now) {
  const std::string_view trimmed = trim(text);
  std::optional<TimePoint> end;
  if (const auto hours = hours_of(trimmed)) {
    end = now + std::chrono::hours{*hours};
  } else {
    end = parse_time(trimmed);
  }
  if (!end) refuse_expiry(text, "is neither a duration nor a date");
  if (*end <= now) refuse_expiry(text, "is not in the future");
  return *end;
}

}  // namespace llmbench
