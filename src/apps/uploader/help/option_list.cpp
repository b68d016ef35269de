#include "apps/uploader/help/option_list.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>

namespace llmbench::uploader {
namespace {

ListedOption list_option(const CLI::Option& option) {
  constexpr std::array<std::string_view, 3> kFileTypes{"FILE", "DIR", "PATH"};
  ListedOption listed;
  for (const std::string& name : option.get_snames()) listed.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) listed.names.push_back("--" + name);
  if (option.get_expected_max() > 0) {
    const std::string type = option.get_type_name();
    // A check that describes itself joins the name: "SHELL:{bash,zsh,fish}".
    listed.value = type.substr(0, type.find(':'));
  }
  listed.description = option.get_description();
  listed.takes_file = std::find(kFileTypes.begin(), kFileTypes.end(), listed.value) != kFileTypes.end();
  return listed;
}

/// The words of "SHELL:{bash,zsh,fish}".
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto begin = type.find(":{");
  if (begin == std::string::npos || !type.ends_with('}')) return {};
  return CLI::detail::split(type.substr(begin + 2, type.size() - begin - 3), ',');
}

}  // namespace

ListedProgram list_program(const CLI::App& app) {
  ListedProgram program{app.get_name(), app.get_description(), {}, {}};
  for (const CLI::Option* option : app.get_options()) program.options.push_back(list_option(*option));
  const auto is_any = [](const CLI::App*) { return true; };
  for (const CLI::App* subcommand : app.get_subcommands(is_any)) {
    ListedCommand command{subcommand->get_name(), subcommand->get_description(), {}, {}, {}};
    for (const CLI::App* inner : subcommand->get_subcommands(is_any)) command.choices.push_back(inner->get_name());
    for (const CLI::Option* option : subcommand->get_options()) {
      if (!option->get_positional()) {
        command.options.push_back(list_option(*option));
        continue;
      }
      ListedOption argument = list_option(*option);
      argument.names = {option->get_name(true)};
      for (const std::string& word : choices_of(*option)) command.choices.push_back(word);
      command.arguments.push_back(std::move(argument));
    }
    program.commands.push_back(std::move(command));
  }
  return program;
}

}  // namespace llmbench::uploader
