#pragma once
// Coming from the older system: its tables move into the schema `legacy`, their data becomes ours, and the way back
// stays open until cleanup. Every step is one transaction: it happens as a whole or not at all. Called by the command
// line (migrate separate | verify | rollback | cleanup).

#include "llmbench/domain/run.hpp"
#include "llmbench/store/after_migration_store.hpp"
#include "llmbench/store/legacy_records.hpp"
#include "llmbench/store/legacy_verification.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::db {
class Pool;
class Transaction;
}  // namespace llmbench::db

namespace llmbench::service {

enum class LegacyStep {
  lock,    ///< waits for whoever uses the older tables
  move,    ///< the older tables go to `legacy`
  schema,  ///< ours is made
  machines,
  variants,
  runs,
  metrics,
  scores,
  verify,
  write,    ///< what came after the migration is written to a file
  remove,   ///< our schema, or `legacy`, is dropped
  restore,  ///< the older tables go back
  commit,
};
[[nodiscard]] std::string_view to_string(LegacyStep step);

/// A step begins, or has come so far: `done` of `total` rows, 0 of 0 where rows are not counted.
using LegacyProgress = std::function<void(LegacyStep step, std::int64_t done, std::int64_t total)>;

struct LegacyReport {
  enum class Outcome {
    done,
    dry_run,        ///< it would be done; nothing was changed
    taken_back,     ///< the verification found differences; nothing was changed
    nothing_to_do,  ///< there is nothing of the older system, or it was done before
  };
  Outcome outcome = Outcome::done;
  std::string sentence;  ///< what happened, for people
  std::vector<store::TableAccount> tables;
  std::vector<store::FateGroup> groups;  ///< rows that are not plain copies
  std::vector<store::VerificationCheck> checks;

  /// Holds also where there was nothing to check.
  [[nodiscard]] bool verified() const;
};

/// Where rollback writes what came after the migration.
struct AfterMigrationSink {
  std::function<void(const ExperimentRun&)> on_run;
  std::function<void(const store::ScoresAfterMigration&)> on_scores;
  /// Everything is written and the rollback can be committed; when it returns it is safe on the disk.
  std::function<void()> on_end;
  /// Comes first, and again when the rollback begins anew because another session was in its way: what was given before
  /// does not count.
  std::function<void()> on_begin = [] {};
};

struct RollbackReport {
  LegacyReport::Outcome outcome = LegacyReport::Outcome::done;
  std::string sentence;
  std::int64_t runs_written = 0;
  std::int64_t score_sets_written = 0;
  std::vector<std::string> tables;  ///< of the older system, put back
};

class LegacyMigration {
 public:
  LegacyMigration(db::Pool& pool, LegacyProgress progress) : pool_(pool), progress_(std::move(progress)) {}

  /// Throws Error{conflict} with one sentence, and nothing is changed, when the database cannot be taken over.
  LegacyReport separate(bool dry_run, TimePoint now, const std::string& version);
  /// Throws Error{conflict} when there is nothing to verify.
  [[nodiscard]] LegacyReport verify();
  /// Throws Error{conflict} when there is no way back.
  RollbackReport rollback(bool dry_run, const AfterMigrationSink& sink);
  LegacyReport cleanup(bool dry_run);

 private:
  using Work = std::function<void(db::Transaction&)>;
  /// All of the work in one transaction; a dry run takes it back at the end, else `last` follows.
  void transact(bool dry_run, const Work& work, const Work& last = {});

  db::Pool& pool_;
  LegacyProgress progress_;
};

}  // namespace llmbench::service
