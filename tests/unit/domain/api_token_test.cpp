#include "llmbench/domain/api_token.hpp"

#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

#include <string>

namespace llmbench {
namespace {

const TimePoint kNow = parse_time("2026-03-01T12:00:00Z").value();

TimePoint expiry(const std::string& text) {
  return parse_token_expiry(text, kNow);
}

TEST(TokenExpiry, DurationsCountFromNow) {
  EXPECT_EQ(expiry("12h"), parse_time("2026-03-02T00:00:00Z"));
  EXPECT_EQ(expiry("90d"), parse_time("2026-05-30T12:00:00Z"));
  EXPECT_EQ(expiry("2w"), parse_time("2026-03-15T12:00:00Z"));
  EXPECT_EQ(expiry(" 1d "), parse_time("2026-03-02T12:00:00Z"));
}

TEST(TokenExpiry, DatesAndTimesAreUtc) {
  EXPECT_EQ(expiry("2026-12-31"), parse_time("2026-12-31T00:00:00Z"));
  EXPECT_EQ(expiry("2026-03-01T14:30:00+01:00"), parse_time("2026-03-01T13:30:00Z"));
}

TEST(TokenExpiry, RefusesWhatIsNoTimeToCome) {
  for (const char* text : {"", "d", "90", "90m", "0d", "-1d", "1.5d", "1 d", "90dd", "never", "2026-02-30",
                           "2026-03-01", "2026-03-01T12:00:00Z", "99999999999999999999d", "9223372036854775807w"}) {
    try {
      (void)expiry(text);
      ADD_FAILURE() << text << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_input) << text;
      ASSERT_EQ(error.fields().size(), 1U);
      EXPECT_EQ(error.fields()[0].path, "--expires");
    }
  }
}

TEST(TokenText, IsThePrefixAnd43LettersOrDigits) {
  EXPECT_TRUE(is_token_text("lbk_" + std::string(43, 'a')));
  EXPECT_TRUE(is_token_text("lbk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"));
  EXPECT_FALSE(is_token_text("lbk_" + std::string(42, 'a')));
  EXPECT_FALSE(is_token_text("lbk_" + std::string(44, 'a')));
  EXPECT_FALSE(is_token_text("LBK_" + std::string(43, 'a')));
  EXPECT_FALSE(is_token_text("lbk_" + std::string(42, 'a') + "-"));
  EXPECT_FALSE(is_token_text(""));
}

TEST(TokenName, IsShortAndPlain) {
  for (const char* name : {"a", "ci", "lab-1", "jo@bench.example", "2026_nightly"}) {
    EXPECT_FALSE(find_token_name_problem(name)) << name;
  }
  EXPECT_FALSE(find_token_name_problem(std::string(64, 'a')));
  EXPECT_TRUE(find_token_name_problem(std::string(65, 'a')));
  for (const char* name : {"", " ", "two words", "-x", ".x", "a\nb", "ä", "a/b", "a\"b"}) {
    EXPECT_TRUE(find_token_name_problem(name)) << name;
  }
}

TEST(TokenState, RevokedBeatsExpired) {
  ApiToken token;
  EXPECT_EQ(token_state(token, kNow), TokenState::valid);
  token.expires_at = kNow + std::chrono::seconds{1};
  EXPECT_EQ(token_state(token, kNow), TokenState::valid);
  token.expires_at = kNow;
  EXPECT_EQ(token_state(token, kNow), TokenState::expired);
  token.revoked_at = kNow;
  EXPECT_EQ(token_state(token, kNow), TokenState::revoked);
}

TEST(TokenScope, HasTwoNames) {
  EXPECT_EQ(parse_token_scope("upload"), TokenScope::upload);
  EXPECT_EQ(parse_token_scope("admin"), TokenScope::admin);
  EXPECT_FALSE(parse_token_scope("Admin"));
  EXPECT_EQ(to_string(TokenScope::admin), "admin");
}

}  // namespace
}  // namespace llmbench
