#include "llmbench/db/migrations.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/hash.hpp"
#include "llmbench/util/text.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>

namespace llmbench::db {
namespace {

// Waits for another process that is migrating; a long index build there may take minutes.
constexpr Statement kWaitForLock{"migration_lock_timeout", R"sql(
  SELECT set_config('lock_timeout', '600000', true), set_config('statement_timeout', '600000', true))sql"};
// The key is arbitrary but must never change: every version of the program locks the same one.
constexpr Statement kLock{"migration_lock", "SELECT pg_advisory_xact_lock(7236452713905527)"};
// The script itself may run long, but must not queue everybody behind a lock it cannot get.
constexpr Statement kScriptTimeouts{"migration_timeouts", R"sql(
  SELECT set_config('lock_timeout', '30000', true), set_config('statement_timeout', '0', true),
         set_config('idle_in_transaction_session_timeout', '0', true))sql"};

constexpr Statement kTableExists{"schema_migrations_exists", R"sql(
  SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_tables
                 WHERE schemaname = current_schema() AND tablename = 'schema_migrations') AS found)sql"};

constexpr const char* kCreateTable = R"sql(
  CREATE TABLE schema_migrations (
    version    integer PRIMARY KEY CHECK (version > 0),
    name       text NOT NULL UNIQUE,
    sha256     text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    applied_at timestamptz NOT NULL DEFAULT now(),
    took_ms    integer NOT NULL CHECK (took_ms >= 0)
  );
  COMMENT ON TABLE schema_migrations IS 'Applied migrations: one row per file of migrations/.';
  COMMENT ON COLUMN schema_migrations.version IS 'Number of the file.';
  COMMENT ON COLUMN schema_migrations.name IS 'Name of the file without .sql.';
  COMMENT ON COLUMN schema_migrations.sha256 IS 'Checksum of the file as it was applied.';
  COMMENT ON COLUMN schema_migrations.applied_at IS 'When it was applied.';
  COMMENT ON COLUMN schema_migrations.took_ms IS 'How long it took, in milliseconds.')sql";

constexpr Statement kListApplied{"list_applied_migrations", R"sql(
  SELECT version, name, sha256, applied_at, took_ms FROM schema_migrations ORDER BY version)sql"};

constexpr Statement kInsertApplied{"insert_applied_migration", R"sql(
  INSERT INTO schema_migrations (version, name, sha256, took_ms)
  SELECT $1::integer, $2::text, $3::text,
         least(2147483647, extract(epoch FROM clock_timestamp() - started) * 1000)::integer
  FROM (SELECT $4::timestamptz AS started) AS start
  RETURNING applied_at, took_ms)sql"};

constexpr Statement kClock{"migration_clock", "SELECT clock_timestamp() AS at"};

/// Tables of the older system and of ours that a database without schema_migrations must not have.
constexpr Statement kFindOurTables{"find_our_tables", R"sql(
  SELECT tablename AS table_name FROM pg_catalog.pg_tables
  WHERE schemaname = current_schema()
    AND (tablename IN ('test_runs', 'model_variants', 'hardware_profiles', 'performance_metrics', 'score_uploads',
                        'score_parts', 'audit_log', 'change_log', 'api_tokens')
         OR tablename ~ '^(mmlu|gsm8k|humaneval|hellaswag|truthfulqa|generic_benchmark)_scores(_v2)?$')
  ORDER BY tablename)sql"};

struct Planned {
  int version = 0;
  const MigrationFile* file = nullptr;
  std::string sha256;
};

/// Number, checksum and order of the files; a wrong set is a mistake in the build.
std::vector<Planned> plan(const std::vector<MigrationFile>& files) {
  std::vector<Planned> planned;
  for (const MigrationFile& file : files) {
    const auto version = parse_integer(std::string_view{file.name}.substr(0, file.name.find('_')));
    if (!version || *version <= 0 || *version > 999'999) {
      throw Error{ErrorCode::internal, "the migration '" + file.name + "' is not named NNNN_what"};
    }
    planned.push_back({static_cast<int>(*version), &file, sha256_hex(file.sql)});
  }
  std::sort(planned.begin(), planned.end(), [](const Planned& a, const Planned& b) { return a.version < b.version; });
  const auto twice = std::adjacent_find(planned.begin(), planned.end(),
                                        [](const Planned& a, const Planned& b) { return a.version == b.version; });
  if (twice != planned.end()) {
    throw Error{ErrorCode::internal, "two migrations have the number of '" + twice->file->name + "'"};
  }
  return planned;
}

bool has_table(Transaction& tx) {
  return tx.run(kTableExists)[0].get<bool>("found");
}

std::map<int, MigrationState> list_applied(Transaction& tx) {
  std::map<int, MigrationState> applied;
  for (const Row& row : tx.run(kListApplied)) {
    const int version = row.get<int>("version");
    applied[version] = {version, row.get<std::string>("name"), row.get<std::string>("sha256"),
                        row.get<TimePoint>("applied_at"), row.get<int>("took_ms")};
  }
  return applied;
}

/// What is applied must be a beginning of what we have, byte for byte.
void check_applied(const std::map<int, MigrationState>& applied, const std::vector<Planned>& planned) {
  std::map<int, const Planned*> known;
  for (const Planned& one : planned) known[one.version] = &one;
  for (const auto& [version, state] : applied) {
    const auto ours = known.find(version);
    if (ours == known.end()) {
      throw Error{ErrorCode::conflict, "the database has the migration '" + state.name +
                                           "', which this program does not know: it was used by a newer version; "
                                           "install that version or restore a backup"};
    }
    if (ours->second->sha256 != state.sha256) {
      throw Error{ErrorCode::conflict, "the migration '" + state.name +
                                           "' was changed after it was applied to this database; an applied migration "
                                           "is never edited, add a new one"};
    }
  }
  const int newest = applied.empty() ? 0 : applied.rbegin()->first;
  for (const Planned& one : planned) {
    if (one.version < newest && applied.count(one.version) == 0) {
      throw Error{ErrorCode::conflict, "the migration '" + one.file->name +
                                           "' is older than what this database has, but was never applied to it; give "
                                           "it the next free number"};
    }
  }
}

/// The first start on a database: it is empty, or belongs to the older system.
void create_table(Transaction& tx) {
  std::vector<std::string> ours;
  for (const Row& row : tx.run(kFindOurTables)) ours.push_back(row.get<std::string>("table_name"));
  if (!ours.empty()) {
    throw Error{ErrorCode::conflict, "the database has tables of the older system (" + join(ours, ", ") +
                                         "), nothing was changed; run 'llm-benchmark-api migrate separate' to take "
                                         "them over"};
  }
  tx.run_script("create_schema_migrations", kCreateTable);
}

/// Applies the oldest pending migration; nullopt when there is none. Everything is read again under the lock, so two
/// processes that start together apply each migration once.
std::optional<MigrationState> apply_next(Transaction& tx, const std::vector<Planned>& planned) {
  lock_migrations(tx);
  if (!has_table(tx)) create_table(tx);
  const auto applied = list_applied(tx);
  check_applied(applied, planned);
  const auto next =
      std::find_if(planned.begin(), planned.end(), [&](const Planned& one) { return applied.count(one.version) == 0; });
  if (next == planned.end()) return std::nullopt;
  const auto start = tx.run(kClock)[0].get<TimePoint>("at");
  try {
    tx.run_script("migration " + next->file->name, next->file->sql);
  } catch (const Error& e) {
    throw Error{e.code(), "the migration '" + next->file->name + "' failed and was rolled back; the log says why"};
  }
  const Result stored =
      tx.run(kInsertApplied, Params{}.add(next->version).add(next->file->name).add(next->sha256).add(start));
  return MigrationState{next->version, next->file->name, next->sha256, stored[0].get<TimePoint>("applied_at"),
                        stored[0].get<int>("took_ms")};
}

}  // namespace

void lock_migrations(Transaction& tx) {
  tx.run(kWaitForLock);
  tx.run(kLock);
  tx.run(kScriptTimeouts);
}

std::vector<MigrationState> migration_status(Pool& pool, const std::vector<MigrationFile>& files) {
  const auto planned = plan(files);
  const auto applied =
      pool.transact([](Transaction& tx) { return has_table(tx) ? list_applied(tx) : std::map<int, MigrationState>{}; },
                    Isolation::repeatable_read_read_only);
  check_applied(applied, planned);
  std::vector<MigrationState> states;
  for (const Planned& one : planned) {
    const auto found = applied.find(one.version);
    states.push_back(found != applied.end()
                         ? found->second
                         : MigrationState{one.version, one.file->name, one.sha256, std::nullopt, std::nullopt});
  }
  return states;
}

std::vector<MigrationState> migrate_up(Pool& pool, const std::vector<MigrationFile>& files) {
  const auto planned = plan(files);
  std::vector<MigrationState> done;
  while (true) {
    const auto applied = pool.transact([&](Transaction& tx) { return apply_next(tx, planned); });
    if (!applied) return done;
    spdlog::info("database: applied migration {} in {} ms", applied->name, *applied->took_ms);
    done.push_back(*applied);
  }
}

void migrate_within(Transaction& tx, const std::vector<MigrationFile>& files) {
  const auto planned = plan(files);
  while (apply_next(tx, planned)) {
  }
}

}  // namespace llmbench::db
