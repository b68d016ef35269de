#include "apps/uploader/application.hpp"

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/exit_code.hpp"
#include "apps/uploader/options.hpp"

#include "llmbench/util/version.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>

namespace llmbench::uploader {
namespace {

constexpr const char* kDescription =
    "Reads what benchmark tools of local LLMs print and stores it in an llm-benchmark server.\n"
    "Everything is safe to repeat: what is stored already is recognised and not stored twice.";

constexpr const char* kFooter = R"(Examples:
  llm-benchmark-uploader upload results/
  llama-bench -m Qwen3-4B-Q4_K_M.gguf -o json | llm-benchmark-uploader upload -
  llm-benchmark-uploader llama-bench -f llama-bench.json -m TheDrummer/Snowpiercer-15B-v1 -q Q3_K_L
  llm-benchmark-uploader mmlu-pro -f report.txt -m TheDrummer/Snowpiercer-15B-v1 -q Q3_K_L
  llm-benchmark-uploader llama-bench -f new.json --set driver=570.86 --tag nightly --dry-run
  llm-benchmark-uploader sync

Exit codes: 0 all stored or already there, 1 refused, unreadable or not allowed, 2 wrong usage,
            3 server unreachable or interrupted (kept in the queue: run sync, or the same command again).)";

int run(int argc, char** argv) {
  CLI::App app{kDescription, "llm-benchmark-uploader"};
  CommonOptions common;
  Commands commands;
  add_everything(app, common, commands);

  try {
    app.parse(config::arguments_for_parse(environment_options(), argc, argv));
    check_common_options(common);
  } catch (const CLI::ParseError& error) {
    // CLI11 has a code of its own for each kind of mistake; help and version are its only successes.
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }
  for (const auto& [subcommand, execute] : commands) {
    if (subcommand->parsed()) return static_cast<int>(execute());
  }
  return static_cast<int>(ExitCode::usage);
}

}  // namespace

void add_everything(CLI::App& app, CommonOptions& common, Commands& commands) {
  app.set_version_flag("--version", "llm-benchmark-uploader " + std::string{kVersion});
  app.footer(kFooter);
  app.require_subcommand(1);
  add_common_options(app, common);
  add_uploads(app, common, commands);
  add_benchmarks(app, common, commands);
  add_queue(app, common, commands);
  add_runs(app, common, commands);
  add_grid(app, common, commands);
  add_account(app, common, commands);
  add_machine(app, common, commands);
  add_about(app, common, commands);
}

int run_application(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return static_cast<int>(ExitCode::refused);
  }
}

}  // namespace llmbench::uploader
