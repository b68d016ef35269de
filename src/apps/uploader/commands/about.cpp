// llm-benchmark-uploader formats, completion, man: about the program itself.

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/help/completion.hpp"
#include "apps/uploader/help/man_page.hpp"
#include "apps/uploader/report.hpp"

#include "llmbench/parsers/format.hpp"

#include <iostream>
#include <memory>
#include <string>

namespace llmbench::uploader {
namespace {

constexpr const char* kFormatsExamples = R"(  llm-benchmark-uploader formats
  llm-benchmark-uploader formats --json)";
constexpr const char* kCompletionExamples =
    R"(  llm-benchmark-uploader completion bash > ~/.local/share/bash-completion/completions/llm-benchmark-uploader
  llm-benchmark-uploader completion zsh > "${fpath[1]}/_llm-benchmark-uploader"
  llm-benchmark-uploader completion fish > ~/.config/fish/completions/llm-benchmark-uploader.fish)";
constexpr const char* kManExamples = R"(  llm-benchmark-uploader man > llm-benchmark-uploader.1
  llm-benchmark-uploader man | man -l -)";

void print_formats(bool as_json) {
  OrderedJson list = OrderedJson::array();
  for (const auto& format : parsers::formats()) {
    if (as_json) {
      list.push_back({{"name", format->name()},
                      {"description", format->description()},
                      {"files", format->files()},
                      {"example", format->example()}});
      continue;
    }
    std::cout << format->name() << ": " << format->description() << "\n  files: " << format->files()
              << "\n  made by: " << format->example() << "\n";
  }
  if (as_json) std::cout << dump_json(OrderedJson{{"formats", std::move(list)}}) << '\n';
}

}  // namespace

void add_about(CLI::App& app, const CommonOptions& common, Commands& commands) {
  CLI::App* formats = add_subcommand(app, "formats", "List the input formats, each with an example", kFormatsExamples);
  commands.emplace_back(formats, [&common] {
    Report report{ReportOptions{false, common.quiet, false}};
    print_formats(common.json);
    return report.finish();
  });

  CLI::App* completion = add_subcommand(app, "completion", "Print the completion of a shell", kCompletionExamples);
  const auto shell = std::make_shared<std::string>();
  completion->add_option("shell", *shell, "bash, zsh or fish")
      ->type_name("SHELL")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->required();
  commands.emplace_back(completion, [shell, &app, &common] {
    Report report{ReportOptions{false, common.quiet, false}};
    std::cout << completion_script(app, *shell);
    return report.finish();
  });

  CLI::App* man = add_subcommand(app, "man", "Print the manual page", kManExamples);
  commands.emplace_back(man, [&app, &common] {
    Report report{ReportOptions{false, common.quiet, false}};
    std::cout << man_page(app);
    return report.finish();
  });
}

}  // namespace llmbench::uploader
