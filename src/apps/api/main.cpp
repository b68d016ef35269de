// llm-benchmark-api: reads the command line and runs one command. Exit codes: 0 done, 1 failed, 2 wrong usage.

#include "apps/api/commands.hpp"
#include "apps/api/log_setup.hpp"
#include "apps/api/migrate_commands.hpp"
#include "apps/api/token_commands.hpp"

#include "llmbench/config/settings.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/version.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <vector>

namespace {

using llmbench::config::ServerSettings;

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

struct Command {
  std::function<int(const ServerSettings&)> run = llmbench::apps::serve;
};

void add_commands(CLI::App& app, Command& command) {
  app.require_subcommand(0, 1);
  app.add_subcommand("serve", "Run the server (the default)")->fallthrough();

  llmbench::apps::add_migrate_commands(app, command.run);
  llmbench::apps::add_token_commands(app, command.run);

  // Everything after the word is for psql, whose options have names of ours (--port).
  auto* psql = app.add_subcommand(
                      "psql", "Open psql on the database; what follows goes to psql, options of ours stand before it")
                   ->prefix_command();
  psql->set_help_flag();
  psql->callback([&command, psql] {
    command.run = [arguments = psql->remaining()](const ServerSettings& settings) {
      return llmbench::apps::run_psql(settings, arguments);
    };
  });

  app.add_subcommand("url", "Print the connection string of the database")->fallthrough()->callback([&command] {
    command.run = llmbench::apps::print_url;
  });
  app.add_subcommand("openapi", "Print the OpenAPI description of the HTTP API")->fallthrough()->callback([&command] {
    command.run = llmbench::apps::print_openapi;
  });
}

/// A sentence for people, or one more line for whoever reads the log.
void print_failure(const ServerSettings& settings, const std::string& message,
                   const std::vector<llmbench::FieldError>& fields = {}) {
  std::string text = "llm-benchmark-api: " + message;
  for (const auto& field : fields) text += "\n  " + field.path + ": " + field.message;
  if (settings.log_json) {
    spdlog::critical("{}", text);
  } else {
    std::fprintf(stderr, "%s\n", text.c_str());
  }
}

int run(int argc, char** argv, ServerSettings& settings) {
  CLI::App app{"llm-benchmark-api: keeps benchmarks of local LLMs and answers questions about them.",
               "llm-benchmark-api"};
  app.set_version_flag("--version", "llm-benchmark-api " + std::string{llmbench::kVersion});
  Command command;
  llmbench::config::add_options(app, settings);
  add_commands(app, command);
  try {
    app.parse(llmbench::config::arguments_for_parse(llmbench::config::server_environment(), argc, argv));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  llmbench::apps::set_up_logging(settings);
  return command.run(settings);
}

}  // namespace

int main(int argc, char** argv) {
  ServerSettings settings;
  try {
    return run(argc, argv, settings);
  } catch (const llmbench::Error& error) {
    print_failure(settings, error.what(), error.fields());
    return error.code() == llmbench::ErrorCode::invalid_input ? kExitUsage : kExitFailed;
  } catch (const std::exception& error) {
    print_failure(settings, error.what());
    return kExitFailed;
  }
}
