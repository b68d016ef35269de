#include "llmbench/service/legacy_migration.hpp"

#include "service/legacy/legacy_copy.hpp"

#include "llmbench/db/migrations.hpp"
#include "llmbench/db/pool.hpp"
#include "llmbench/service/export_service.hpp"
#include "llmbench/store/audit_store.hpp"
#include "llmbench/store/legacy_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench::service {
namespace {

constexpr std::size_t kWrittenBatch = 200;

/// Thrown to end the transaction so that everything it did is taken back: after a dry run, and when the verification
/// finds differences. The report says why.
struct TakenBack {};

/// Our tables that an upload writes to.
const std::vector<std::string>& written_tables() {
  static const std::vector<std::string> kTables{"model_variants",      "hardware_profiles", "test_runs",
                                                "performance_metrics", "score_uploads",     "score_parts"};
  return kTables;
}

/// A failure of the database says what it was; whoever migrates wants to know what became of the data.
void unchanged_on_failure(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    // A lost connection may have been lost while committing: its message says so.
    if (error.code() == ErrorCode::unavailable || error.code() == ErrorCode::conflict) throw;
    throw Error{error.code(), std::string{error.what()} + "; nothing was changed", error.fields()};
  }
}

std::optional<std::string> why_nothing_to_separate(const store::DatabaseContents& contents) {
  if (contents.separated_at) {
    return "there is nothing to do: the older system was taken over at " + format_seconds_utc(*contents.separated_at);
  }
  if (contents.has_our_schema) return "there is nothing to do: this database holds nothing of the older system";
  if (contents.older_tables.empty()) {
    return "there is nothing to do: this database has no tables of the older system; llm-benchmark-api serve makes "
           "ours";
  }
  return std::nullopt;
}

void require_separable(db::Transaction& tx, const store::DatabaseContents& contents) {
  if (contents.has_legacy_schema) {
    throw Error{ErrorCode::conflict,
                "the database has a schema named legacy that is not of this migration; rename or drop it, nothing was "
                "changed"};
  }
  const auto missing = store::list_missing_parts(tx, contents.older_tables);
  if (!missing.empty()) {
    throw Error{ErrorCode::conflict, "this is not a whole database of the older system: " + join(missing, ", ") +
                                         (missing.size() == 1 ? " is" : " are") + " missing; nothing was changed"};
  }
}

/// Everything of `separate` but its end.
void take_over(db::Transaction& tx, const std::vector<std::string>& tables, TimePoint now,
               const LegacyProgress& progress) {
  progress(LegacyStep::move, 0, 0);
  store::move_to_legacy(tx, tables);
  store::create_migration_records(tx);
  progress(LegacyStep::schema, 0, 0);
  db::migrate_within(tx);
  store::begin_bulk_copy(tx);
  progress(LegacyStep::machines, 0, 0);
  copy_legacy_machines(tx, now);
  progress(LegacyStep::variants, 0, 0);
  copy_legacy_variants(tx, now);
  copy_legacy_runs(tx, now, progress);
  store::analyze_copied_tables(tx);
  progress(LegacyStep::metrics, 0, 0);
  copy_legacy_metrics(tx);
  copy_legacy_scores(tx, now, progress);
  store::date_variants_and_machines(tx);
  store::end_bulk_copy(tx);
  store::analyze_copied_tables(tx);
}

Json account_of(const std::vector<store::TableAccount>& tables) {
  Json account = Json::object();
  for (const auto& table : tables) {
    account[table.table] = {{"rows", table.rows},
                            {"copied", table.copied},
                            {"merged", table.merged},
                            {"history", table.history},
                            {"legacy", table.legacy}};
  }
  return account;
}

void fill_report(db::Transaction& tx, LegacyReport& report) {
  report.tables = store::list_table_accounts(tx);
  report.groups = store::list_fate_groups(tx);
  report.checks = store::verify_legacy(tx);
}

/// Ends the transaction with the report that says what differs.
void require_verified(LegacyReport& report, const std::string& consequence) {
  if (report.verified()) return;
  report.outcome = LegacyReport::Outcome::taken_back;
  report.sentence = "the verification found differences; " + consequence;
  throw TakenBack{};
}

void require_separated(const store::DatabaseContents& contents, const std::string& what) {
  if (contents.separated_at) return;
  throw Error{ErrorCode::conflict, "there is nothing to " + what +
                                       ": this database keeps no tables of the older system (migrate separate was not "
                                       "run, or migrate cleanup was)"};
}

void write_after_migration(db::Transaction& tx, const AfterMigrationSink& sink, RollbackReport& report) {
  const auto ids = store::list_runs_after_migration(tx);
  for (std::size_t at = 0; at < ids.size(); at += kWrittenBatch) {
    const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), at + kWrittenBatch));
    for (const ExperimentRun& run : read_experiment_runs(tx, {ids.begin() + static_cast<std::ptrdiff_t>(at), end})) {
      sink.on_run(run);
      ++report.runs_written;
    }
  }
  for (const auto& scores : store::list_scores_after_migration(tx)) {
    sink.on_scores(scores);
    ++report.score_sets_written;
  }
}

}  // namespace

std::string_view to_string(LegacyStep step) {
  static constexpr std::array<std::string_view, 13> kNames{"lock",   "move",    "schema", "machines", "variants",
                                                           "runs",   "metrics", "scores", "verify",   "write",
                                                           "remove", "restore", "commit"};
  return kNames.at(static_cast<std::size_t>(step));
}

bool LegacyReport::verified() const {
  return std::ranges::all_of(checks, [](const auto& check) { return check.problems == 0; });
}

LegacyReport LegacyMigration::separate(bool dry_run, TimePoint now, const std::string& version) {
  LegacyReport report;
  transact(dry_run, [&](db::Transaction& tx) {
    report = {};
    const auto contents = store::find_database_contents(tx);
    if (const auto reason = why_nothing_to_separate(contents)) {
      report.outcome = LegacyReport::Outcome::nothing_to_do;
      report.sentence = *reason;
      return;
    }
    require_separable(tx, contents);
    store::lock_tables(tx, contents.older_tables);
    take_over(tx, contents.older_tables, now, progress_);
    progress_(LegacyStep::verify, 0, 0);
    fill_report(tx, report);
    require_verified(report, "everything was taken back, nothing was changed");
    store::finish_migration_records(tx, now, version);
    store::insert_audit_entry(tx, {"migration", "database", std::nullopt, account_of(report.tables), std::nullopt});
    report.outcome = dry_run ? LegacyReport::Outcome::dry_run : LegacyReport::Outcome::done;
    report.sentence = dry_run
                          ? "the older system can be taken over and verified; this was a dry run, nothing was changed"
                          : "the older system was taken over and verified; its tables are kept in the schema legacy";
  });
  return report;
}

LegacyReport LegacyMigration::verify() {
  progress_(LegacyStep::verify, 0, 0);
  return pool_.transact(
      [](db::Transaction& tx) {
        store::allow_long_statements(tx);
        store::allow_more_memory(tx);
        require_separated(store::find_database_contents(tx), "verify");
        LegacyReport report;
        fill_report(tx, report);
        report.sentence = report.verified() ? "the migration is complete and correct"
                                            : "the verification found differences; see the checks";
        return report;
      },
      db::Isolation::repeatable_read_read_only);
}

RollbackReport LegacyMigration::rollback(bool dry_run, const AfterMigrationSink& sink) {
  RollbackReport report;
  transact(dry_run, [&](db::Transaction& tx) {
    report = {};
    sink.on_begin();
    require_separated(store::find_database_contents(tx), "take back");
    store::lock_tables(tx, written_tables());
    report.tables = store::list_legacy_tables(tx);
    progress_(LegacyStep::write, 0, 0);
    write_after_migration(tx, sink, report);
    progress_(LegacyStep::remove, 0, 0);
    db::drop_migrated_schema(tx);
    progress_(LegacyStep::restore, 0, 0);
    store::move_back_from_legacy(tx);
    sink.on_end();
    report.outcome = dry_run ? LegacyReport::Outcome::dry_run : LegacyReport::Outcome::done;
    report.sentence = dry_run ? "the older system's tables can be put back; this was a dry run, nothing was changed"
                              : "the older system's tables are back as they were";
  });
  return report;
}

LegacyReport LegacyMigration::cleanup(bool dry_run) {
  LegacyReport report;
  const auto drop = [&](db::Transaction& tx) {
    report = {};
    if (!store::find_database_contents(tx).separated_at) {
      report.outcome = LegacyReport::Outcome::nothing_to_do;
      report.sentence = "there is nothing to do: this database keeps no tables of the older system";
      return;
    }
    progress_(LegacyStep::verify, 0, 0);
    fill_report(tx, report);
    require_verified(report, "nothing was dropped");
    progress_(LegacyStep::remove, 0, 0);
    store::drop_legacy(tx);
    report.outcome = dry_run ? LegacyReport::Outcome::dry_run : LegacyReport::Outcome::done;
    report.sentence =
        dry_run ? "verified; the older system's tables would be dropped; this was a dry run, nothing was changed"
                : "verified, and the older system's tables were dropped; there is no way back but a backup";
  };
  // Last, because a number that was given to an entry is not given again even when everything else is taken back.
  transact(dry_run, drop, [&](db::Transaction& tx) {
    if (report.outcome == LegacyReport::Outcome::nothing_to_do) return;
    store::insert_audit_entry(tx, {"migration", "legacy", std::nullopt, account_of(report.tables), std::nullopt});
  });
  return report;
}

void LegacyMigration::transact(bool dry_run, const Work& work, const Work& last) {
  try {
    unchanged_on_failure([&] {
      pool_.transact([&](db::Transaction& tx) {
        progress_(LegacyStep::lock, 0, 0);
        db::lock_migrations(tx);
        store::allow_more_memory(tx);
        work(tx);
        if (dry_run) throw TakenBack{};
        progress_(LegacyStep::commit, 0, 0);
        if (last) last(tx);
      });
    });
  } catch (const TakenBack&) {  // the report says why
  }
}

}  // namespace llmbench::service
