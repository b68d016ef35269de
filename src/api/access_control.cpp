#include "llmbench/api/access_control.hpp"

#include "llmbench/service/token_service.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <utility>

namespace llmbench::api {
namespace {

constexpr const char* kHowToSend = "send it as header \"Authorization: Bearer lbk_...\"";

struct Credentials {
  std::string scheme;
  std::string token;
};

Credentials split_header(const std::string& header) {
  const auto text = trim(header);
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return {std::string{text}, ""};
  return {std::string{text.substr(0, blank)}, std::string{trim(text.substr(blank + 1))}};
}

std::string scope_needed(http::Access access) {
  return access == http::Access::admin ? "admin" : "upload or admin";
}

}  // namespace

AccessControl::AccessControl(service::TokenService& tokens, AccessPolicy policy)
    : tokens_(tokens), policy_(policy), token_limit_(policy.token_rate), failure_limit_(policy.failure_rate) {}

http::Permission AccessControl::authorise(const http::AccessQuestion& question) {
  if (!question.authorization) return without_token(question.access);
  const Credentials credentials = split_header(*question.authorization);
  if (!equals_ignoring_case(credentials.scheme, "Bearer")) {
    if (question.access == http::Access::read && !policy_.require_read_token) return {};
    throw Error{ErrorCode::unauthorized,
                std::string{"this needs a token, not another kind of password; "} + kHowToSend};
  }
  const http::Actor actor = identify(credentials.token, question);
  if (question.access == http::Access::admin && !actor.admin) {
    throw Error{ErrorCode::forbidden,
                "this needs a token of scope admin; the token " + actor.name + " has scope upload"};
  }
  return {actor, false};
}

http::Actor AccessControl::identify(const std::string& token, const http::AccessQuestion& question) {
  try {
    const ApiToken known = tokens_.verify(token);
    if (const auto wait = question.announced ? token_limit_.would_wait(known.name) : token_limit_.take(known.name)) {
      throw http::RateLimited{
          "too many requests with the token " + known.name + "; go on more slowly, or after the seconds of Retry-After",
          *wait};
    }
    return {known.id, known.name, known.scope == TokenScope::admin};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unauthorized || question.announced) throw;
    // Valid tokens of the same address still pass: 256 bits are not guessed, and a neighbour must not lock others out.
    const auto key = http::rate_key(question.remote_address);
    const auto wait = key ? failure_limit_.take(*key) : std::nullopt;
    if (wait) throw http::RateLimited{std::string{"too many refused tokens: "} + error.what(), *wait};
    throw;
  }
}

http::Permission AccessControl::without_token(http::Access access) const {
  if (access == http::Access::read) {
    if (!policy_.require_read_token) return {};
    throw Error{ErrorCode::unauthorized, std::string{"this server is read with a token only; "} + kHowToSend};
  }
  const auto counts = tokens_.count();
  if (counts.valid > 0) {
    throw Error{ErrorCode::unauthorized, "this needs a token of scope " + scope_needed(access) + "; " + kHowToSend};
  }
  if (counts.expired > 0) {
    throw Error{ErrorCode::unauthorized,
                "this needs a token, and every token of this server has expired; make one with llm-benchmark-api token "
                "create"};
  }
  if (policy_.insecure_writes) return {};
  if (!policy_.listens_on_loopback) {
    throw Error{ErrorCode::unauthorized,
                "this needs a token, and this server has none; make one with llm-benchmark-api token create"};
  }
  return {std::nullopt, true};
}

}  // namespace llmbench::api
