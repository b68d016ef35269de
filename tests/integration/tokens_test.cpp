// Tokens are known by their hash, end when they should, and leave a trace of their making but never of themselves.

#include "support/test_database.hpp"
#include "support/wait_until.hpp"

#include "llmbench/service/token_service.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/hash.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Tokens : public ::testing::Test {
 protected:
  std::vector<std::string> texts(const std::string& sql) {
    return database_.pool().transact([&](db::Transaction& tx) {
      std::vector<std::string> values;
      for (const db::Row row : tx.run({"test", sql.c_str()})) values.push_back(row.get<std::string>("text"));
      return values;
    });
  }
  template <typename Call>
  static Error failure_of(Call&& call) {
    try {
      call();
    } catch (const Error& error) {
      return error;
    }
    return Error{ErrorCode::internal, "it was accepted"};
  }
  std::string refusal_of(const std::string& text) {
    const Error error = failure_of([&] { (void)tokens_.verify(text); });
    EXPECT_EQ(error.code(), ErrorCode::unauthorized);
    return error.what();
  }

  TimePoint now_ = parse_time("2026-03-01T12:00:00Z").value();
  testing::TestDatabase database_;
  service::TokenService tokens_{database_.pool(), [this] { return now_; }};
};

TEST_F(Tokens, ACreatedTokenIsKnownByItsText) {
  const auto created = tokens_.create("lab-1", TokenScope::upload, std::nullopt);
  EXPECT_TRUE(is_token_text(created.text)) << created.text;
  const ApiToken token = tokens_.verify(created.text);
  EXPECT_EQ(token.id, created.token.id);
  EXPECT_EQ(token.name, "lab-1");
  EXPECT_EQ(token.scope, TokenScope::upload);
  EXPECT_THAT(refusal_of("lbk_" + std::string(43, 'x')), HasSubstr("does not know"));
  EXPECT_THAT(refusal_of("secret"), HasSubstr("is no token"));
}

TEST_F(Tokens, TheTokenIsStoredNowhere) {
  const auto created = tokens_.create("lab-1", TokenScope::admin, std::nullopt);
  tokens_.revoke("lab-1");
  EXPECT_THAT(texts("SELECT sha256 AS text FROM api_tokens"), ElementsAre(sha256_hex(created.text)));
  const std::string secret = created.text.substr(kTokenPrefix.size());
  for (const auto& row : texts("SELECT t::text AS text FROM api_tokens AS t")) {
    EXPECT_EQ(row.find(secret), std::string::npos) << row;
  }
  for (const auto& row : texts("SELECT t::text AS text FROM audit_log AS t")) {
    EXPECT_EQ(row.find(secret), std::string::npos) << row;
    EXPECT_EQ(row.find(sha256_hex(created.text)), std::string::npos) << row;
  }
}

TEST_F(Tokens, MakingAndRevokingAreAudited) {
  tokens_.create("lab-1", TokenScope::upload, std::nullopt);
  tokens_.revoke("lab-1");
  tokens_.revoke("lab-1");  // changes nothing
  EXPECT_THAT(texts("SELECT action || ' ' || entity || ' ' || details::text AS text FROM audit_log ORDER BY id"),
              ElementsAre(R"(token token {"did": "create", "name": "lab-1", "scope": "upload"})",
                          R"(token token {"did": "revoke", "name": "lab-1", "scope": "upload"})"));
}

TEST_F(Tokens, EndAtTheirTime) {
  const auto created = tokens_.create("ci", TokenScope::upload, now_ + std::chrono::hours{1});
  now_ += std::chrono::minutes{59};
  EXPECT_EQ(tokens_.verify(created.text).name, "ci");
  now_ += std::chrono::minutes{1};
  EXPECT_EQ(refusal_of(created.text), "the token ci expired on 2026-03-01T13:00:00Z");
}

TEST_F(Tokens, ARevokedTokenIsRefusedByEveryServerAtOnce) {
  const auto created = tokens_.create("ci", TokenScope::upload, std::nullopt);
  db::Pool other_pool{database_.pool_options()};
  service::TokenService other{other_pool, [this] { return now_; }};
  EXPECT_EQ(other.verify(created.text).name, "ci");
  tokens_.revoke("ci");
  EXPECT_EQ(failure_of([&] { (void)other.verify(created.text); }).what(), std::string{"the token ci was revoked"});
}

TEST_F(Tokens, NamesAreNeverGivenTwice) {
  tokens_.create("ci", TokenScope::upload, std::nullopt);
  const auto again = [&] { tokens_.create("ci", TokenScope::admin, std::nullopt); };
  EXPECT_EQ(failure_of(again).code(), ErrorCode::conflict);
  tokens_.revoke("ci");
  EXPECT_EQ(failure_of(again).code(), ErrorCode::conflict);
  EXPECT_THAT(failure_of([&] {
                database_.pool().transact([](db::Transaction& tx) { tx.run({"test", "DELETE FROM api_tokens"}); });
              }).code(),
              ErrorCode::invalid_input);
  EXPECT_EQ(failure_of([&] { tokens_.create("two words", TokenScope::upload, {}); }).code(), ErrorCode::invalid_input);
  EXPECT_EQ(failure_of([&] { tokens_.revoke("nobody"); }).code(), ErrorCode::not_found);
}

TEST_F(Tokens, TheLastUseIsNotedOnceAMinute) {
  const auto created = tokens_.create("ci", TokenScope::upload, std::nullopt);
  EXPECT_FALSE(tokens_.list().at(0).last_used_at);
  const auto last_use_is = [this](const char* time) {
    return testing::wait_until([&] { return tokens_.list().at(0).last_used_at == parse_time(time); });
  };
  (void)tokens_.verify(created.text);
  EXPECT_TRUE(last_use_is("2026-03-01T12:00:00Z"));
  now_ += std::chrono::seconds{59};
  (void)tokens_.verify(created.text);
  now_ += std::chrono::seconds{2};
  (void)tokens_.verify(created.text);
  EXPECT_TRUE(last_use_is("2026-03-01T12:01:01Z"));
}

TEST_F(Tokens, WhatIsNotYetNotedIsWrittenAtTheEnd) {
  {
    service::TokenService passing{database_.pool(), [this] { return now_; }};
    (void)passing.verify(passing.create("ci", TokenScope::upload, std::nullopt).text);
  }
  EXPECT_EQ(tokens_.list().at(0).last_used_at, now_);
}

TEST_F(Tokens, CountsTellValidFromExpired) {
  EXPECT_EQ(tokens_.count().valid + tokens_.count().expired, 0);
  tokens_.create("a", TokenScope::upload, now_ + std::chrono::hours{1});
  tokens_.create("b", TokenScope::upload, std::nullopt);
  tokens_.create("c", TokenScope::upload, std::nullopt);
  tokens_.revoke("c");
  now_ += std::chrono::hours{2};
  EXPECT_EQ(tokens_.count().valid, 1);
  EXPECT_EQ(tokens_.count().expired, 1);
}

TEST_F(Tokens, ADatabaseThatCannotTellIsNoYes) {
  const auto created = tokens_.create("ci", TokenScope::upload, std::nullopt);
  database_.pool().transact(
      [](db::Transaction& tx) { tx.run_script("test", "ALTER TABLE api_tokens RENAME TO gone"); });
  EXPECT_EQ(failure_of([&] { (void)tokens_.verify(created.text); }).code(), ErrorCode::unavailable);
  EXPECT_EQ(failure_of([&] { (void)tokens_.count(); }).code(), ErrorCode::unavailable);
}

TEST_F(Tokens, ReadersOfTheDatabaseDoNotSeeThem) {
  EXPECT_THAT(texts("SELECT has_table_privilege('llm_benchmark_reader', 'api_tokens', 'SELECT')::text AS text"),
              ElementsAre("false"));
}

}  // namespace
}  // namespace llmbench
