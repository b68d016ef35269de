#pragma once
// Reports of the migrate commands as text and as JSON, and their progress. Called by migrate_commands.

#include "llmbench/service/legacy_migration.hpp"

#include <string>

namespace llmbench::apps {

void print_report(const std::string& command, const service::LegacyReport& report, bool json);
/// `file` is empty when nothing came after the migration.
void print_rollback_report(const service::RollbackReport& report, const std::string& file, bool json);

/// Tells every step on standard error, and how far it is at most every second.
[[nodiscard]] service::LegacyProgress progress_on_stderr();

}  // namespace llmbench::apps
