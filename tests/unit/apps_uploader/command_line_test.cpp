// Completion, the manual page and `config` are made from the definitions of the options.

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/help/completion.hpp"
#include "apps/uploader/help/man_page.hpp"
#include "apps/uploader/help/option_list.hpp"
#include "apps/uploader/option_origins.hpp"
#include "unit/apps_uploader/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

namespace llmbench::uploader {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

struct CommandLineTest : TemporaryFolder {
  CLI::App app{"Sends results", "llm-benchmark-uploader"};
  CommonOptions common;
  Commands commands;
  std::map<std::string, std::string> variables;

  void SetUp() override {
    TemporaryFolder::SetUp();
    ::setenv("XDG_CONFIG_HOME", folder.c_str(), 1);
    add_everything(app, common, commands);
  }
  std::optional<std::string> look_up(const char* name) const {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional{found->second};
  }
  /// Name -> "value (origin)".
  std::map<std::string, std::string> parse(std::vector<std::string> arguments) {
    const auto lookup = [this](const char* name) { return look_up(name); };
    auto all = config::environment_arguments(environment_options(), lookup);
    all.insert(all.end(), arguments.begin(), arguments.end());
    std::reverse(all.begin(), all.end());
    app.parse(all);
    std::map<std::string, std::string> values;
    for (const OptionValue& one : list_option_values(app, environment_options(), lookup)) {
      values[one.name] = one.value + " (" + to_string(one.origin) + ")";
    }
    return values;
  }
};

TEST_F(CommandLineTest, EveryOptionAndCommandIsCompletedInEveryShell) {
  const ListedProgram program = list_program(app);
  EXPECT_FALSE(program.commands.empty());
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = completion_script(app, shell);
    for (const ListedCommand& command : program.commands) {
      EXPECT_THAT(script, HasSubstr(command.name)) << shell;
      for (const ListedOption& option : command.options) {
        const std::string name = option.names.back();
        EXPECT_THAT(script, HasSubstr(std::string{shell} == "fish" ? "-l " + name.substr(2) : name)) << shell;
      }
    }
  }
}

TEST_F(CommandLineTest, TheManualPageHoldsEveryOption) {
  const std::string page = man_page(app);
  EXPECT_THAT(page, AllOf(HasSubstr(".TH LLM"), HasSubstr(".SS upload"), HasSubstr("\\fB\\-\\-queue\\-dir\\fR"),
                          HasSubstr("Exit codes")));
  EXPECT_THAT(page, Not(HasSubstr(folder.string())));  // nothing of this machine
}

TEST_F(CommandLineTest, ConfigSaysWhereEachValueComesFrom) {
  write("llm-benchmark/uploader.toml", "server = \"http://of-file:3000\"\nca-file = \"authority.pem\"\n");
  variables["LLM_BENCHMARK_SERVER"] = "http://of-environment:3000";
  variables["LLM_BENCHMARK_TOKEN"] = "lbk_secret";
  const auto values = parse({"config", "--queue-dir", "/q"});
  EXPECT_EQ(values.at("--server"), "http://of-environment:3000 (environment)");
  EXPECT_EQ(values.at("--ca-file"), "authority.pem (file)");
  EXPECT_EQ(values.at("--queue-dir"), "/q (flag)");
  EXPECT_EQ(values.at("--token"), "set (environment)");
  EXPECT_EQ(values.at("--machine-name"), " (default)");
}

TEST_F(CommandLineTest, AFlagBeatsTheEnvironment) {
  variables["LLM_BENCHMARK_SERVER"] = "http://of-environment:3000";
  EXPECT_EQ(parse({"config", "-s", "http://of-flag:3000"}).at("--server"), "http://of-flag:3000 (flag)");
}

TEST_F(CommandLineTest, WithoutAnythingTheDefaultsHold) {
  const auto values = parse({"config"});
  EXPECT_EQ(values.at("--server"), "http://localhost:3000 (default)");
  EXPECT_EQ(values.at("--token"), "not set (default)");
  EXPECT_EQ(values.at("--dry-run"), "false (default)");
}

}  // namespace
}  // namespace llmbench::uploader
