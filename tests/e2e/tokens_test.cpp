// Tokens by the installed program: made, listed, used and revoked, beside a running server and without one.

#include "support/base/paths.hpp"
#include "support/http_client.hpp"
#include "support/process.hpp"
#include "support/test_database.hpp"
#include "support/wait_until.hpp"

#include "llmbench/domain/api_token.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <optional>

namespace llmbench {
namespace {

using ::testing::HasSubstr;
using testing::http_call;
using testing::http_get;
using testing::http_post_json;
using ::testing::Not;
using testing::Process;
using testing::ProcessOptions;
using testing::ProcessResult;
using testing::run_process;

ProcessOptions with(std::vector<std::string> arguments, const testing::TempDir& dir) {
  arguments.insert(arguments.end(), {"--data-dir", dir.path().string()});
  return {std::move(arguments), {{"DATABASE_URL", std::nullopt}}};
}

/// A server that listens.
class TokenServer {
 public:
  TokenServer(const testing::TempDir& dir, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"serve", "--port", "0"});
    process_.emplace(testing::bin_dir() / "llm-benchmark-api", with(std::move(arguments), dir));
    const std::string line = process_->wait_for_line("listening on");
    port_ = static_cast<int>(parse_integer(line.substr(line.rfind(':') + 1)).value_or(0));
  }
  [[nodiscard]] int port() const { return port_; }
  Process& process() { return *process_; }
  int stop() {
    process_->send_signal(SIGTERM);
    return process_->wait();
  }

 private:
  std::optional<Process> process_;
  int port_ = 0;
};

class TokenProgram : public ::testing::Test {
 protected:
  ProcessResult run(std::vector<std::string> arguments) const {
    return run_process(testing::bin_dir() / "llm-benchmark-api", with(std::move(arguments), dir_));
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

TEST_F(TokenProgram, TheServerIsNotOpenedToTheNetworkWithoutAToken) {
  const auto refused = run({"serve", "--host", "0.0.0.0", "--port", "0"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.error_output, HasSubstr("token create NAME --scope upload|admin"));
  EXPECT_THAT(refused.error_output, HasSubstr("--insecure-writes"));
  EXPECT_THAT(refused.output, Not(HasSubstr("listening")));

  TokenServer open{dir_, {"--host", "0.0.0.0", "--insecure-writes"}};
  EXPECT_THAT(open.process().error_output(), HasSubstr("everybody who reaches 0.0.0.0 can write"));
  EXPECT_EQ(http_post_json(open.port(), "/api/upload-experiment", "{}").status, 422);
  EXPECT_EQ(open.stop(), 0);

  ASSERT_EQ(run({"token", "create", "ci", "--scope", "upload"}).exit_code, 0);
  TokenServer closed{dir_, {"--host", "0.0.0.0"}};
  EXPECT_EQ(http_get(closed.port(), "/api/performance-grid").status, 200);
  EXPECT_EQ(http_post_json(closed.port(), "/api/upload-experiment", "{}").status, 401);
}

TEST_F(TokenProgram, ATokensLifeBesideARunningServer) {
  TokenServer server{dir_, {"--log-level", "trace", "--rate-limit", "0"}};
  EXPECT_EQ(http_post_json(server.port(), "/api/upload-experiment", "{}").status, 422);
  const std::string token{trim(run({"token", "create", "ci", "--scope", "upload"}).output)};
  const auto upload = [&] {
    return http_call(server.port(), "POST", "/api/upload-experiment",
                     {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}}, "{}");
  };
  EXPECT_EQ(http_post_json(server.port(), "/api/upload-experiment", "{}").status, 401);
  EXPECT_EQ(upload().status, 422);
  EXPECT_TRUE(testing::wait_until([&] {
    return !parse_json(run({"token", "list", "--json"}).output)[0].at("last_used_at").is_null();
  }));
  ASSERT_EQ(run({"token", "revoke", "ci"}).exit_code, 0);
  const auto refused = upload();
  EXPECT_EQ(refused.status, 401);
  EXPECT_THAT(refused.body, HasSubstr("the token ci was revoked"));
  EXPECT_THAT(refused.body, Not(HasSubstr(token)));
  EXPECT_EQ(http_get(server.port(), "/api/performance-grid?token=" + token).status, 400);

  EXPECT_EQ(server.stop(), 0);
  const std::string secret = token.substr(kTokenPrefix.size());
  EXPECT_THAT(server.process().error_output(), HasSubstr("/api/upload-experiment 401"));
  EXPECT_THAT(server.process().error_output(), Not(HasSubstr(secret)));
  EXPECT_THAT(server.process().output(), Not(HasSubstr(secret)));
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
