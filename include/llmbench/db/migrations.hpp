#pragma once
// Applies migrations/NNNN_name.sql, which are embedded in the binary.

#include "llmbench/db/pool.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::db {

struct MigrationFile {
  std::string name;  ///< "0001_schema"
  std::string sql;
};

/// In order of their number (generated source).
[[nodiscard]] std::vector<MigrationFile> embedded_migrations();

struct MigrationState {
  int version = 0;
  std::string name;
  std::string sha256;
  std::optional<TimePoint> applied_at;  ///< nullopt = pending
  std::optional<int> took_ms;
};

/// What is applied and what is pending. Throws Error{conflict} when an applied file changed or the database is newer
/// than the binary.
[[nodiscard]] std::vector<MigrationState> migration_status(
    Pool& pool, const std::vector<MigrationFile>& files = embedded_migrations());

/// Applies what is pending under an advisory lock, each in its own transaction, and returns what was applied. Throws
/// Error{conflict} as migration_status does, and when a table of ours exists without schema_migrations ("run migrate
/// separate"); then nothing is changed.
std::vector<MigrationState> migrate_up(Pool& pool, const std::vector<MigrationFile>& files = embedded_migrations());

/// Nobody else migrates this database until the transaction ends; the transaction may then run long, but waits at most
/// 30 seconds for the lock of a table.
void lock_migrations(Transaction& tx);

/// Applies what is pending in the caller's transaction: all of it or nothing. Throws like migrate_up.
void migrate_within(Transaction& tx, const std::vector<MigrationFile>& files = embedded_migrations());

/// Drops everything that the applied migrations made in the schema `public`, and nothing else. Throws Error{conflict}
/// when something else in the database depends on it.
void drop_migrated_schema(Transaction& tx, const std::vector<MigrationFile>& files = embedded_migrations());

}  // namespace llmbench::db
