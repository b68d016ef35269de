#include "apps/uploader/help/completion.hpp"

#include "apps/uploader/help/option_list.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench::uploader {
namespace {

/// In single quotes for every one of the three shells.
std::string quoted(const std::string& text) {
  return "'" + replace_all(text, "'", R"('\'')") + "'";
}

std::vector<std::string> names_of(const std::vector<ListedOption>& options) {
  std::vector<std::string> names;
  for (const ListedOption& option : options) names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

std::vector<std::string> command_names(const ListedProgram& program) {
  std::vector<std::string> names;
  for (const ListedCommand& command : program.commands) names.push_back(command.name);
  return names;
}

/// Options whose value is no file: after them nothing is offered.
std::vector<std::string> names_with_free_value(const std::vector<ListedOption>& options) {
  std::vector<std::string> names;
  for (const ListedOption& option : options) {
    if (option.value.empty() || option.takes_file) continue;
    names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

std::string bash_case(const ListedCommand& command) {
  return "    " + command.name + ") words=" + quoted(join(command.choices, " ")) +
         " options=" + quoted(join(names_of(command.options), " ")) +
         " free=" + quoted(join(names_with_free_value(command.options), " ")) + " ;;\n";
}

std::string bash_script(const ListedProgram& program) {
  std::string cases;
  for (const ListedCommand& command : program.commands) cases += bash_case(command);
  const std::string function = "_" + replace_all(program.name, "-", "_");
  return function + R"(() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command='' words='' options='' free='' at
  local commands=)" +
         quoted(join(command_names(program), " ")) + R"(
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    [[ " $commands " == *" ${COMP_WORDS[at]} "* ]] && command=${COMP_WORDS[at]} && break
  done
  case $command in
    '') words=$commands ;;
)" + cases +
         "  esac\n  options=\"$options \"" + quoted(join(names_of(program.options), " ")) + "\n  free=\" $free \"" +
         quoted(join(names_with_free_value(program.options), " ") + " ") + R"(
  [[ $free == *" $previous "* ]] && return
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
    return
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ ${#COMPREPLY[@]} -eq 0 && $command != '' ]] && COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F )" +
         function + " " + program.name + "\n";
}

/// zsh reads "--name[description]:value:action"; brackets and colons inside are escaped.
std::string zsh_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string zsh_arguments(const std::vector<ListedOption>& options) {
  std::string text;
  for (const ListedOption& option : options) {
    const std::string value =
        option.value.empty() ? "" : ":" + zsh_escaped(option.value) + ":" + (option.takes_file ? "_files" : "");
    for (const std::string& name : option.names) {
      text += " \\\n        " + quoted("*" + name + "[" + zsh_escaped(option.description) + "]" + value);
    }
  }
  return text;
}

std::string zsh_script(const ListedProgram& program) {
  std::string commands;
  std::string cases;
  for (const ListedCommand& command : program.commands) {
    commands += "    " + quoted(zsh_escaped(command.name) + ":" + command.description) + "\n";
    const std::string rest = command.choices.empty() ? "*:file:_files" : "*:word:(" + join(command.choices, " ") + ")";
    cases += "      " + command.name + ")\n        _arguments" + zsh_arguments(command.options) +
             zsh_arguments(program.options) + " \\\n        " + quoted(rest) + " ;;\n";
  }
  return "#compdef " + program.name + "\n\n" + "local -a commands\ncommands=(\n" + commands + ")\n" +
         "local context state state_descr line\ntypeset -A opt_args\n"
         "_arguments -C" +
         zsh_arguments(program.options) +
         " \\\n        '1:command:->command' '*::argument:->argument'\n"
         "case $state in\n  command) _describe command commands ;;\n"
         "  argument)\n    case $line[1] in\n" +
         cases + "    esac ;;\nesac\n";
}

std::string fish_option(const std::string& program, const ListedOption& option, const std::string& condition) {
  std::string line = "complete -c " + program + condition;
  for (const std::string& name : option.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.value.empty()) line += option.takes_file ? " -r -F" : " -x";
  return line + " -d " + quoted(option.description) + "\n";
}

std::string fish_script(const ListedProgram& program) {
  const std::string names = join(command_names(program), " ");
  const std::string no_command = " -n " + quoted("not __fish_seen_subcommand_from " + names);
  std::string text;
  for (const ListedOption& option : program.options) text += fish_option(program.name, option, "");
  for (const ListedCommand& command : program.commands) {
    text += "complete -c " + program.name + no_command + " -f -a " + quoted(command.name) + " -d " +
            quoted(command.description) + "\n";
    const std::string condition = " -n " + quoted("__fish_seen_subcommand_from " + command.name);
    for (const ListedOption& option : command.options) text += fish_option(program.name, option, condition);
    if (!command.choices.empty()) {
      text += "complete -c " + program.name + condition + " -f -a " + quoted(join(command.choices, " ")) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  const ListedProgram program = list_program(app);
  if (shell == "zsh") return zsh_script(program);
  if (shell == "fish") return fish_script(program);
  return bash_script(program);
}

}  // namespace llmbench::uploader
