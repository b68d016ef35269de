// Where the uploader takes its token from, whom it gives it to, and what it says when there is none.

#include "support/uploader_fixture.hpp"

#include <gmock/gmock.h>

namespace llmbench {
namespace {

using ::testing::AllOf;
using testing::answer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kFirst;
using ::testing::Not;
using testing::run_answer;
using testing::ScriptedAnswer;
using testing::ScriptedServer;
using ::testing::SizeIs;

class UploaderToken : public testing::UploaderFixture {
 protected:
  std::string bench() const { return file("bench.json", "[" + kFirst + "]"); }
  std::string token_file(const std::string& text, std::filesystem::perms mode) const {
    const std::string path = file("token", text);
    std::filesystem::permissions(path, mode);
    return path;
  }
};

constexpr auto kMine = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;

TEST_F(UploaderToken, ComesFromAFile) {
  ScriptedServer server{{run_answer("created")}};
  const auto result =
      run({"llama-bench", "-f", bench(), "-s", server.url(), "--token-file", token_file("  lbk_abc\n", kMine)});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.error_output, Not(HasSubstr("token")));
  ASSERT_THAT(server.requests(), SizeIs(1));
  EXPECT_EQ(server.requests()[0].headers.at("authorization"), "Bearer lbk_abc");
}

TEST_F(UploaderToken, AFileThatOthersCanReadIsNamed) {
  ScriptedServer server{{run_answer("created")}};
  const auto mode = kMine | std::filesystem::perms::others_read;
  const auto result =
      run({"llama-bench", "-f", bench(), "-s", server.url(), "--token-file", token_file("lbk_abc", mode)});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.error_output, AllOf(HasSubstr("other users can read --token-file"), HasSubstr("chmod 600")));
}

TEST_F(UploaderToken, TheTokenItselfBeatsItsFile) {
  ScriptedServer server{{run_answer("created")}};
  run({"llama-bench", "-f", bench(), "-s", server.url(), "--token", "lbk_flag", "--token-file", "/nowhere"});
  ASSERT_THAT(server.requests(), SizeIs(1));
  EXPECT_EQ(server.requests()[0].headers.at("authorization"), "Bearer lbk_flag");
}

TEST_F(UploaderToken, AFileWithoutATokenIsAMistakeInTheCommand) {
  const auto missing = run({"llama-bench", "-f", bench(), "--token-file", (folder / "none").string()});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.error_output, HasSubstr("cannot be read"));
  const auto empty = run({"llama-bench", "-f", bench(), "--token-file", token_file("\n", kMine)});
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_THAT(empty.error_output, HasSubstr("is empty"));
  const auto directory = run({"llama-bench", "-f", bench(), "--token-file", folder.string()});
  EXPECT_EQ(directory.exit_code, 2);
}

TEST_F(UploaderToken, AMissingTokenIsNamedWithWhatToDo) {
  ScriptedServer server{{answer(401, R"({"error":"this needs a token","code":"unauthorized","details":[]})")}};
  const auto result = run({"llama-bench", "-f", bench(), "-s", server.url()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.error_output, AllOf(HasSubstr("this needs a token"), HasSubstr("token create NAME --scope upload"),
                                         HasSubstr("LLM_BENCHMARK_TOKEN"), HasSubstr("--token-file")));
}

TEST_F(UploaderToken, ARedirectDoesNotGetIt) {
  ScriptedServer other{{run_answer("created")}};
  ScriptedAnswer redirect = answer(302, "{}");
  redirect.headers["Location"] = other.url() + "/api/upload-experiment";
  ScriptedServer server{{redirect}};
  const auto result = run({"llama-bench", "-f", bench(), "-s", server.url(), "--token", "lbk_abc"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(other.requests(), IsEmpty());
  EXPECT_THAT(result.output + result.error_output, Not(HasSubstr("lbk_abc")));
}

TEST_F(UploaderToken, AWayOthersCanListenToIsNamed) {
  // 192.0.2.0/24 is reserved for documentation; the proxy answers in its place.
  ScriptedServer proxy{{run_answer("created")}};
  testing::ProcessOptions options;
  options.arguments = {"llama-bench", "-f", bench(), "-s", "http://192.0.2.1:3000"};
  options.environment = {{"LLM_BENCHMARK_TOKEN", "lbk_abc"}, {"http_proxy", proxy.url()}, {"no_proxy", std::nullopt}};
  const auto result = testing::run_process(testing::bin_dir() / "llm-benchmark-uploader", options);
  EXPECT_EQ(result.exit_code, 0) << result.error_output;
  EXPECT_THAT(result.error_output, AllOf(HasSubstr("the token goes to http://192.0.2.1:3000 without encryption"),
                                         Not(HasSubstr("lbk_abc"))));
}

}  // namespace
}  // namespace llmbench
