#include "apps/uploader/option_origins.hpp"

#include "llmbench/util/text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <utility>

namespace llmbench::uploader {
namespace {

std::map<std::string, std::vector<std::string>> values_in_config_file(const CLI::App& app) {
  std::map<std::string, std::vector<std::string>> values;
  const CLI::Option* option = app.get_config_ptr();
  const std::string path = option == nullptr ? "" : option->as<std::string>();
  std::ifstream file{path};
  if (path.empty() || !file) return values;
  for (const CLI::ConfigItem& item : app.get_config_formatter()->from_config(file)) {
    values[item.fullname()] = item.inputs;
  }
  return values;
}

std::optional<std::string> variable_value(const std::string& flag,
                                          const std::vector<config::EnvironmentOption>& environment,
                                          const config::EnvironmentLookup& lookup) {
  const auto row = std::find_if(environment.begin(), environment.end(),
                                [&](const config::EnvironmentOption& one) { return flag == one.flag; });
  if (row == environment.end()) return std::nullopt;
  auto value = lookup(row->variable);
  return value && !value->empty() ? value : std::nullopt;
}

std::string shown_value(const CLI::Option& option) {
  if (option.get_name() == "--token") return option.count() > 0 ? "set" : "not set";
  if (option.get_expected_max() == 0) return option.count() > 0 ? "true" : "false";
  if (option.count() == 0) return option.get_default_str();
  const auto& results = option.results();
  const bool takes_last = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeLast;
  return takes_last ? results.back() : join(results, ", ");
}

}  // namespace

std::string to_string(Origin origin) {
  switch (origin) {
    case Origin::flag:
      return "flag";
    case Origin::environment:
      return "environment";
    case Origin::file:
      return "file";
    case Origin::built_in:
      break;
  }
  return "default";
}

std::vector<OptionValue> list_option_values(const CLI::App& app,
                                            const std::vector<config::EnvironmentOption>& environment,
                                            const config::EnvironmentLookup& lookup) {
  const auto in_file = values_in_config_file(app);
  std::vector<OptionValue> values;
  for (const CLI::Option* option : app.get_options()) {
    if (option == app.get_help_ptr() || option == app.get_version_ptr()) continue;
    OptionValue one{option->get_name(), shown_value(*option), Origin::built_in};
    // The environment's value is handed to the parser before those of the command line: alone, it is all there is.
    const bool in_environment = variable_value(one.name, environment, lookup).has_value();
    if (option->count() > (in_environment ? 1U : 0U)) {
      // CLI11 takes the file's value only where nothing else gave one.
      const auto written = in_file.find(option->get_lnames().front());
      const bool is_of_file = !in_environment && written != in_file.end() && written->second == option->results();
      one.origin = is_of_file ? Origin::file : Origin::flag;
    } else if (in_environment) {
      one.origin = Origin::environment;
    }
    values.push_back(std::move(one));
  }
  return values;
}

}  // namespace llmbench::uploader
