// The grid index against the database it mirrors: random questions answered by both, and every way to change a row.
#include "llmbench/service/grid_index.hpp"

#include "integration/grid_questions.hpp"
#include "support/grid_generator.hpp"
#include "support/test_database.hpp"

#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace llmbench::testing {
namespace {

using service::GridIndex;
using service::GridParameters;

constexpr std::size_t kPage = 200;

/// Waits for what other threads or processes bring about.
template <typename Condition>
::testing::AssertionResult eventually(const Condition& condition) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock{mutex};
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline)
      return ::testing::AssertionFailure() << "it did not happen within 20 s";
    never.wait_for(lock, std::chrono::milliseconds{5});
  }
  return ::testing::AssertionSuccess();
}

void run_sql(db::Pool& pool, const std::string& sql) {
  pool.transact([&](db::Transaction& tx) { tx.run(db::Statement{"test", sql.c_str()}); });
}

class GridIndexTest : public ::testing::Test {
 protected:
  explicit GridIndexTest(std::uint64_t seed = 7) : seed_(seed), generator_(seed), index_(database_.pool()) {}
  ~GridIndexTest() override { index_.stop(); }

  db::Pool& pool() { return database_.pool(); }
  void insert(const std::vector<store::GridRun>& runs) {
    pool().transact([&](db::Transaction& tx) { insert_grid_runs(tx, runs); });
  }
  /// Variants, scores, adapters over some of them, and `count` runs.
  std::vector<store::GridRun> fill(std::size_t count) {
    auto runs = generator_.make_runs(count);
    auto scores = generator_.make_scores();
    if (count < 500) scores.resize(40);  // they are stored one by one
    pool().transact([&](db::Transaction& tx) {
      insert_grid_variants(tx, generator_.variants());
      insert_grid_runs(tx, runs);
      insert_grid_scores(tx, scores);
    });
    return runs;
  }
  void add_adapter_of(const store::GridRun& run, const std::string& adapter) {
    store::GridVariant variant;
    variant.variant = run.variant;
    variant.variant.lora_adapter = adapter;
    variant.id = model_variant_id(variant.variant);
    variant.created_at = variant.updated_at = run.created_at;
    auto scores = generator_.make_scores();
    scores.resize(1);
    scores[0].variant_id = variant.id;
    pool().transact([&](db::Transaction& tx) {
      insert_grid_variants(tx, {variant});
      insert_grid_scores(tx, scores);
    });
  }
  void expect_same_answers(int questions) {
    run_sql(pool(), "ANALYZE");  // or the views are planned for empty tables
    index_.catch_up();
    GridQuestioner questioner{generator_, seed_};
    pool().transact([&](db::Transaction& tx) {
      prepare_questions(tx);
      for (int at = 0; at < questions; ++at) {
        const GridQuestion question = questioner.ask();
        EXPECT_EQ(difference(ask_sql(tx, question, kPage), ask_index(index_.snapshot(), question, kPage)), "")
            << "seed " << seed_ << ", question " << at << ": " << question.text();
      }
    });
  }
  std::size_t runs_in_index() { return index_.snapshot()->runs.live; }
  bool has_run(const Uuid& id) {
    GridParameters parameters;
    parameters.values = {{"rows", "runs"}, {"latest_builds", "false"}};
    while (true) {
      const auto page = query_grid(index_.snapshot(), parameters);
      for (const auto& row : page.rows) {
        if (row.run_id == id) return true;
      }
      if (!page.next_cursor) return false;
      parameters.values["cursor"] = *page.next_cursor;
    }
  }

  std::uint64_t seed_;
  TestDatabase database_;
  GridGenerator generator_;
  GridIndex index_;
};

TEST_F(GridIndexTest, AnEmptyDatabaseIsAnEmptyGrid) {
  EXPECT_FALSE(index_.is_ready());
  EXPECT_THROW((void)index_.snapshot(), Error);
  index_.start();
  EXPECT_TRUE(index_.is_ready());
  EXPECT_EQ(query_grid(index_.snapshot(), {}).total, 0U);
}

TEST_F(GridIndexTest, TheFirstLoadAnswersAsSqlDoes) {
  const auto runs = fill(2000);
  for (int adapter = 0; adapter < 5; ++adapter) add_adapter_of(runs[adapter * 7], "adapter " + std::to_string(adapter));
  index_.start();
  EXPECT_EQ(runs_in_index(), 2000U);
  expect_same_answers(250);
}

TEST_F(GridIndexTest, ChangesOfEveryKindAnswerAsSqlDoes) {
  index_.start();
  auto runs = fill(600);
  expect_same_answers(20);
  for (int round = 0; round < 6; ++round) {
    std::vector<store::GridRun> changed;
    std::vector<Uuid> deleted;
    for (std::size_t at = 0; at < runs.size(); at += 1 + generator_.below(12)) {
      generator_.change_figures(runs[at]);
      changed.push_back(runs[at]);
    }
    for (int at = 0; at < 20; ++at) {
      deleted.push_back(runs.back().run_id);
      runs.pop_back();
    }
    const auto added = generator_.make_runs(40);
    pool().transact([&](db::Transaction& tx) { update_grid_runs(tx, changed); });
    pool().transact([&](db::Transaction& tx) { delete_grid_runs(tx, deleted); });
    insert(added);
    runs.insert(runs.begin(), added.begin(), added.end());
    add_adapter_of(runs[generator_.below(runs.size())], "adapter " + std::to_string(round));
    expect_same_answers(25);
  }
}

TEST_F(GridIndexTest, ChangesMadeWithPsqlAreSeenWithoutAnyHelp) {
  const auto runs = fill(50);
  index_.start();
  run_sql(pool(), "UPDATE hardware_profiles SET platform = 'Renamed', gpu_model = 'Renamed GPU'");
  EXPECT_TRUE(eventually([&] {
    GridParameters renamed;
    renamed.values["latest_builds"] = "false";
    renamed.lists["platforms"] = {"renamed"};
    renamed.values["rows"] = "runs";
    return query_grid(index_.snapshot(), renamed).total == 50;
  }));
  run_sql(pool(), "UPDATE test_runs SET voided_at = now(), void_reason = 'test' WHERE id = '" +
                      to_string(runs[3].run_id) + "'");
  EXPECT_TRUE(eventually([&] { return runs_in_index() == 49; }));
  run_sql(pool(), "UPDATE model_variants SET model_name = 'Renamed-' || model_name");
  EXPECT_TRUE(eventually([&] {
    GridParameters renamed;
    renamed.values = {{"search", "renamed-"}, {"rows", "runs"}, {"latest_builds", "false"}};
    return query_grid(index_.snapshot(), renamed).total == 49;
  }));
  run_sql(pool(), "DELETE FROM score_parts");
  EXPECT_TRUE(eventually([&] {
    GridParameters scored;
    scored.values["min_quality"] = "0";
    return query_grid(index_.snapshot(), scored).total == 0;
  }));
}

TEST_F(GridIndexTest, AfterCatchUpEveryWriterReadsItsOwnWrite) {
  fill(100);
  index_.start();
  std::vector<std::vector<store::GridRun>> shares;
  for (int writer = 0; writer < 4; ++writer) shares.push_back(generator_.make_runs(15));
  std::atomic<int> missing{0};
  {
    std::vector<std::jthread> writers;
    for (const auto& share : shares) {
      writers.emplace_back([&, share] {
        for (const auto& run : share) {
          insert({run});
          index_.catch_up();
          if (!has_run(run.run_id)) ++missing;
        }
      });
    }
  }
  EXPECT_EQ(missing, 0);
  EXPECT_EQ(runs_in_index(), 160U);
  expect_same_answers(30);
}

TEST_F(GridIndexTest, AWriteThatCommitsLateIsSeenOnceItIsCommitted) {
  fill(20);
  index_.start();
  const auto late = generator_.make_run();
  const auto early = generator_.make_run();
  pool().transact([&](db::Transaction& tx) {
    insert_grid_runs(tx, {late});
    insert({early});  // another connection, committed while the first transaction stays open
    for (int read = 0; read < 5; ++read) index_.catch_up();
    EXPECT_TRUE(has_run(early.run_id)) << "nothing waits for open transactions";
    EXPECT_FALSE(has_run(late.run_id));
  });
  index_.catch_up();
  EXPECT_TRUE(has_run(late.run_id)) << "late commits are not skipped";
}

TEST_F(GridIndexTest, TruncateLoadsEverythingOnceEvenWhileAnOldTransactionIsOpen) {
  fill(30);
  index_.start();
  ASSERT_EQ(index_.stats().loads, 1U);
  pool().transact([&](db::Transaction& tx) {
    insert_grid_variants(tx, {});  // an old transaction with an id of its own
    tx.run(db::Statement{"assign_xid", "SELECT pg_current_xact_id()"});
    run_sql(pool(), "TRUNCATE performance_metrics, test_runs");
    for (int read = 0; read < 5; ++read) index_.catch_up();
    EXPECT_EQ(runs_in_index(), 0U);
    EXPECT_EQ(index_.stats().loads, 2U) << "the entry of the TRUNCATE is still in the window and must not load again";
  });
  insert(generator_.make_runs(10));
  index_.catch_up();
  EXPECT_EQ(runs_in_index(), 10U);
  EXPECT_EQ(index_.stats().loads, 2U);
}

TEST_F(GridIndexTest, ARunThatFailsIsNoRowButCountsForItsVariant) {
  const auto runs = fill(1);
  index_.start();
  auto failed = runs[0];
  failed.run_id = uuid_from_content("failed");
  insert({failed});
  run_sql(pool(), "UPDATE test_runs SET status = 'failed' WHERE id = '" + to_string(failed.run_id) + "'");
  index_.catch_up();
  EXPECT_EQ(runs_in_index(), 1U);
  const auto snapshot = index_.snapshot();
  std::vector<int> counts;
  for (const auto& scores : *snapshot->variant_scores) {
    if (scores && scores->variant.id == failed.variant_id) counts.push_back(scores->variant.test_runs);
  }
  EXPECT_EQ(counts, std::vector{2});
}

TEST_F(GridIndexTest, VersionsRiseOverAReload) {
  fill(5);
  index_.start();
  const auto before = index_.snapshot()->version;
  run_sql(pool(), "TRUNCATE performance_metrics, test_runs");
  index_.catch_up();
  EXPECT_GT(index_.snapshot()->version, before);
}

TEST_F(GridIndexTest, AnotherProcessSeesTheChangeByItself) {
  fill(10);
  index_.start();
  GridIndex other{database_.pool()};
  other.start();
  insert({generator_.make_run()});
  index_.catch_up();
  EXPECT_TRUE(eventually([&] { return other.snapshot()->runs.live == 11; }));
  other.stop();
}

TEST_F(GridIndexTest, AnOutageIsSurvivedWithWhatIsThere) {
  fill(25);
  index_.start();
  const std::string name = database_.name();
  run_sql(test_cluster().admin(), "ALTER DATABASE \"" + name + "\" ALLOW_CONNECTIONS false");
  run_sql(test_cluster().admin(),
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
  EXPECT_THROW(index_.catch_up(), Error);
  EXPECT_TRUE(index_.is_ready());
  EXPECT_EQ(runs_in_index(), 25U) << "what was loaded is still served";
  EXPECT_GE(index_.stats().failed_reads, 1U);

  run_sql(test_cluster().admin(), "ALTER DATABASE \"" + name + "\" ALLOW_CONNECTIONS true");
  insert({generator_.make_run()});
  EXPECT_TRUE(eventually([&] { return runs_in_index() == 26; })) << "it comes back by itself";
}

TEST_F(GridIndexTest, PagingDuringWritesGivesEveryStableRowExactlyOnce) {
  const auto stable = fill(400);
  index_.start();
  std::atomic<bool> done{false};
  std::vector<std::jthread> writers;
  for (int writer = 0; writer < 2; ++writer) {
    writers.emplace_back([&, mine = GridGenerator(100 + static_cast<std::uint64_t>(writer))]() mutable {
      while (!done) {
        auto run = mine.make_run();
        insert({run});
        mine.change_figures(run);
        pool().transact([&](db::Transaction& tx) { update_grid_runs(tx, {run}); });
        if (mine.one_in(2)) pool().transact([&](db::Transaction& tx) { delete_grid_runs(tx, {run.run_id}); });
        index_.catch_up();
      }
    });
  }
  for (const std::string sort : {"speed", "timestamp", "model_name", "memory"}) {
    std::multiset<Uuid> seen;
    std::set<std::uint64_t> versions;
    GridParameters parameters;
    parameters.values = {{"rows", "runs"}, {"sort", sort}, {"limit", "5"}, {"latest_builds", "false"}};
    while (true) {
      const auto page = query_grid(index_.snapshot(), parameters);
      versions.insert(page.snapshot->version);
      for (const auto& row : page.rows) seen.insert(row.run_id);
      if (!page.next_cursor) break;
      parameters.values["cursor"] = *page.next_cursor;
      if (versions.size() > 10) continue;
      EXPECT_TRUE(eventually([&] { return index_.snapshot()->version > page.snapshot->version; }))
          << "nothing changed between two pages";
    }
    EXPECT_GT(versions.size(), 5U);
    for (const auto& run : stable) EXPECT_EQ(seen.count(run.run_id), 1U) << sort << " " << to_string(run.run_id);
  }
  done = true;
  writers.clear();
  expect_same_answers(30);
}

}  // namespace
}  // namespace llmbench::testing
