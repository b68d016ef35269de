// The private cluster: what it is like, what it refuses and what it says then.
#include "pgembed/process.hpp"
#include "support/base/paths.hpp"
#include "support/forked.hpp"
#include "support/test_database.hpp"

#include "llmbench/db/pool.hpp"
#include "llmbench/pgembed/cluster.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace llmbench::pgembed {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using testing::Forked;
using ::testing::HasSubstr;
using testing::options_in;
using ::testing::StartsWith;
using testing::TempDir;

std::string ask(const std::string& url, const char* sql) {
  db::PoolOptions options;
  options.url = url;
  db::Pool pool{options};
  const db::Result rows = pool.transact([&](db::Transaction& tx) { return tx.run({"ask", sql}); });
  return rows[0].get<std::string>("answer");
}

void execute(const std::string& url, const char* sql) {
  db::PoolOptions options;
  options.url = url;
  db::Pool pool{options};
  pool.transact([&](db::Transaction& tx) { tx.run({"execute", sql}); });
}

/// What the constructor says when it refuses.
std::string refusal(const ClusterOptions& options) {
  try {
    const Cluster cluster{options};
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::unavailable);
    return e.what();
  }
  return "no error";
}

/// An ordinary user to be when the tests run as root.
std::string ordinary_user() {
  return ::geteuid() == 0 ? "nobody" : "";
}

TEST(PgEmbed, IsPrivateCheckedAndUtf8) {
  const TempDir dir;
  const Cluster cluster{options_in(dir.path() / "deep/data dir")};
  const std::string url = cluster.url();

  EXPECT_EQ(ask(url, "SELECT current_user::text AS answer"), "llm_benchmark");
  EXPECT_EQ(ask(url, "SELECT current_database()::text AS answer"), "llm_benchmark");
  EXPECT_EQ(ask(url, "SELECT current_setting('data_checksums') AS answer"), "on");
  EXPECT_EQ(ask(url, "SELECT current_setting('server_encoding') AS answer"), "UTF8");
  EXPECT_EQ(ask(url, "SELECT current_setting('listen_addresses') AS answer"), "");
  EXPECT_EQ(ask(url, "SELECT rolsuper::text AS answer FROM pg_roles WHERE rolname = current_user"), "false");
  EXPECT_EQ(ask(url, "SELECT rolcreaterole::text AS answer FROM pg_roles WHERE rolname = current_user"), "true");
  EXPECT_EQ(ask(cluster.url("postgres"), "SELECT current_database()::text AS answer"), "postgres");
  EXPECT_EQ(ask(url, "SELECT datcollate AS answer FROM pg_database WHERE datname = current_database()").substr(0, 1),
            "C");

  const fs::path socket_dir = ask(url, "SELECT current_setting('unix_socket_directories') AS answer");
  EXPECT_EQ(fs::status(socket_dir).permissions(), fs::perms::owner_all);
  EXPECT_LT((socket_dir / ".s.PGSQL.5432").string().size(), 108U);
}

TEST(PgEmbed, OnlyNamedUsersGetIn) {
  const TempDir dir;
  const Cluster cluster{options_in(dir.path())};
  const std::string rules = testing::read_file(dir.path() / "postgres/pg_hba.conf");
  EXPECT_THAT(rules, HasSubstr("local all all peer map=llm_benchmark"));
  EXPECT_THAT(rules, Not(HasSubstr("trust")));
  if (const std::string user = ordinary_user(); !user.empty()) {
    const std::string url = cluster.url();
    const Forked stranger{{user, false}, [&] { return ask(url, "SELECT 'in' AS answer"); }};
    EXPECT_THAT(stranger.told(), StartsWith("error: "));
  }
}

TEST(PgEmbed, KeepsItsDataAndCleansUpBehindItself) {
  const TempDir dir;
  fs::path socket_dir;
  int pid = 0;
  {
    Cluster cluster{options_in(dir.path())};
    execute(cluster.url(), "CREATE TABLE kept AS SELECT 'still here' AS word");
    socket_dir = ask(cluster.url(), "SELECT current_setting('unix_socket_directories') AS answer");
    pid = cluster.postmaster_pid();
    cluster.stop();
    cluster.stop();  // twice is once
  }
  EXPECT_FALSE(fs::exists(socket_dir));
  EXPECT_FALSE(fs::exists("/proc/" + std::to_string(pid)));
  EXPECT_FALSE(fs::exists(dir.path() / "postgres/postmaster.pid")) << "it was shut down in order";

  const Cluster again{options_in(dir.path())};
  EXPECT_EQ(ask(again.url(), "SELECT word AS answer FROM kept"), "still here");
}

TEST(PgEmbed, AnOtherDatabaseNameIsCreated) {
  const TempDir dir;
  ClusterOptions options = options_in(dir.path());
  options.database = "Odd \"name\"";
  const Cluster cluster{options};
  EXPECT_EQ(ask(cluster.url(), "SELECT current_database()::text AS answer"), "Odd \"name\"");
}

TEST(PgEmbed, OthersFindTheRunningCluster) {
  const TempDir dir;
  const ClusterOptions options = options_in(dir.path());
  EXPECT_EQ(running_cluster_url(options), std::nullopt);
  {
    const Cluster cluster{options};
    EXPECT_EQ(running_cluster_url(options), cluster.url());
  }
  EXPECT_EQ(running_cluster_url(options), std::nullopt);
}

TEST(PgEmbed, ASecondServerIsRefusedAndTheFirstNamed) {
  const TempDir dir;
  const Cluster first{options_in(dir.path())};
  EXPECT_THAT(refusal(options_in(dir.path())),
              AllOf(HasSubstr("in use"), HasSubstr("process " + std::to_string(::getpid()))));
  EXPECT_EQ(ask(first.url(), "SELECT 'alive' AS answer"), "alive");
}

TEST(PgEmbed, AnotherMajorVersionIsRefusedWithTheWayOut) {
  const TempDir dir;
  { const Cluster cluster{options_in(dir.path())}; }
  std::ofstream{dir.path() / "postgres/PG_VERSION"} << "9\n";
  EXPECT_THAT(refusal(options_in(dir.path())),
              AllOf(HasSubstr("PostgreSQL 9"), HasSubstr("backup"), HasSubstr("pg_upgrade")));
}

TEST(PgEmbed, AFolderWithSomethingElseInItIsLeftAlone) {
  const TempDir dir;
  fs::create_directory(dir.path() / "postgres");
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown((dir.path() / "postgres").c_str(), find_user("postgres")->uid, find_user("postgres")->gid), 0);
  }
  std::ofstream{dir.path() / "postgres/diary.txt"} << "dear diary";
  EXPECT_THAT(refusal(options_in(dir.path())), HasSubstr("not empty"));
  EXPECT_EQ(testing::read_file(dir.path() / "postgres/diary.txt"), "dear diary");
}

TEST(PgEmbed, AParentThatPostgresCannotEnterIsNamed) {
  const TempDir dir;
  const fs::path closed = dir.path() / "closed";
  fs::create_directories(closed / "data");
  ::chmod(closed.c_str(), ::geteuid() == 0 ? 0700 : 0000);
  EXPECT_THAT(refusal(options_in(closed / "data")), HasSubstr("'" + closed.string() + "'"));
  ::chmod(closed.c_str(), 0700);
}

TEST(PgEmbed, AnUnwritableParentIsNamed) {
  const TempDir dir;
  const fs::path locked = dir.path() / "locked";
  fs::create_directory(locked);
  ::chmod(locked.c_str(), 0555);
  const Forked server{{ordinary_user(), false}, [&] { return refusal(options_in(locked / "data")); }};
  EXPECT_THAT(server.told(), AllOf(HasSubstr("'" + (locked / "data").string() + "'"), HasSubstr("--data-dir")));
}

TEST(PgEmbed, MissingProgramsAreSaid) {
  const TempDir dir;
  ClusterOptions options = options_in(dir.path() / "data");
  options.pg_bin = dir.path();
  EXPECT_THAT(refusal(options), HasSubstr("no PostgreSQL programs"));
  EXPECT_THROW((void)find_pg_bin(dir.path() / "nowhere"), Error);
  EXPECT_TRUE(fs::exists(find_pg_bin(std::nullopt) / "postgres"));
}

TEST(PgEmbed, RunsForAnOrdinaryUser) {
  const TempDir dir;
  ::chmod(dir.path().c_str(), 0777);
  const Forked server{{ordinary_user(), false}, [&] {
                        const Cluster cluster{options_in(dir.path() / "data")};
                        return ask(cluster.url(), "SELECT current_user::text AS answer") + " " +
                               std::to_string(::geteuid());
                      }};
  EXPECT_THAT(server.told(), StartsWith("llm_benchmark "));
  EXPECT_THAT(server.told(), Not(HasSubstr(" 0")));
}

TEST(PgEmbed, ALogThatGrewIsPutAside) {
  const TempDir dir;
  const fs::path log = dir.path() / "postgres.log";
  { std::ofstream{log} << "old\n"; }
  fs::resize_file(log, 11U << 20U);
  const Cluster cluster{options_in(dir.path())};
  EXPECT_EQ(fs::file_size(log.string() + ".1"), 11U << 20U);
  EXPECT_LT(fs::file_size(log), 1U << 20U);
  EXPECT_THAT(testing::read_file(log), HasSubstr("ready to accept connections"));
}

TEST(PgEmbed, AnInterruptedCreationIsDoneAgain) {
  const TempDir dir;
  fs::create_directory(dir.path() / "postgres.new");
  std::ofstream{dir.path() / "postgres.new/PG_VERSION"} << "15\n";
  const Cluster cluster{options_in(dir.path())};
  EXPECT_EQ(ask(cluster.url(), "SELECT 'fine' AS answer"), "fine");
  EXPECT_FALSE(fs::exists(dir.path() / "postgres.new"));
}

TEST(PgEmbed, WhyPostgresDidNotStartIsSaid) {
  const TempDir dir;
  { const Cluster cluster{options_in(dir.path())}; }
  std::ofstream{dir.path() / "postgres/postgresql.conf", std::ios::app} << "max_connections = many\n";
  EXPECT_THAT(refusal(options_in(dir.path())), AllOf(HasSubstr("did not start"), HasSubstr("postgres.log")));
}

}  // namespace
}  // namespace llmbench::pgembed
