// The pool and its transactions against a real PostgreSQL: values, failures, retries, lost connections.
#include "support/test_database.hpp"

#include "llmbench/db/pool.hpp"
#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <future>
#include <limits>
#include <thread>

namespace llmbench::db {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TestDatabase;

/// The code of the Error that `action` throws.
template <typename Action>
ErrorCode code_of(Action&& action) {
  try {
    action();
  } catch (const Error& e) {
    return e.code();
  }
  throw std::runtime_error("no error was thrown");
}

Result query(Pool& pool, const char* sql, const Params& params = {}) {
  return pool.transact([&](Transaction& tx) { return tx.run({"test", sql}, params); });
}

void execute(Pool& pool, const char* sql) {
  pool.transact([&](Transaction& tx) { tx.run({"test", sql}); });
}

class DbPool : public ::testing::Test {
 protected:
  TestDatabase database_{TestDatabase::Contents::empty};
  Pool& pool_ = database_.pool();
};

TEST_F(DbPool, ValuesComeBackAsTheyWereSent) {
  const Uuid id = *parse_uuid("00112233-4455-8677-8899-aabbccddeeff");
  const TimePoint time = *parse_time("2025-06-08T22:17:33.045121Z");

  const Result rows = query(pool_,
                            "SELECT $1::text AS t, $2::boolean AS b, $3::integer AS i, $4::bigint AS l, "
                            "$5::double precision AS d, $6::uuid AS u, $7::timestamptz AS at, $8::text AS nothing",
                            Params{}
                                .add("Grüße '\"\\ \n")
                                .add(true)
                                .add(std::numeric_limits<int>::min())
                                .add(std::numeric_limits<std::int64_t>::max())
                                .add(0.1 + 0.2)
                                .add(id)
                                .add(time)
                                .add(std::optional<std::string>{}));

  ASSERT_EQ(rows.size(), 1U);
  const Row row = rows[0];
  EXPECT_EQ(row.get<std::string>("t"), "Grüße '\"\\ \n");
  EXPECT_EQ(row.get<std::string_view>("t"), "Grüße '\"\\ \n");
  EXPECT_TRUE(row.get<bool>("b"));
  EXPECT_EQ(row.get<int>("i"), std::numeric_limits<int>::min());
  EXPECT_EQ(row.get<std::int64_t>("l"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(row.get<double>("d"), 0.1 + 0.2);
  EXPECT_EQ(row.get<Uuid>("u"), id);
  EXPECT_EQ(row.get<TimePoint>("at"), time);
  EXPECT_EQ(row.find<std::string>("nothing"), std::nullopt);
}

TEST_F(DbPool, DoublesKeepEveryBit) {
  for (const double value : {5e-324, 1.7976931348623157e308, 0.1, 62.46, 1e21, -0.0}) {
    const Result rows = query(pool_, "SELECT $1::double precision AS d", Params{}.add(value));
    EXPECT_EQ(rows[0].get<double>("d"), value);
  }
}

TEST_F(DbPool, ArraysKeepQuotesBackslashesAndNulls) {
  const std::vector<std::optional<std::string>> texts{"a\"b", "c\\d", "NULL", "", "e,f", "{g}", std::nullopt, " h "};
  const Result rows = query(pool_,
                            "SELECT $1::text[] AS texts, $2::double precision[] AS doubles, $3::integer[] AS ints, "
                            "$4::uuid[] AS ids, '{}'::text[] AS nothing, $5::timestamptz[] AS times, "
                            "$6::boolean[] AS flags, $7::bigint[] AS longs",
                            Params{}
                                .add(texts)
                                .add(std::vector<double>{1.5, -2e300})
                                .add(std::vector<int>{3, -4})
                                .add(std::vector<Uuid>{Uuid{}})
                                .add(std::vector<TimePoint>{*parse_time("2025-06-08T22:17:33.5Z")})
                                .add(std::vector<bool>{true, false})
                                .add(std::vector<std::int64_t>{5'000'000'000}));

  EXPECT_EQ(rows[0].get<std::vector<std::optional<std::string>>>("texts"), texts);
  EXPECT_THAT(rows[0].get<std::vector<double>>("doubles"), ElementsAre(1.5, -2e300));
  EXPECT_THAT(rows[0].get<std::vector<int>>("ints"), ElementsAre(3, -4));
  EXPECT_THAT(rows[0].get<std::vector<Uuid>>("ids"), ElementsAre(Uuid{}));
  EXPECT_THAT(rows[0].get<std::vector<std::string>>("nothing"), ElementsAre());
  EXPECT_THAT(rows[0].get<std::vector<TimePoint>>("times"), ElementsAre(*parse_time("2025-06-08T22:17:33.5Z")));
  EXPECT_THAT(rows[0].get<std::vector<bool>>("flags"), ElementsAre(true, false));
  EXPECT_THAT(rows[0].get<std::vector<std::int64_t>>("longs"), ElementsAre(5'000'000'000));
  EXPECT_EQ(code_of([&] { (void)rows[0].get<std::vector<std::string>>("texts"); }), ErrorCode::internal);
}

TEST_F(DbPool, ArraysInsideUnnestTravelAsLiterals) {
  const Result rows = query(pool_,
                            "SELECT samples::double precision[] AS samples FROM unnest($1::text[]) AS t(samples) "
                            "ORDER BY 1",
                            Params{}.add(std::vector<std::string>{array_literal(std::vector<double>{1, 2.5}), "{}"}));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT(rows[0].get<std::vector<double>>("samples"), ElementsAre());
  EXPECT_THAT(rows[1].get<std::vector<double>>("samples"), ElementsAre(1, 2.5));
}

TEST_F(DbPool, NulAndBadUtf8AreRefusedBeforeTheyAreSent) {
  EXPECT_EQ(code_of([] { Params{}.add(std::string_view{"a\0b", 3}); }), ErrorCode::invalid_input);
  EXPECT_EQ(code_of([] { Params{}.add("\xff"); }), ErrorCode::invalid_input);
  EXPECT_EQ(code_of([] { Params{}.add(std::vector<std::string>{std::string("a\0b", 3)}); }), ErrorCode::invalid_input);
}

TEST_F(DbPool, WrongUseOfARowIsAnInternalError) {
  const Result rows = query(pool_, "SELECT NULL::integer AS nothing, 'x' AS text");
  EXPECT_EQ(code_of([&] { (void)rows[0].get<int>("nothing"); }), ErrorCode::internal);
  EXPECT_EQ(code_of([&] { (void)rows[0].get<int>("text"); }), ErrorCode::internal);
  EXPECT_EQ(code_of([&] { (void)rows[0].get<int>("missing"); }), ErrorCode::internal);
  EXPECT_EQ(code_of([&] { (void)rows[1]; }), ErrorCode::internal);
}

TEST_F(DbPool, ConstraintViolationsHaveTheirOwnCodes) {
  execute(pool_, "CREATE TABLE parents (id integer PRIMARY KEY)");
  execute(pool_,
          "CREATE TABLE t (id integer PRIMARY KEY, positive integer NOT NULL CHECK (positive > 0), "
          "parent integer REFERENCES parents, late integer REFERENCES parents DEFERRABLE INITIALLY DEFERRED)");
  execute(pool_, "INSERT INTO t VALUES (1, 1)");

  EXPECT_EQ(code_of([&] { execute(pool_, "INSERT INTO t VALUES (1, 1)"); }), ErrorCode::conflict);
  EXPECT_EQ(code_of([&] { execute(pool_, "INSERT INTO t VALUES (2, 1, 7)"); }), ErrorCode::conflict);
  EXPECT_EQ(code_of([&] { execute(pool_, "INSERT INTO t VALUES (2, 0)"); }), ErrorCode::invalid_input);
  EXPECT_EQ(code_of([&] { execute(pool_, "INSERT INTO t VALUES (2, NULL)"); }), ErrorCode::invalid_input);
  EXPECT_EQ(code_of([&] { execute(pool_, "INSERT INTO missing VALUES (2)"); }), ErrorCode::internal);
  // COMMIT itself fails here
  EXPECT_EQ(code_of([&] { execute(pool_, "INSERT INTO t VALUES (2, 1, NULL, 7)"); }), ErrorCode::conflict);
  EXPECT_EQ(query(pool_, "SELECT count(*) AS n FROM t")[0].get<int>("n"), 1);
}

TEST_F(DbPool, DetailsStayOutOfTheMessage) {
  execute(pool_, "CREATE TABLE secrets (id text PRIMARY KEY)");
  execute(pool_, "INSERT INTO secrets VALUES ('hunter2')");
  try {
    execute(pool_, "INSERT INTO secrets VALUES ('hunter2')");
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), Not(HasSubstr("hunter2")));
    EXPECT_THAT(e.what(), Not(HasSubstr("secrets")));
  }
}

TEST_F(DbPool, AnErrorOfTheWorkRollsBackAndKeepsTheConnection) {
  execute(pool_, "CREATE TABLE t (id integer)");
  const auto pid = [&] { return query(pool_, "SELECT pg_backend_pid() AS pid")[0].get<int>("pid"); };
  const int before = pid();

  EXPECT_THROW(pool_.transact([](Transaction& tx) {
    tx.run({"insert", "INSERT INTO t VALUES (1)"});
    throw std::runtime_error("work failed");
  }),
               std::runtime_error);
  EXPECT_EQ(code_of([&] { execute(pool_, "SELECT 1/0"); }), ErrorCode::internal);

  EXPECT_EQ(query(pool_, "SELECT count(*) AS n FROM t")[0].get<int>("n"), 0);
  EXPECT_EQ(pid(), before);
}

TEST_F(DbPool, ASwallowedFailureNeverLooksCommitted) {
  execute(pool_, "CREATE TABLE t (id integer PRIMARY KEY)");
  EXPECT_EQ(code_of([&] {
              pool_.transact([](Transaction& tx) {
                tx.run({"insert", "INSERT INTO t VALUES (1)"});
                try {
                  tx.run({"insert", "INSERT INTO t VALUES (1)"});
                } catch (const Error&) {
                }
              });
            }),
            ErrorCode::conflict);
  EXPECT_EQ(query(pool_, "SELECT count(*) AS n FROM t")[0].get<int>("n"), 0);
}

TEST_F(DbPool, DeadlocksAreRetried) {
  execute(pool_, "CREATE TABLE t (id integer PRIMARY KEY, n integer)");
  execute(pool_, "INSERT INTO t VALUES (1, 0), (2, 0)");
  std::barrier both_hold_one{2};
  std::atomic<int> attempts{0};
  const auto add_one = [&](int first, int second) {
    bool met = false;
    pool_.transact([&](Transaction& tx) {
      ++attempts;
      tx.run({"update", "UPDATE t SET n = n + 1 WHERE id = $1"}, Params{}.add(first));
      if (!met) both_hold_one.arrive_and_wait();
      met = true;
      tx.run({"update", "UPDATE t SET n = n + 1 WHERE id = $1"}, Params{}.add(second));
    });
  };

  auto other = std::async(std::launch::async, [&] { add_one(2, 1); });
  add_one(1, 2);
  other.get();

  EXPECT_GE(attempts.load(), 3);
  EXPECT_EQ(query(pool_, "SELECT sum(n) AS n FROM t")[0].get<int>("n"), 4);
}

TEST_F(DbPool, SerializationFailuresAreRetried) {
  execute(pool_, "CREATE TABLE t (n integer)");
  execute(pool_, "INSERT INTO t VALUES (0)");
  std::barrier both_have_read{2};
  std::atomic<int> attempts{0};
  const auto add_one = [&] {
    bool met = false;
    pool_.transact(
        [&](Transaction& tx) {
          ++attempts;
          const int n = tx.run({"read", "SELECT n FROM t"})[0].get<int>("n");
          if (!met) both_have_read.arrive_and_wait();
          met = true;
          tx.run({"write", "UPDATE t SET n = $1"}, Params{}.add(n + 1));
        },
        Isolation::serializable);
  };

  auto other = std::async(std::launch::async, add_one);
  add_one();
  other.get();

  EXPECT_EQ(query(pool_, "SELECT n FROM t")[0].get<int>("n"), 2);
  EXPECT_EQ(attempts.load(), 3);
}

TEST_F(DbPool, RetriesEndAfterThree) {
  execute(pool_,
          "CREATE FUNCTION collide() RETURNS void LANGUAGE plpgsql AS "
          "'BEGIN RAISE EXCEPTION ''again'' USING ERRCODE = ''40001''; END'");
  int attempts = 0;
  EXPECT_EQ(code_of([&] {
              pool_.transact([&](Transaction& tx) {
                ++attempts;
                tx.run({"collide", "SELECT collide()"});
              });
            }),
            ErrorCode::unavailable);
  EXPECT_EQ(attempts, 4);
}

TEST_F(DbPool, ALostConnectionIsUnavailableAndTheNextCallWorks) {
  TestDatabase other{TestDatabase::Contents::empty};
  const auto work = [&](Transaction& tx) {
    const int pid = tx.run({"pid", "SELECT pg_backend_pid() AS pid"})[0].get<int>("pid");
    query(other.pool(), "SELECT pg_terminate_backend($1, 5000)", Params{}.add(pid));
    tx.run({"after", "SELECT 1"});
  };
  EXPECT_EQ(code_of([&] { pool_.transact(work); }), ErrorCode::unavailable);
  EXPECT_EQ(query(pool_, "SELECT 1 AS one")[0].get<int>("one"), 1);
}

TEST_F(DbPool, AConnectionClosedWhileIdleIsReplacedUnseen) {
  TestDatabase other{TestDatabase::Contents::empty};
  const int pid = query(pool_, "SELECT pg_backend_pid() AS pid")[0].get<int>("pid");
  query(other.pool(), "SELECT pg_terminate_backend($1, 5000)", Params{}.add(pid));

  const Result rows = query(pool_, "SELECT pg_backend_pid() AS pid, current_setting('statement_timeout') AS timeout");

  EXPECT_NE(rows[0].get<int>("pid"), pid);
  EXPECT_EQ(rows[0].get<std::string>("timeout"), "1min");  // the new session has our settings, too
}

TEST_F(DbPool, ALostConnectionAtCommitIsNotRetried) {
  TestDatabase other{TestDatabase::Contents::empty};
  execute(pool_, "CREATE TABLE t (id integer)");
  int attempts = 0;
  EXPECT_EQ(code_of([&] {
              pool_.transact([&](Transaction& tx) {
                ++attempts;
                tx.run({"insert", "INSERT INTO t VALUES (1)"});
                const int pid = tx.run({"pid", "SELECT pg_backend_pid() AS pid"})[0].get<int>("pid");
                query(other.pool(), "SELECT pg_terminate_backend($1, 5000)", Params{}.add(pid));
              });
            }),
            ErrorCode::unavailable);
  EXPECT_EQ(attempts, 1);
  EXPECT_EQ(query(pool_, "SELECT count(*) AS n FROM t")[0].get<int>("n"), 0);
}

TEST_F(DbPool, AnExhaustedPoolIsUnavailableAfterItsTimeout) {
  PoolOptions options = database_.pool_options();
  options.max_connections = 1;
  options.acquire_timeout = milliseconds{50};
  Pool small{options};
  small.transact([&](Transaction&) {
    EXPECT_EQ(code_of([&] { query(small, "SELECT 1"); }), ErrorCode::unavailable);
    EXPECT_TRUE(small.ping(milliseconds{5000})) << "health does not need a slot of the pool";
  });
  EXPECT_EQ(query(small, "SELECT 1 AS one")[0].get<int>("one"), 1);
}

TEST_F(DbPool, WaitingForASlotEndsWhenOneIsFree) {
  PoolOptions options = database_.pool_options();
  options.max_connections = 2;
  options.application_name = "small pool";
  Pool small{options};
  std::atomic<int> done{0};
  {
    std::vector<std::jthread> threads;
    for (int n = 0; n < 16; ++n) {
      threads.emplace_back([&] {
        query(small, "SELECT pg_sleep(0.001)");
        ++done;
      });
    }
  }
  EXPECT_EQ(done.load(), 16);
  const Result sessions = query(pool_, "SELECT 1 FROM pg_stat_activity WHERE application_name = 'small pool'");
  EXPECT_EQ(sessions.size(), 2U);
}

TEST_F(DbPool, StatementTimeoutIsATimeout) {
  PoolOptions options = database_.pool_options();
  options.statement_timeout = milliseconds{20};
  Pool impatient{options};
  EXPECT_EQ(code_of([&] { query(impatient, "SELECT pg_sleep(60)"); }), ErrorCode::timeout);
  EXPECT_EQ(query(impatient, "SELECT 1 AS one")[0].get<int>("one"), 1);
}

TEST_F(DbPool, LockTimeoutIsATimeout) {
  execute(pool_, "CREATE TABLE t (id integer)");
  PoolOptions options = database_.pool_options();
  options.lock_timeout = milliseconds{20};
  Pool impatient{options};
  pool_.transact([&](Transaction& tx) {
    tx.run({"lock", "LOCK TABLE t"});
    EXPECT_EQ(code_of([&] { query(impatient, "SELECT 1 FROM t"); }), ErrorCode::timeout);
  });
}

TEST_F(DbPool, ATransactionLeftIdleIsEnded) {
  PoolOptions options = database_.pool_options();
  options.idle_in_transaction_timeout = milliseconds{20};
  Pool impatient{options};
  const ErrorCode code = code_of([&] {
    impatient.transact([&](Transaction& tx) {
      const int pid = tx.run({"pid", "SELECT pg_backend_pid() AS pid"})[0].get<int>("pid");
      while (!query(pool_, "SELECT 1 FROM pg_stat_activity WHERE pid = $1", Params{}.add(pid)).empty()) {
      }
      tx.run({"late", "SELECT 1"});
    });
  });
  // Whether the driver reads the server's last words or just finds the connection closed is up to its version.
  EXPECT_THAT(code, AnyOf(ErrorCode::timeout, ErrorCode::unavailable));
}

TEST_F(DbPool, SessionsAreSetUp) {
  const Row row = query(pool_,
                        "SELECT current_setting('TimeZone') AS zone, current_setting('application_name') AS name, "
                        "current_setting('client_encoding') AS encoding, "
                        "current_setting('idle_in_transaction_session_timeout') AS idle")[0];
  EXPECT_EQ(row.get<std::string>("zone"), "UTC");
  EXPECT_EQ(row.get<std::string>("name"), "llm-benchmark-api");
  EXPECT_EQ(row.get<std::string>("encoding"), "UTF8");
  EXPECT_EQ(row.get<std::string>("idle"), "1min");
}

TEST_F(DbPool, CursorsReadInBatches) {
  std::vector<std::size_t> batches;
  std::int64_t sum = 0;
  pool_.transact(
      [&](Transaction& tx) {
        tx.run_cursor({"numbers", "SELECT n FROM generate_series(1, $1) AS n ORDER BY n;"}, Params{}.add(25), 10,
                      [&](const Result& rows) {
                        batches.push_back(rows.size());
                        for (const Row& row : rows) sum += row.get<int>("n");
                      });
        // a second one in the same transaction, whose rows end with a full batch
        tx.run_cursor({"numbers", "SELECT 1 AS n FROM generate_series(1, 20)"}, {}, 10,
                      [&](const Result& rows) { batches.push_back(rows.size()); });
      },
      Isolation::repeatable_read_read_only);
  EXPECT_THAT(batches, ElementsAre(10, 10, 5, 10, 10));
  EXPECT_EQ(sum, 325);
}

TEST_F(DbPool, ReadOnlySnapshotsDoNotMoveAndCannotWrite) {
  execute(pool_, "CREATE TABLE t (id integer)");
  pool_.transact(
      [&](Transaction& tx) {
        EXPECT_EQ(tx.run({"count", "SELECT count(*) AS n FROM t"})[0].get<int>("n"), 0);
        execute(pool_, "INSERT INTO t VALUES (1)");
        EXPECT_EQ(tx.run({"count", "SELECT count(*) AS n FROM t"})[0].get<int>("n"), 0);
      },
      Isolation::repeatable_read_read_only);
  EXPECT_THROW(pool_.transact(
                   [](Transaction& tx) {
                     tx.run({"insert", "INSERT INTO t VALUES (2)"});
                   },
                   Isolation::repeatable_read_read_only),
               Error);
  EXPECT_EQ(query(pool_, "SELECT count(*) AS n FROM t")[0].get<int>("n"), 1);
}

TEST_F(DbPool, ClosingWaitsForWorkAndRefusesMore) {
  std::promise<void> working;
  std::promise<void> finish;
  auto work = std::async(std::launch::async, [&] {
    pool_.transact([&](Transaction&) {
      working.set_value();
      finish.get_future().wait();
    });
  });
  working.get_future().wait();

  pool_.close(milliseconds{1});
  EXPECT_EQ(code_of([&] { query(pool_, "SELECT 1"); }), ErrorCode::unavailable);
  finish.set_value();
  pool_.close(milliseconds{60000});
  work.get();
}

TEST_F(DbPool, AnUnreachableDatabaseIsUnavailable) {
  PoolOptions options;
  options.url = "postgresql://nobody@127.0.0.1:1/nothing?password=hunter2";
  Pool pool{options};
  EXPECT_FALSE(pool.ping(milliseconds{2000}));
  try {
    query(pool, "SELECT 1");
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::unavailable);
    EXPECT_THAT(e.what(), Not(HasSubstr("hunter2")));
  }
}

TEST_F(DbPool, AnUnreadableUrlIsSaidWithoutRepeatingIt) {
  PoolOptions options;
  options.url = "postgresql://u:hunter2@[::1/db";
  try {
    Pool pool{options};
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::invalid_input);
    EXPECT_THAT(e.what(), Not(HasSubstr("hunter2")));
  }
}

TEST_F(DbPool, PingRecoversFromALostConnection) {
  EXPECT_TRUE(pool_.ping(milliseconds{5000}));
  query(pool_,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND "
        "backend_type = 'client backend' AND pid <> pg_backend_pid()");
  EXPECT_TRUE(pool_.ping(milliseconds{5000}));
}

TEST_F(DbPool, ManyThreadsMayAskForHealthAtOnce) {
  std::atomic<int> healthy{0};
  {
    std::vector<std::jthread> threads;
    for (int n = 0; n < 8; ++n) {
      threads.emplace_back([&] { healthy += pool_.ping(milliseconds{60000}) ? 1 : 0; });
    }
  }
  EXPECT_EQ(healthy.load(), 8);
}

TEST_F(DbPool, ListenersHearNotifications) {
  Listener listener{database_.pool_options(), "odd \"channel"};
  EXPECT_FALSE(listener.wait(milliseconds{1}));
  pool_.execute_outside_transaction({"notify", "NOTIFY \"odd \"\"channel\""});
  EXPECT_TRUE(listener.wait(milliseconds{60000}));
  EXPECT_FALSE(listener.wait(milliseconds{1}));
}

TEST_F(DbPool, AnInterruptEndsTheWaitOfAListener) {
  Listener listener{database_.pool_options(), "changes"};
  std::jthread stopper{[&] { listener.interrupt(); }};
  EXPECT_FALSE(listener.wait(hours{1}));  // or this test runs into its time limit
  EXPECT_FALSE(listener.wait(hours{1}));

  auto nowhere = database_.pool_options();
  nowhere.url = "postgresql://user@127.0.0.1:1/none";
  Listener unconnected{nowhere, "changes"};
  unconnected.interrupt();
  EXPECT_FALSE(unconnected.wait(hours{1}));
}

TEST_F(DbPool, ListenersComeBackAfterALostConnection) {
  Listener listener{database_.pool_options(), "changes"};
  query(pool_,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND "
        "backend_type = 'client backend' AND pid <> pg_backend_pid()");
  EXPECT_FALSE(listener.wait(milliseconds{10}));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  bool heard = false;
  while (!heard && std::chrono::steady_clock::now() < deadline) {
    pool_.execute_outside_transaction({"notify", "NOTIFY changes"});
    heard = listener.wait(milliseconds{20});
  }
  EXPECT_TRUE(heard);
}

}  // namespace
}  // namespace llmbench::db
