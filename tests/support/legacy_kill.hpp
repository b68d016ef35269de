#pragma once
// The steps of the migrate commands, and a command that is interrupted at one of them.

#include "support/older_system_test.hpp"

#include "llmbench/db/pool.hpp"

#include <functional>
#include <vector>

namespace llmbench::testing {

using service::LegacyMigration;
using service::LegacyStep;

inline constexpr LegacyStep kSeparateSteps[] = {
    LegacyStep::lock, LegacyStep::move,    LegacyStep::schema, LegacyStep::machines, LegacyStep::variants,
    LegacyStep::runs, LegacyStep::metrics, LegacyStep::scores, LegacyStep::verify,   LegacyStep::commit};
inline constexpr LegacyStep kRollbackSteps[] = {LegacyStep::lock, LegacyStep::write, LegacyStep::remove,
                                                LegacyStep::restore, LegacyStep::commit};
inline constexpr LegacyStep kCleanupSteps[] = {LegacyStep::lock, LegacyStep::verify, LegacyStep::remove,
                                               LegacyStep::commit};

using MigrateCommand = void (*)(LegacyMigration&);
inline void separate_command(LegacyMigration& migration) {
  (void)migration.separate(false, now_utc(), "test");
}
inline void rollback_command(LegacyMigration& migration) {
  (void)migration.rollback(false, {[](const auto&) {}, [](const auto&) {}, [] {}});
}
inline void cleanup_command(LegacyMigration& migration) {
  (void)migration.cleanup(false);
}

/// Runs the command; `interrupt` is called when the step begins.
inline void run_interrupted(db::Pool& pool, MigrateCommand command, LegacyStep step,
                            const std::function<void()>& interrupt) {
  LegacyMigration migration{pool, [&](LegacyStep reached, std::int64_t done, std::int64_t) {
                              if (reached == step && done == 0) interrupt();
                            }};
  command(migration);
}

}  // namespace llmbench::testing
