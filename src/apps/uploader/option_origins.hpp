#pragma once
// Where the value of each shared option comes from.

#include "llmbench/config/environment.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace llmbench::uploader {

enum class Origin { flag, environment, file, built_in };
[[nodiscard]] std::string to_string(Origin origin);

struct OptionValue {
  std::string name;   ///< "--server"
  std::string value;  ///< "set" or "not set" for the token
  Origin origin = Origin::built_in;
};

/// The options of the program itself, after parsing.
[[nodiscard]] std::vector<OptionValue> list_option_values(
    const CLI::App& app, const std::vector<config::EnvironmentOption>& environment,
    const config::EnvironmentLookup& lookup = config::process_environment);

}  // namespace llmbench::uploader
