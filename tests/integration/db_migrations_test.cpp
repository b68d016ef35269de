// The migration runner: each file once, all or nothing, never on a database it does not understand.
#include "support/test_database.hpp"

#include "llmbench/db/migrations.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/hash.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace llmbench::db {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TestDatabase;

using Files = std::vector<MigrationFile>;

const MigrationFile kFirst{"0001_first", "CREATE TABLE first (id integer); CREATE TABLE second (id integer);"};
const MigrationFile kSecond{"0002_second", "ALTER TABLE first ADD COLUMN name text;"};

std::vector<std::string> names(const std::vector<MigrationState>& states) {
  std::vector<std::string> names;
  for (const MigrationState& state : states) names.push_back(state.name);
  return names;
}

class DbMigrations : public ::testing::Test {
 protected:
  std::vector<std::string> tables() {
    const Result rows = pool_.transact([](Transaction& tx) {
      return tx.run({"tables", "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"});
    });
    std::vector<std::string> found;
    for (const Row& row : rows) found.push_back(row.get<std::string>("tablename"));
    return found;
  }
  void execute(const char* sql) {
    pool_.transact([&](Transaction& tx) { tx.run({"test", sql}); });
  }
  /// The message of the conflict that migrate_up reports.
  std::string refusal(const Files& files) {
    try {
      migrate_up(pool_, files);
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::conflict);
      return e.what();
    }
    return "no error";
  }

  TestDatabase database_{TestDatabase::Contents::empty};
  Pool& pool_ = database_.pool();
};

TEST_F(DbMigrations, AppliesWhatIsPendingInOrder) {
  EXPECT_THAT(names(migrate_up(pool_, {kFirst})), ElementsAre("0001_first"));
  EXPECT_THAT(names(migrate_up(pool_, {kSecond, kFirst})), ElementsAre("0002_second"));
  EXPECT_THAT(migrate_up(pool_, {kFirst, kSecond}), IsEmpty());
  EXPECT_THAT(tables(), ElementsAre("first", "schema_migrations", "second"));
}

TEST_F(DbMigrations, StatusTellsAppliedAndPending) {
  EXPECT_FALSE(migration_status(pool_, {kFirst})[0].applied_at.has_value());
  EXPECT_THAT(tables(), IsEmpty()) << "asking changes nothing";

  migrate_up(pool_, {kFirst});
  const auto states = migration_status(pool_, {kFirst, kSecond});

  ASSERT_EQ(states.size(), 2U);
  EXPECT_EQ(states[0].version, 1);
  EXPECT_EQ(states[0].sha256, sha256_hex(kFirst.sql));
  EXPECT_TRUE(states[0].applied_at.has_value());
  EXPECT_GE(states[0].took_ms.value_or(-1), 0);
  EXPECT_EQ(states[1].name, "0002_second");
  EXPECT_FALSE(states[1].applied_at.has_value());
}

TEST_F(DbMigrations, AFailingMigrationLeavesNothing) {
  const MigrationFile broken{"0002_broken", "CREATE TABLE half (id integer); SELECT 1/0;"};
  try {
    migrate_up(pool_, {kFirst, broken});
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("0002_broken"));
  }
  EXPECT_THAT(tables(), ElementsAre("first", "schema_migrations", "second"));
  EXPECT_THAT(names(migrate_up(pool_, {kFirst, kSecond})), ElementsAre("0002_second"));
}

TEST_F(DbMigrations, AChangedAppliedFileIsRefused) {
  migrate_up(pool_, {kFirst});
  const MigrationFile changed{"0001_first", kFirst.sql + " -- edited"};
  EXPECT_THAT(refusal({changed, kSecond}), HasSubstr("0001_first"));
  EXPECT_THROW((void)migration_status(pool_, {changed}), Error);
  EXPECT_THAT(names(migration_status(pool_, {kFirst})), ElementsAre("0001_first"));
}

TEST_F(DbMigrations, ANewerDatabaseIsRefused) {
  migrate_up(pool_, {kFirst, kSecond});
  EXPECT_THAT(refusal({kFirst}), HasSubstr("newer version"));
  EXPECT_THROW((void)migration_status(pool_, {kFirst}), Error);
}

TEST_F(DbMigrations, AFileBelowTheNewestAppliedOneIsRefused) {
  migrate_up(pool_, {{"0002_second", "SELECT 1"}});
  EXPECT_THAT(refusal({kFirst, {"0002_second", "SELECT 1"}}), HasSubstr("next free number"));
}

TEST_F(DbMigrations, TablesOfTheOlderSystemAreLeftAlone) {
  execute("CREATE TABLE test_runs (id text)");
  execute("CREATE TABLE mmlu_scores (id text)");
  const std::string message = refusal({kFirst});
  EXPECT_THAT(message, HasSubstr("migrate separate"));
  EXPECT_THAT(message, HasSubstr("mmlu_scores, test_runs"));
  EXPECT_THAT(tables(), ElementsAre("mmlu_scores", "test_runs"));
}

TEST_F(DbMigrations, TablesOfOthersDoNotMatter) {
  execute("CREATE TABLE invoices (id text)");
  migrate_up(pool_, {kFirst});
  EXPECT_THAT(tables(), ElementsAre("first", "invoices", "schema_migrations", "second"));
}

TEST_F(DbMigrations, ProcessesThatStartTogetherApplyEachOnce) {
  Pool other{database_.pool_options()};
  const Files files{kFirst, kSecond, {"0003_slow", "SELECT pg_sleep(0.05); CREATE TABLE third (id integer);"}};

  auto theirs = std::async(std::launch::async, [&] { return migrate_up(other, files).size(); });
  const std::size_t ours = migrate_up(pool_, files).size();

  EXPECT_EQ(ours + theirs.get(), 3U);
  EXPECT_EQ(migration_status(pool_, files).size(), 3U);
}

TEST_F(DbMigrations, WithinATransactionAllAreAppliedOrNone) {
  EXPECT_THROW(pool_.transact([](Transaction& tx) {
    migrate_within(tx, {kFirst, kSecond});
    throw Error{ErrorCode::conflict, "changed my mind"};
  }),
               Error);
  EXPECT_THAT(tables(), IsEmpty());
  pool_.transact([](Transaction& tx) { migrate_within(tx, {kFirst, kSecond}); });
  EXPECT_THAT(tables(), ElementsAre("first", "schema_migrations", "second"));
}

TEST_F(DbMigrations, OnlyWhatTheMigrationsMadeIsDropped) {
  execute("CREATE TABLE invoices (id text)");
  migrate_up(pool_, {kFirst, kSecond});
  pool_.transact([](Transaction& tx) { drop_migrated_schema(tx, {kFirst, kSecond}); });
  EXPECT_THAT(tables(), ElementsAre("invoices"));
}

TEST_F(DbMigrations, WhatSomethingElseDependsOnIsNotDropped) {
  migrate_up(pool_, {kFirst});
  execute("CREATE VIEW mine AS SELECT id FROM first");
  try {
    pool_.transact([](Transaction& tx) { drop_migrated_schema(tx, {kFirst}); });
    FAIL() << "it was dropped";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::conflict);
    EXPECT_THAT(error.what(), HasSubstr("a view of your own"));
  }
  EXPECT_THAT(tables(), ElementsAre("first", "schema_migrations", "second"));
}

TEST_F(DbMigrations, WhatANewerVersionMadeIsNotDropped) {
  migrate_up(pool_, {kFirst, kSecond});
  EXPECT_THROW(pool_.transact([](Transaction& tx) { drop_migrated_schema(tx, {kFirst}); }), Error);
  EXPECT_THAT(tables(), ElementsAre("first", "schema_migrations", "second"));
}

TEST_F(DbMigrations, WrongNamesAreAMistakeInTheBuild) {
  EXPECT_THROW(migrate_up(pool_, {{"first", "SELECT 1"}}), Error);
  EXPECT_THROW(migrate_up(pool_, {kFirst, {"0001_again", "SELECT 1"}}), Error);
  EXPECT_THAT(tables(), IsEmpty());
}

TEST_F(DbMigrations, TheEmbeddedOnesApplyAndNumberThemselvesWithoutGaps) {
  const auto applied = migrate_up(pool_);
  ASSERT_FALSE(applied.empty());
  for (std::size_t at = 0; at < applied.size(); ++at) EXPECT_EQ(applied[at].version, static_cast<int>(at) + 1);
  EXPECT_THAT(migrate_up(pool_), IsEmpty());
}

TEST(DbTestDatabase, IsACopyOfTheMigratedTemplate) {
  TestDatabase first;
  TestDatabase second;
  EXPECT_NE(first.name(), second.name());
  EXPECT_THAT(migrate_up(first.pool()), IsEmpty());
  EXPECT_THAT(migrate_up(second.pool()), IsEmpty());
}

}  // namespace
}  // namespace llmbench::db
