#include "llmbench/config/settings.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

namespace llmbench::config {
namespace {

using Environment = std::map<std::string, std::string>;

ServerSettings parse(std::vector<std::string> arguments, const Environment& environment = {}) {
  ServerSettings settings;
  CLI::App app;
  add_options(app, settings);
  auto all = environment_arguments(server_environment(), [&](const char* name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    if (found == environment.end()) return std::nullopt;
    return found->second;
  });
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::reverse(all.begin(), all.end());  // CLI11 takes a vector from its end
  app.parse(all);
  return settings;
}

class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() / ("settings-test-" + std::to_string(::getpid()) + ".conf")) {
    std::ofstream{path_} << text;
  }
  ~ConfigFile() { std::filesystem::remove(path_); }
  [[nodiscard]] std::string argument() const { return "--config=" + path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST(Settings, DefaultsAreThoseOfTheStruct) {
  const auto settings = parse({});
  EXPECT_EQ(settings.host, "127.0.0.1");
  EXPECT_EQ(settings.port, 3000);
  EXPECT_FALSE(settings.no_migrate);
}

TEST(Settings, CommandLineBeatsEnvironmentBeatsFile) {
  const ConfigFile file{"port = 1\nhost = \"127.0.0.9\"\nthreads = 7\nlog-json = true\n"};
  const Environment environment = {{"LLM_BENCHMARK_PORT", "2"}, {"LLM_BENCHMARK_THREADS", "8"}};
  const auto settings = parse({file.argument(), "--port", "3"}, environment);
  EXPECT_EQ(settings.port, 3);
  EXPECT_EQ(settings.threads, 8);
  EXPECT_EQ(settings.host, "127.0.0.9");
  EXPECT_TRUE(settings.log_json);
}

TEST(Settings, FlagsAreReadFromTheEnvironment) {
  EXPECT_TRUE(parse({}, {{"LLM_BENCHMARK_NO_MIGRATE", "true"}}).no_migrate);
  EXPECT_FALSE(parse({}, {{"LLM_BENCHMARK_NO_MIGRATE", "0"}}).no_migrate);
  EXPECT_FALSE(parse({}, {{"LLM_BENCHMARK_NO_MIGRATE", ""}}).no_migrate);
}

TEST(Settings, DatabaseUrlIsReadUnderItsUsualName) {
  EXPECT_EQ(parse({}, {{"DATABASE_URL", "postgresql:///x?a=b"}}).database_url, "postgresql:///x?a=b");
}

TEST(Settings, WrongValuesAreUsageErrors) {
  EXPECT_THROW(parse({"--port", "65536"}), CLI::ParseError);
  EXPECT_THROW(parse({"--port", "x"}), CLI::ParseError);
  EXPECT_THROW(parse({}, {{"LLM_BENCHMARK_PORT", "x"}}), CLI::ParseError);
  EXPECT_THROW(parse({"--prot", "1"}), CLI::ParseError);
}

TEST(Settings, NamesAreUnique) {
  std::set<std::string> flags;
  std::set<std::string> variables;
  for (const auto& setting : server_settings()) {
    EXPECT_TRUE(flags.insert(setting.flag).second) << setting.flag;
    EXPECT_TRUE(variables.insert(setting.environment).second) << setting.environment;
  }
}

}  // namespace
}  // namespace llmbench::config
