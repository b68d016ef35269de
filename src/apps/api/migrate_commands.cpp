#include "apps/api/migrate_commands.hpp"

#include "apps/api/after_migration_file.hpp"
#include "apps/api/database.hpp"
#include "apps/api/migration_report.hpp"

#include "llmbench/api/upload_lines.hpp"
#include "llmbench/db/migrations.hpp"
#include "llmbench/service/legacy_migration.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/version.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace llmbench::apps {
namespace {

using config::ServerSettings;
using service::LegacyReport;

constexpr int kExitUnverified = 1;

void print_migration(const db::MigrationState& migration) {
  const std::string when = migration.applied_at ? format_seconds_utc(*migration.applied_at) : "pending";
  std::printf("%-40s %s\n", migration.name.c_str(), when.c_str());
}

int migrate_up(const config::ServerSettings& settings) {
  const auto database = Database::for_migration(settings);
  const auto pool = database.make_pool(settings);
  const auto applied = db::migrate_up(*pool);
  for (const auto& migration : applied) print_migration(migration);
  if (applied.empty()) std::puts("the schema is current");
  return 0;
}

int migrate_status(const config::ServerSettings& settings) {
  const auto database = Database::for_command(settings);
  const auto pool = database.make_pool(settings);
  for (const auto& migration : db::migration_status(*pool)) print_migration(migration);
  return 0;
}

/// What the options of a command are parsed into; lives as long as the command's callback.
struct MigrateArguments {
  bool dry_run = false;
  bool json = false;
  bool yes = false;
  std::string out;
};

int finish(const std::string& command, const LegacyReport& report, bool json) {
  print_report(command, report, json);
  if (report.outcome == LegacyReport::Outcome::taken_back) {
    std::fprintf(stderr, "llm-benchmark-api: %s\n", report.sentence.c_str());
  }
  return report.verified() ? 0 : kExitUnverified;
}

void require_yes(const MigrateArguments& arguments, const std::string& consequence) {
  if (arguments.yes || arguments.dry_run) return;
  throw Error{ErrorCode::invalid_input,
              consequence + "; say --yes to do it, or --dry-run to see what it would do. Nothing was changed"};
}

int separate(const ServerSettings& settings, const MigrateArguments& arguments) {
  const auto database = Database::for_command(settings);
  const auto pool = database.make_pool(settings);
  service::LegacyMigration migration{*pool, progress_on_stderr()};
  return finish("separate", migration.separate(arguments.dry_run, now_utc(), std::string{kVersion}), arguments.json);
}

int verify(const ServerSettings& settings, const MigrateArguments& arguments) {
  const auto database = Database::for_command(settings);
  const auto pool = database.make_pool(settings);
  return finish("verify", service::LegacyMigration{*pool, progress_on_stderr()}.verify(), arguments.json);
}

/// llm-benchmark-after-migration-20260301T120000Z.ndjson
std::string default_out() {
  std::string time = format_seconds_utc(now_utc()).substr(0, 19);
  time = replace_all(replace_all(replace_all(time, "-", ""), ":", ""), " ", "T");
  return "llm-benchmark-after-migration-" + time + "Z.ndjson";
}

int rollback(const ServerSettings& settings, const MigrateArguments& arguments) {
  require_yes(arguments, "rollback puts the older system's tables back and drops ours");
  const auto database = Database::for_command(settings);
  const auto pool = database.make_pool(settings);
  service::LegacyMigration migration{*pool, progress_on_stderr()};
  if (arguments.dry_run) {
    const service::AfterMigrationSink count_only{[](const auto&) {}, [](const auto&) {}, [] {}};
    print_rollback_report(migration.rollback(true, count_only), "", arguments.json);
    return 0;
  }
  AfterMigrationFile file{arguments.out.empty() ? default_out() : arguments.out};
  const service::AfterMigrationSink sink{
      [&](const ExperimentRun& run) { file.add(api::run_line(run)); },
      [&](const store::ScoresAfterMigration& scores) { file.add(api::scores_line(scores)); }, [&] { file.finish(); },
      [&] { file.discard(); }};
  try {
    const auto report = migration.rollback(false, sink);
    const bool wrote = report.runs_written + report.score_sets_written > 0;
    print_rollback_report(report, wrote ? file.path() : "", arguments.json);
  } catch (const Error& error) {
    // A connection lost at the end may have been lost after the commit: then the file is all there is of these runs.
    if (error.code() != ErrorCode::unavailable) file.discard();
    throw;
  }
  return 0;
}

int cleanup(const ServerSettings& settings, const MigrateArguments& arguments) {
  require_yes(arguments, "cleanup drops the older system's tables for ever");
  const auto database = Database::for_command(settings);
  const auto pool = database.make_pool(settings);
  service::LegacyMigration migration{*pool, progress_on_stderr()};
  return finish("cleanup", migration.cleanup(arguments.dry_run), arguments.json);
}

using Run = int (*)(const ServerSettings& settings, const MigrateArguments& arguments);

CLI::App* add_legacy_command(CLI::App& migrate, const char* name, const char* help, Run run,
                             const std::shared_ptr<MigrateArguments>& arguments,
                             std::function<int(const ServerSettings&)>& chosen) {
  auto* command = migrate.add_subcommand(name, help);
  command->fallthrough();
  command->add_flag("--dry-run", arguments->dry_run, "Do everything and take it back; change nothing");
  command->add_flag("--json", arguments->json, "Print the report as a JSON object");
  command->callback([&chosen, run, arguments] {
    chosen = [run, arguments](const ServerSettings& settings) { return run(settings, *arguments); };
  });
  return command;
}

}  // namespace

void add_migrate_commands(CLI::App& app, std::function<int(const ServerSettings&)>& run) {
  auto* migrate =
      app.add_subcommand("migrate", "Change or show the schema of the database; come from the older system");
  migrate->require_subcommand(1)->fallthrough();
  migrate->add_subcommand("up", "Apply pending migrations")->fallthrough()->callback([&run] { run = migrate_up; });
  migrate->add_subcommand("status", "List migrations")->fallthrough()->callback([&run] { run = migrate_status; });

  const auto arguments = std::make_shared<MigrateArguments>();
  add_legacy_command(*migrate, "separate", "Take over a database of the older system; its tables are kept", separate,
                     arguments, run);
  add_legacy_command(*migrate, "verify", "Compare what was taken over with the older tables", verify, arguments, run);
  auto* back =
      add_legacy_command(*migrate, "rollback", "Put the older tables back and drop ours", rollback, arguments, run);
  back->add_flag("--yes", arguments->yes, "Really do it");
  back->add_option("--out", arguments->out,
                   "File for what was uploaded after the migration; default llm-benchmark-after-migration-TIME.ndjson");
  auto* clean =
      add_legacy_command(*migrate, "cleanup", "Drop the older tables when verify passes", cleanup, arguments, run);
  clean->add_flag("--yes", arguments->yes, "Really do it");
}

}  // namespace llmbench::apps
