#pragma once
// What became of every row of the older system: kept in the schema `legacy` beside the rows themselves, so that the
// migration can be verified later. Called by service/legacy.

#include "llmbench/db/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::store {

enum class RowFate {
  copied,   ///< it is a row of ours
  merged,   ///< it is the same as another one, which is a row of ours
  history,  ///< kept, but not what is shown: a repeated metric (audit_log) or an older score set (score_uploads)
  legacy,   ///< it stays in the schema `legacy` only
};
[[nodiscard]] std::string_view to_string(RowFate fate);

/// Runs and metrics that were simply copied have none: they are found under their own id.
struct FateOfRow {
  std::string table;
  Uuid row_id;
  RowFate fate = RowFate::copied;
  std::optional<Uuid> target;  ///< the row of ours
  std::string reason;          ///< "" for a plain copy
};
void insert_fates(db::Transaction& tx, const std::vector<FateOfRow>& fates);

struct TableAccount {
  std::string table;
  std::int64_t rows = 0;
  std::int64_t copied = 0;
  std::int64_t merged = 0;
  std::int64_t history = 0;
  std::int64_t legacy = 0;
};
/// One a table of the older system, by name.
[[nodiscard]] std::vector<TableAccount> list_table_accounts(db::Transaction& tx);

/// Rows of one table that share a fate and its reason.
struct FateGroup {
  std::string table;
  std::string fate;
  std::string reason;
  std::int64_t rows = 0;
  std::vector<Uuid> examples;  ///< the first few ids
};
/// Those with a reason; all of them stand in legacy.row_fates.
[[nodiscard]] std::vector<FateGroup> list_fate_groups(db::Transaction& tx);

/// Makes the tables of the records; `legacy` must exist and our schema must not yet.
void create_migration_records(db::Transaction& tx);
/// The migration is complete in this transaction.
void finish_migration_records(db::Transaction& tx, TimePoint separated_at, const std::string& version);

/// Our tables without triggers of the change feed, foreign keys and plain indexes: nobody may read them until they are
/// back.
void begin_bulk_copy(db::Transaction& tx);
/// Everything is there again and checked, and every server reads everything anew. Throws Error{conflict} when a row
/// refers to nothing.
void end_bulk_copy(db::Transaction& tx);
/// Fresh statistics of all copied tables, for what comes next in the transaction.
void analyze_copied_tables(db::Transaction& tx);
/// Variants are as old as their first run or score, machines as old as they were in the older system.
void date_variants_and_machines(db::Transaction& tx);

/// Puts the rows of older values of a metric into audit_log, one entry a run.
void archive_repeated_metrics(db::Transaction& tx, const std::vector<Uuid>& metric_ids);

}  // namespace llmbench::store
