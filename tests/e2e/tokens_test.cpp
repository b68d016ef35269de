// Tokens by the installed program: made, listed, used and revoked, beside a running server and without one.

#include "support/base/paths.hpp"
#include "support/process.hpp"
#include "support/test_database.hpp"

#include "llmbench/domain/api_token.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::ProcessResult;
using testing::run_process;

class TokenProgram : public ::testing::Test {
 protected:
  ProcessResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--data-dir", dir_.path().string()});
    return run_process(testing::bin_dir() / "llm-benchmark-api",
                       {std::move(arguments), {{"DATABASE_URL", std::nullopt}}});
  }
  testing::TempDir dir_;
};

TEST_F(TokenProgram, ATokensLifeWithoutAServer) {
  const auto created = run({"token", "create", "ci", "--scope", "upload", "--expires", "90d"});
  ASSERT_EQ(created.exit_code, 0) << created.error_output;
  const std::string token{trim(created.output)};
  EXPECT_TRUE(is_token_text(token)) << created.output;
  EXPECT_THAT(created.error_output, HasSubstr("scope upload, expires "));
  EXPECT_THAT(created.error_output, Not(HasSubstr(token)));
  EXPECT_THAT(run({"token", "create", "boss", "--scope", "admin"}).error_output, HasSubstr("never expires"));

  const auto revoked = run({"token", "revoke", "ci"});
  EXPECT_EQ(revoked.exit_code, 0);
  EXPECT_THAT(revoked.output, HasSubstr("the token ci is revoked since "));

  const auto table = run({"token", "list"});
  EXPECT_THAT(table.output, HasSubstr("NAME  SCOPE   STATE    CREATED"));
  const Json list = parse_json(run({"token", "list", "--json"}).output);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].at("name"), "boss");
  EXPECT_EQ(list[0].at("scope"), "admin");
  EXPECT_EQ(list[0].at("state"), "valid");
  EXPECT_TRUE(list[0].at("expires_at").is_null());
  EXPECT_TRUE(list[0].at("last_used_at").is_null());
  EXPECT_EQ(list[1].at("state"), "revoked");
  EXPECT_FALSE(list[1].at("expires_at").is_null());
}

TEST_F(TokenProgram, MistakesAreSaid) {
  EXPECT_EQ(run({"token", "list"}).exit_code, 1);  // creates no database
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "postgres"));
  EXPECT_EQ(run({"token"}).exit_code, 2);
  EXPECT_EQ(run({"token", "create", "ci"}).exit_code, 2);
  const auto scope = run({"token", "create", "ci", "--scope", "root"});
  EXPECT_EQ(scope.exit_code, 2);
  EXPECT_THAT(scope.error_output, HasSubstr("neither upload nor admin"));
  const auto expires = run({"token", "create", "ci", "--scope", "upload", "--expires", "soon"});
  EXPECT_EQ(expires.exit_code, 2);
  EXPECT_THAT(expires.error_output, HasSubstr("write it like 12h, 90d, 2w"));
  const auto name = run({"token", "create", "two words", "--scope", "upload"});
  EXPECT_EQ(name.exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "postgres"));

  ASSERT_EQ(run({"token", "create", "ci", "--scope", "upload"}).exit_code, 0);
  const auto twice = run({"token", "create", "ci", "--scope", "upload"});
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_TRUE(twice.output.empty());
  EXPECT_THAT(twice.error_output, HasSubstr("names are never given twice"));
  const auto unknown = run({"token", "revoke", "nobody"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.error_output, HasSubstr("there is no token named \"nobody\""));
}

}  // namespace
}  // namespace llmbench
