#include "llmbench/config/environment.hpp"

#include <algorithm>
#include <cstdlib>

namespace llmbench::config {

std::optional<std::string> process_environment(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr) return std::nullopt;
  return value;
}

std::vector<std::string> environment_arguments(const std::vector<EnvironmentOption>& options,
                                               const EnvironmentLookup& lookup) {
  std::vector<std::string> arguments;
  for (const auto& option : options) {
    const auto value = lookup(option.variable);
    if (value && !value->empty()) arguments.push_back(std::string{option.flag} + "=" + *value);
  }
  return arguments;
}

std::vector<std::string> arguments_for_parse(const std::vector<EnvironmentOption>& options, int argc, char** argv,
                                             const EnvironmentLookup& lookup) {
  auto arguments = environment_arguments(options, lookup);
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

}  // namespace llmbench::config
