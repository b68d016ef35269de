// docs/api.md is true: its commands run as they stand, and it speaks of every route.

#include "support/base/paths.hpp"
#include "support/process.hpp"
#include "support/running_application.hpp"

#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::testing {
namespace {

struct ShellCommand {
  std::string text;
  int status = 0;  ///< 0 = any below 400
};

/// The commands of the fenced blocks of kind sh: each begins with "curl "; a line before it may say "# answers 422".
std::vector<ShellCommand> commands_of(const std::string& document) {
  std::vector<ShellCommand> commands;
  bool in_shell = false;
  int announced = 0;
  for (const auto& line : split(document, '\n')) {
    if (line.starts_with("```")) {
      in_shell = line == "```sh";
      continue;
    }
    if (!in_shell) continue;
    constexpr std::string_view kAnswers = "# answers ";
    if (line.starts_with(kAnswers)) {
      announced = static_cast<int>(parse_integer(line.substr(kAnswers.size())).value());
    } else if (line.starts_with("curl ")) {
      commands.push_back({line, announced});
      announced = 0;
    } else {
      commands.back().text += "\n" + line;
    }
  }
  return commands;
}

TEST(ApiDocument, EveryCommandRunsAsItStands) {
  const RunningApplication application;
  application.store_examples();
  const TempDir folder;
  const auto commands = commands_of(read_file(source_dir() / "docs" / "api.md"));
  ASSERT_GE(commands.size(), application.entries().size() / 2);
  for (const auto& command : commands) {
    SCOPED_TRACE(command.text);
    const std::string here =
        replace_all(command.text, "http://127.0.0.1:3000", "http://127.0.0.1:" + std::to_string(application.port()));
    const std::string script =
        "cd '" + folder.path().string() + R"(' && curl() { command curl -q -sS -w '\n%{http_code}' "$@"; }
)" + here;
    const auto result = run_process("/bin/bash", {{"-c", script}, {}});
    EXPECT_EQ(result.exit_code, 0) << result.error_output;
    const auto status = parse_integer(result.output.substr(result.output.rfind('\n') + 1)).value_or(0);
    if (command.status != 0) {
      EXPECT_EQ(status, command.status) << result.output;
    } else {
      EXPECT_TRUE(status >= 200 && status < 400) << result.output;
    }
  }
}

TEST(ApiDocument, SpeaksOfEveryRoute) {
  const RunningApplication application;
  const std::string document = read_file(source_dir() / "docs" / "api.md");
  for (const auto& entry : application.entries()) {
    EXPECT_THAT(document, ::testing::HasSubstr("`" + entry.info.method + " " + entry.info.pattern + "`"));
  }
}

}  // namespace
}  // namespace llmbench::testing
