// The completion scripts in the shells they are made for: each loads its script and completes what was begun.

#include "support/uploader_fixture.hpp"

#include <gmock/gmock.h>

namespace llmbench::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

// $1 is the script, the rest the words of the command line, the last of them being completed.
constexpr const char* kBash = R"(
source "$1"
COMP_WORDS=(llm-benchmark-uploader "${@:2}")
COMP_CWORD=$(($# - 1))
_llm_benchmark_uploader
printf '%s\n' "${COMPREPLY[@]}"
)";

// $1 is the folder of the script, $2 a command line. An interactive zsh gets it with a TAB and a RETURN, and the
// command prints what the line had become.
constexpr const char* kZsh = R"(
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT= fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -D;
  llm-benchmark-uploader() { print -r -- \"became:[\$*]\" }; print rea''dy"
zpty -r shell output '*ready*'
zpty -w -n shell "llm-benchmark-uploader $2"$'\t\n'
zpty -r shell output '*became:\[*\]*'
print -r -- "${${output##*became:\[}%%\]*}"
zpty -d shell
)";

struct UploaderCompletion : UploaderFixture {
  std::string script(const std::string& shell, const std::string& name) const {
    return file(name, run({"completion", shell}).output);
  }
  ProcessResult in_shell(std::vector<std::string> arguments) const {
    return run_process("/usr/bin/env", {std::move(arguments), {{"HOME", folder.string()}, {"TERM", "xterm"}}});
  }
  std::string bash(const std::vector<std::string>& words) const {
    std::vector<std::string> arguments{"bash", "-c", kBash, "bash", script("bash", "uploader.bash")};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return in_shell(std::move(arguments)).output;
  }
  std::string zsh(const std::string& line) const {
    script("zsh", "_llm-benchmark-uploader");
    return in_shell({"zsh", "-f", "-c", kZsh, "zsh", folder.string(), line}).output;
  }
  std::string fish(const std::string& line) const {
    const std::string command = "source " + script("fish", "uploader.fish") + "; complete -C '" + line + "'";
    const ProcessResult result = in_shell({"fish", "--no-config", "-c", command});
    EXPECT_EQ(result.error_output, "");
    return result.output;
  }
};

TEST_F(UploaderCompletion, BashCompletesCommandsFlagsAndChoices) {
  EXPECT_EQ(bash({"upl"}), "upload\nupload-mmlu\n");
  EXPECT_EQ(bash({"upload", "--mach"}), "--machine-name\n");
  EXPECT_EQ(bash({"completion", "z"}), "zsh\n");
}

TEST_F(UploaderCompletion, ZshCompletesCommandsFlagsAndChoices) {
  EXPECT_EQ(zsh("benchm"), "benchmarks\n");
  EXPECT_EQ(zsh("upload --mach"), "upload --machine-name\n");
  EXPECT_EQ(zsh("completion fi"), "completion fish\n");
}

TEST_F(UploaderCompletion, FishOffersCommandsFlagsAndChoicesWithTheirDescription) {
  const std::string commands = fish("llm-benchmark-uploader upl");
  EXPECT_THAT(commands, ContainsRegex("upload\tUpload results"));
  EXPECT_THAT(commands, ContainsRegex("upload-mmlu\t"));
  EXPECT_THAT(commands, Not(HasSubstr("benchmarks")));
  EXPECT_THAT(fish("llm-benchmark-uploader upload --mach"), ContainsRegex("^--machine-name\t"));
  EXPECT_EQ(fish("llm-benchmark-uploader completion z"), "zsh\n");
}

}  // namespace
}  // namespace llmbench::testing
