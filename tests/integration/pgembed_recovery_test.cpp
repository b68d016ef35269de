// What happens when PostgreSQL or its server is killed, was left running, or is upgraded under way.
#include "pgembed/layout.hpp"
#include "pgembed/postmaster_file.hpp"
#include "support/forked.hpp"
#include "support/test_database.hpp"
#include "support/wait_until.hpp"

#include "llmbench/db/pool.hpp"
#include "llmbench/pgembed/cluster.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace llmbench::pgembed {
namespace {

namespace fs = std::filesystem;
using testing::Forked;
using testing::options_in;
using testing::TempDir;
using testing::wait_until;

class Database {
 public:
  explicit Database(const std::string& url) : pool_(options(url)) {}
  std::string ask(const char* sql) {
    const db::Result rows = pool_.transact([&](db::Transaction& tx) { return tx.run({"ask", sql}); });
    return rows[0].get<std::string>("answer");
  }
  void execute(const char* sql) {
    pool_.transact([&](db::Transaction& tx) { tx.run({"execute", sql}); });
  }
  bool answers() { return pool_.ping(std::chrono::milliseconds{1000}); }

 private:
  static db::PoolOptions options(const std::string& url) {
    db::PoolOptions made;
    made.url = url;
    return made;
  }
  db::Pool pool_;
};

/// Not /proc/<pid> itself: that stays until whoever inherited the process has asked for its end.
bool works_in(const TempDir& dir, long long pid) {
  return runs_in(static_cast<pid_t>(pid), dir.path() / "postgres");
}

/// PostgreSQL as somebody else would start it on the directory: nobody's death signal, not our child for long.
pid_t start_postgres_alone(const fs::path& data_dir) {
  const Layout layout = prepare_layout(options_in(data_dir));
  Command command;
  command.program = find_pg_bin(std::nullopt) / "postgres";
  command.arguments = server_arguments(layout, prepare_socket_dir(layout), false);
  command.user = layout.other_user();
  const FileDescriptor log = open_log(layout);
  command.output = log.get();
  const pid_t pid = spawn(command);
  const bool ready = wait_until([&] {
    const auto file = read_postmaster_file(layout.cluster_dir);
    return file && file->pid == pid && file->status == "ready";
  });
  if (!ready) throw std::runtime_error("postgres did not start");
  return pid;
}

TEST(PgEmbedRecovery, AKilledPostmasterIsStartedAgainWithItsData) {
  const TempDir dir;
  const Cluster cluster{options_in(dir.path())};
  Database database{cluster.url()};
  database.execute("CREATE TABLE kept AS SELECT 'still here' AS word");
  const int before = cluster.postmaster_pid();

  ASSERT_EQ(::kill(before, SIGKILL), 0);

  ASSERT_TRUE(wait_until([&] { return cluster.postmaster_pid() != before && database.answers(); }));
  EXPECT_EQ(database.ask("SELECT word AS answer FROM kept"), "still here");
  EXPECT_EQ(Database{cluster.url()}.ask("SELECT word AS answer FROM kept"), "still here");
}

TEST(PgEmbedRecovery, PostgresEndsWhenItsServerIsKilled) {
  const TempDir dir;
  Forked server{{"", true}, [&] {
                  static const Cluster cluster{options_in(dir.path())};  // static: lives until the process is killed
                  Database{cluster.url()}.execute("CREATE TABLE kept AS SELECT 'still here' AS word");
                  return std::to_string(cluster.postmaster_pid());
                }};
  const auto pid = parse_integer(server.told());
  ASSERT_TRUE(pid.has_value()) << server.told();
  ASSERT_TRUE(works_in(dir, *pid));

  server.kill_now();
  // The next server starts at once, while the last one's PostgreSQL may still be stopping.
  const Cluster next{options_in(dir.path())};

  EXPECT_TRUE(wait_until([&] { return !works_in(dir, *pid); }));
  EXPECT_EQ(Database{next.url()}.ask("SELECT word AS answer FROM kept"), "still here");
}

TEST(PgEmbedRecovery, ALockOfAKilledServerDoesNotStay) {
  const TempDir dir;
  const ClusterOptions options = options_in(dir.path());
  Forked server{{"", true}, [&] {
                  static const Cluster cluster{options};
                  return std::string{"running"};
                }};
  ASSERT_EQ(server.told(), "running");
  EXPECT_THROW(Cluster{options}, Error);
  server.kill_now();
  const Cluster next{options};
  EXPECT_EQ(Database{next.url()}.ask("SELECT 'up' AS answer"), "up");
}

TEST(PgEmbedRecovery, AStalePidFileOfAnotherProcessIsRecovered) {
  const TempDir dir;
  { const Cluster cluster{options_in(dir.path())}; }
  // After a restart of a container its process id may belong to anybody: here to this test.
  std::ofstream{dir.path() / "postgres/postmaster.pid"} << ::getpid() << "\n"
                                                        << (dir.path() / "postgres").string()
                                                        << "\n1700000000\n5432\n/tmp\n\n  1  2\nready   \n";

  const Cluster cluster{options_in(dir.path())};
  EXPECT_EQ(Database{cluster.url()}.ask("SELECT 'up' AS answer"), "up");
}

TEST(PgEmbedRecovery, ARunningClusterIsAdoptedAndStoppedWithUs) {
  const TempDir dir;
  { const Cluster cluster{options_in(dir.path())}; }
  const pid_t alone = start_postgres_alone(dir.path());
  {
    const Cluster cluster{options_in(dir.path())};
    EXPECT_EQ(cluster.postmaster_pid(), alone);
    EXPECT_EQ(Database{cluster.url()}.ask("SELECT 'adopted' AS answer"), "adopted");
  }
  WatchedProcess orphan{alone, true};
  EXPECT_TRUE(orphan.wait_end(Clock::now() + std::chrono::seconds{60}));
}

TEST(PgEmbedRecovery, AnAdoptedClusterEndsWhenItsServerIsKilled) {
  const TempDir dir;
  { const Cluster cluster{options_in(dir.path())}; }
  const pid_t alone = start_postgres_alone(dir.path());
  Forked server{{"", true}, [&] {
                  static const Cluster cluster{options_in(dir.path())};
                  return std::to_string(cluster.postmaster_pid());
                }};
  ASSERT_EQ(server.told(), std::to_string(alone));

  server.kill_now();

  WatchedProcess orphan{alone, true};
  EXPECT_TRUE(orphan.wait_end(Clock::now() + std::chrono::seconds{60}));
  const Cluster next{options_in(dir.path())};
  EXPECT_EQ(Database{next.url()}.ask("SELECT 'up' AS answer"), "up");
}

TEST(PgEmbedRecovery, AnAdoptedClusterThatCrashesIsStartedAgain) {
  const TempDir dir;
  { const Cluster cluster{options_in(dir.path())}; }
  const pid_t alone = start_postgres_alone(dir.path());
  const Cluster cluster{options_in(dir.path())};
  ASSERT_EQ(cluster.postmaster_pid(), alone);

  ::kill(alone, SIGKILL);
  WatchedProcess orphan{alone, true};
  ASSERT_TRUE(orphan.wait_end(Clock::now() + std::chrono::seconds{60}));

  EXPECT_TRUE(wait_until([&] { return cluster.postmaster_pid() != alone; }));
  Database database{cluster.url()};
  EXPECT_TRUE(wait_until([&] { return database.answers(); }));
}

TEST(PgEmbedRecovery, BackendsThatSurviveTheirPostmasterDoNotBlockTheNext) {
  const TempDir dir;
  const Cluster cluster{options_in(dir.path())};
  Database database{cluster.url()};
  const int before = cluster.postmaster_pid();
  // A busy backend does not notice that its postmaster died until it is done.
  std::thread busy{[&] {
    EXPECT_THROW(database.execute("DO $$ BEGIN FOR i IN 1..1000000000 LOOP PERFORM sqrt(i); END LOOP; END $$"), Error);
  }};
  const bool started = wait_until([&] {
    return Database{cluster.url()}.ask(
               "SELECT count(*)::text AS answer FROM pg_stat_activity WHERE query LIKE 'DO %' AND state = 'active'") ==
           "1";
  });
  EXPECT_TRUE(started);
  ::kill(before, SIGKILL);
  busy.join();
  EXPECT_TRUE(wait_until([&] { return cluster.postmaster_pid() != before && database.answers(); }));
}

TEST(PgEmbedRecovery, AReplacedProgramIsRestarted) {
  const TempDir dir;
  const fs::path installed = find_pg_bin(std::nullopt);
  const fs::path bin = dir.path() / "pg/bin";
  fs::create_directories(bin);
  for (const char* program : {"postgres", "initdb"}) fs::copy_file(installed / program, bin / program);
  fs::create_directory_symlink(installed.parent_path() / "lib", dir.path() / "pg/lib");
  ClusterOptions options = options_in(dir.path() / "data");
  options.pg_bin = bin;
  const Cluster cluster{options};
  const int before = cluster.postmaster_pid();

  fs::copy_file(installed / "postgres", bin / "postgres.dpkg-new");  // as a package manager does
  fs::rename(bin / "postgres.dpkg-new", bin / "postgres");

  EXPECT_TRUE(wait_until([&] { return cluster.postmaster_pid() != before; }));
  EXPECT_FALSE(runs_replaced_program(cluster.postmaster_pid()));
  Database database{cluster.url()};
  EXPECT_TRUE(wait_until([&] { return database.answers(); }));
}

TEST(PgEmbedRecovery, StoppingWhileAPostmasterIsDownEnds) {
  const TempDir dir;
  Cluster cluster{options_in(dir.path())};
  const int before = cluster.postmaster_pid();
  ::kill(before, SIGKILL);
  cluster.stop();
  EXPECT_TRUE(list_processes_in(dir.path() / "postgres").empty());
}

}  // namespace
}  // namespace llmbench::pgembed
