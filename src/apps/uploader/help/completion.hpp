#pragma once
// Completion of the command line in shells, made from the definitions of the options themselves.

#include <string>

namespace CLI {
class App;
}

namespace llmbench::uploader {

/// `shell` is bash, zsh or fish.
[[nodiscard]] std::string completion_script(const CLI::App& app, const std::string& shell);

}  // namespace llmbench::uploader
