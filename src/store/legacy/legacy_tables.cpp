// Finding the tables of the older system and moving them.

#include "store/legacy/tables.hpp"

#include "llmbench/store/legacy_store.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::store {
namespace {

constexpr db::Statement kListTables{"list_tables_of_schema", R"sql(
SELECT c.relname AS name
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND c.relname = ANY ($2::text[])
ORDER BY c.relname COLLATE "C"
)sql"};

constexpr db::Statement kFindContents{"find_database_contents", R"sql(
SELECT to_regclass('public.schema_migrations') IS NOT NULL AS has_our_schema,
       to_regnamespace('legacy') IS NOT NULL AS has_legacy_schema,
       to_regclass('legacy.migration') IS NOT NULL AS has_migration
)sql"};

constexpr db::Statement kSeparatedAt{"find_separation", "SELECT separated_at FROM legacy.migration"};

constexpr db::Statement kListColumns{"list_columns_of_tables", R"sql(
SELECT table_name || '.' || column_name AS name
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = ANY ($1::text[])
)sql"};

constexpr db::Statement kAllowLong{"allow_long_statements", R"sql(
SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)
)sql"};

// Millions of rows are sorted and joined: in memory where they fit, and without compiling a statement that runs once.
constexpr db::Statement kAllowMemory{"allow_more_memory", R"sql(
SELECT set_config('work_mem', '64MB', true), set_config('maintenance_work_mem', '256MB', true),
       set_config('jit', 'off', true)
)sql"};

// Our schema let the role in; where it was there before it stays.
constexpr db::Statement kRevokeReader{"revoke_reader_usage", R"sql(
DO $$
BEGIN
  IF NOT (SELECT reader_had_usage FROM legacy.migration)
     AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'llm_benchmark_reader') THEN
    REVOKE USAGE ON SCHEMA public FROM llm_benchmark_reader;
  END IF;
END $$)sql"};

std::vector<std::string> legacy_table_names() {
  std::vector<std::string> names;
  for (const LegacyTable& table : kLegacyTables) names.emplace_back(table.name);
  return names;
}

std::vector<std::string> list_tables(db::Transaction& tx, const char* schema) {
  std::vector<std::string> names;
  for (const db::Row row : tx.run(kListTables, db::Params{}.add(schema).add(legacy_table_names()))) {
    names.push_back(row.get<std::string>("name"));
  }
  return names;
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

DatabaseContents find_database_contents(db::Transaction& tx) {
  const db::Row row = tx.run(kFindContents)[0];
  DatabaseContents contents;
  contents.has_our_schema = row.get<bool>("has_our_schema");
  contents.has_legacy_schema = row.get<bool>("has_legacy_schema");
  if (row.get<bool>("has_migration")) contents.separated_at = tx.run(kSeparatedAt)[0].get<TimePoint>("separated_at");
  if (!contents.has_our_schema) contents.older_tables = list_tables(tx, "public");
  return contents;
}

std::vector<std::string> list_missing_parts(db::Transaction& tx, const std::vector<std::string>& tables) {
  std::vector<std::string> columns;
  for (const db::Row row : tx.run(kListColumns, db::Params{}.add(tables))) {
    columns.push_back(row.get<std::string>("name"));
  }
  std::vector<std::string> missing;
  for (const LegacyTable& table : kLegacyTables) {
    const std::string name{table.name};
    if (!contains(tables, name)) {
      if (table.kind == LegacyTableKind::base) missing.push_back(name);
      continue;
    }
    for (const std::string& column : split(table.needed_columns, ',')) {
      if (!contains(columns, name + "." + column)) missing.push_back(name + "." + column);
    }
  }
  return missing;
}

void allow_long_statements(db::Transaction& tx) {
  tx.run(kAllowLong);
}

void allow_more_memory(db::Transaction& tx) {
  tx.run(kAllowMemory);
}

void lock_tables(db::Transaction& tx, const std::vector<std::string>& tables) {
  for (const std::string& table : tables) {
    tx.run_script("lock_older_table", "LOCK TABLE public." + table + " IN ACCESS EXCLUSIVE MODE");
  }
}

void move_to_legacy(db::Transaction& tx, const std::vector<std::string>& tables) {
  tx.run_script("create_legacy",
                "CREATE SCHEMA legacy; COMMENT ON SCHEMA legacy IS 'Tables of the older system as they were, and what "
                "became of their rows. Dropped by llm-benchmark-api migrate cleanup.'");
  for (const std::string& table : tables) {
    tx.run_script("move_to_legacy", "ALTER TABLE public." + table + " SET SCHEMA legacy");
  }
}

void move_back_from_legacy(db::Transaction& tx) {
  tx.run(kRevokeReader);
  tx.run_script("drop_migration_records", "DROP TABLE legacy.row_fates, legacy.migration");
  for (const std::string& table : list_tables(tx, "legacy")) {
    tx.run_script("move_back_from_legacy", "ALTER TABLE legacy." + table + " SET SCHEMA public");
  }
  tx.run_script("drop_legacy", "DROP SCHEMA legacy");
}

void drop_legacy(db::Transaction& tx) {
  std::vector<std::string> tables{"legacy.row_fates", "legacy.migration"};
  for (const std::string& table : list_tables(tx, "legacy")) tables.push_back("legacy." + table);
  tx.run_script("drop_legacy_tables", "DROP TABLE " + join(tables, ", "));
  tx.run_script("drop_legacy", "DROP SCHEMA legacy");
}

std::vector<std::string> list_legacy_tables(db::Transaction& tx) {
  return list_tables(tx, "legacy");
}

}  // namespace llmbench::store
