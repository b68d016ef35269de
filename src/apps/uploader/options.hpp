#pragma once
// The options every command shares. They stand before or after the command, in a --config file, or (server and token)
// in the environment.

#include "apps/uploader/common_options.hpp"

#include "llmbench/config/environment.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace llmbench::uploader {

void add_common_options(CLI::App& app, CommonOptions& options);

/// The shared options that may come from the environment; the command line wins over it, and it over the config file.
[[nodiscard]] std::vector<config::EnvironmentOption> environment_options();

/// What CLI11 cannot check while it parses. Throws CLI::ValidationError.
void check_common_options(const CommonOptions& options);

/// For options where a blank text (an unset variable in a script) or the name of the next option is a mistake, not an
/// answer.
[[nodiscard]] std::string refuse_missing_value(const std::string& text);

/// A subcommand that also takes the shared options after its name and shows them in its help.
[[nodiscard]] CLI::App* add_subcommand(CLI::App& app, const std::string& name, const std::string& description,
                                       const std::string& examples);

}  // namespace llmbench::uploader
