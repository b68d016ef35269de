#pragma once
// Options that may come from the environment, in one order of precedence for both programs: the command line wins over
// the environment, and the environment over the config file. (CLI11 alone lets the config file win.)

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::config {

/// An option and the environment variable it may come from.
struct EnvironmentOption {
  const char* flag;
  const char* variable;
};

using EnvironmentLookup = std::function<std::optional<std::string>(const char*)>;

/// The process's environment; call it before any thread is started.
[[nodiscard]] std::optional<std::string> process_environment(const char* variable);

/// The options that are set, as arguments ("--port=4000") to be put before those of the command line. They need
/// MultiOptionPolicy::TakeLast. An empty variable counts as absent.
[[nodiscard]] std::vector<std::string> environment_arguments(const std::vector<EnvironmentOption>& options,
                                                             const EnvironmentLookup& lookup = process_environment);

/// environment_arguments followed by the command line, last argument first: what CLI::App::parse takes.
[[nodiscard]] std::vector<std::string> arguments_for_parse(const std::vector<EnvironmentOption>& options, int argc,
                                                           char** argv,
                                                           const EnvironmentLookup& lookup = process_environment);

}  // namespace llmbench::config
