#pragma once
// The commands and options of a CLI11 program as plain lists. Used by the completion and the manual page.

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace llmbench::uploader {

struct ListedOption {
  std::vector<std::string> names;  ///< "-s", "--server"; empty for what stands without a name
  std::string value;               ///< "FILE", "TEXT"; "" for a flag
  std::string description;
  bool takes_file = false;  ///< its value is a file or a folder
};

struct ListedCommand {
  std::string name;
  std::string description;
  std::vector<ListedOption> options;
  std::vector<ListedOption> arguments;  ///< without a name
  std::vector<std::string> choices;     ///< words that may stand as its first argument
};

struct ListedProgram {
  std::string name;
  std::string description;
  std::vector<ListedOption> options;  ///< those every command takes
  std::vector<ListedCommand> commands;
};

[[nodiscard]] ListedProgram list_program(const CLI::App& app);

}  // namespace llmbench::uploader
