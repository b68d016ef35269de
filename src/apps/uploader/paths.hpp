#pragma once
// Where the uploader keeps its own files: the XDG base directories.

#include "llmbench/config/environment.hpp"

#include <filesystem>
#include <string>

namespace llmbench::uploader {

/// $XDG_STATE_HOME/llm-benchmark, default ~/.local/state/llm-benchmark. Throws Error{invalid_input} without a home.
[[nodiscard]] std::filesystem::path state_dir(const config::EnvironmentLookup& lookup = config::process_environment);

/// $XDG_CONFIG_HOME/llm-benchmark, default ~/.config/llm-benchmark. Throws Error{invalid_input} without a home.
[[nodiscard]] std::filesystem::path config_dir(const config::EnvironmentLookup& lookup = config::process_environment);

/// The folder of what could not be sent yet: the one that was given, else that of the state.
[[nodiscard]] std::filesystem::path queue_dir(const std::string& given);

/// The config file that is read when there is no --config; "" without a home.
[[nodiscard]] std::string default_config_file(const config::EnvironmentLookup& lookup = config::process_environment);

}  // namespace llmbench::uploader
