#include "apps/uploader/paths.hpp"

#include "llmbench/util/error.hpp"

namespace llmbench::uploader {
namespace {

std::filesystem::path base_dir(const config::EnvironmentLookup& lookup, const char* variable, const char* below_home) {
  // The XDG specification: a path that is not absolute is to be ignored.
  if (const auto given = lookup(variable); given && given->starts_with('/')) {
    return std::filesystem::path{*given} / "llm-benchmark";
  }
  const auto home = lookup("HOME");
  if (!home || !home->starts_with('/')) {
    throw Error{ErrorCode::invalid_input, std::string{"neither HOME nor "} + variable + " is set"};
  }
  return std::filesystem::path{*home} / below_home / "llm-benchmark";
}

}  // namespace

std::filesystem::path state_dir(const config::EnvironmentLookup& lookup) {
  return base_dir(lookup, "XDG_STATE_HOME", ".local/state");
}

std::filesystem::path config_dir(const config::EnvironmentLookup& lookup) {
  return base_dir(lookup, "XDG_CONFIG_HOME", ".config");
}

std::filesystem::path queue_dir(const std::string& given) {
  return given.empty() ? state_dir() / "queue" : std::filesystem::path{given};
}

std::string default_config_file(const config::EnvironmentLookup& lookup) {
  try {
    return (config_dir(lookup) / "uploader.toml").string();
  } catch (const Error&) {
    return {};
  }
}

}  // namespace llmbench::uploader
