#include "apps/uploader/help/man_page.hpp"

#include "apps/uploader/help/option_list.hpp"

#include "llmbench/util/text.hpp"
#include "llmbench/util/version.hpp"

#include <CLI/CLI.hpp>

namespace llmbench::uploader {
namespace {

/// A line that begins with a dot or a quote would be a command; a hyphen would become a dash.
std::string escaped(const std::string& text) {
  std::string line = replace_all(replace_all(text, "\\", "\\e"), "-", "\\-");
  return line.starts_with(".") || line.starts_with("'") ? "\\&" + line : line;
}

std::string option_paragraph(const ListedOption& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back("\\fB" + escaped(name) + "\\fR");
  const std::string value = option.value.empty() ? "" : " \\fI" + escaped(option.value) + "\\fR";
  return ".TP\n" + join(names, ", ") + value + "\n" + escaped(option.description) + "\n";
}

std::string options_text(const std::vector<ListedOption>& options) {
  std::string text;
  for (const ListedOption& option : options) text += option_paragraph(option);
  return text;
}

std::string preformatted(const std::string& text) {
  std::string lines;
  for (const std::string& line : split(text, '\n')) lines += escaped(line) + "\n";
  return ".nf\n" + lines + ".fi\n";
}

}  // namespace

std::string man_page(const CLI::App& app) {
  const ListedProgram program = list_program(app);
  const auto lines = split(program.description, '\n');
  std::string text = ".TH " + to_upper(escaped(program.name)) + " 1 \"\" \"llm\\-benchmark " + std::string{kVersion} +
                     "\" \"User Commands\"\n.SH NAME\n" + escaped(program.name) + " \\- " + escaped(lines.front()) +
                     "\n.SH SYNOPSIS\n.B " + escaped(program.name) + "\n.I COMMAND\n[\\fIOPTION\\fR]...\n" +
                     ".SH DESCRIPTION\n";
  for (const std::string& line : lines) text += escaped(line) + "\n";
  text += ".SH COMMANDS\n";
  for (const ListedCommand& command : program.commands) {
    text += ".SS " + escaped(command.name);
    for (const ListedOption& argument : command.arguments) text += " " + escaped(argument.names.front());
    text += "\n" + escaped(command.description) + ".\n";
    if (!command.choices.empty()) text += ".PP\nWords: " + escaped(join(command.choices, ", ")) + ".\n";
    text += options_text(command.options);
  }
  text += ".SH OPTIONS\nThese stand before or after the command.\n" + options_text(program.options);
  return text + ".SH NOTES\n" + preformatted(app.get_footer());
}

}  // namespace llmbench::uploader
