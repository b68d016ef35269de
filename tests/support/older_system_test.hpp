#pragma once
// A database of the older system with the migration that takes it over, and the grid on what it becomes.

#include "support/older_database.hpp"
#include "support/process.hpp"
#include "support/test_database.hpp"

#include "llmbench/api/service_set.hpp"
#include "llmbench/api/services.hpp"
#include "llmbench/http/router.hpp"
#include "llmbench/pgembed/cluster.hpp"
#include "llmbench/service/legacy_migration.hpp"
#include "llmbench/util/text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace llmbench::testing {

/// For INSTANTIATE_TEST_SUITE_P over the states.
[[nodiscard]] inline std::string name_of_state(const ::testing::TestParamInfo<OlderState>& info) {
  return to_string(info.param);
}

/// Schema and data as pg_dump writes them, without the random words it protects its own commands with.
[[nodiscard]] inline std::string dump_of(const std::string& url, std::vector<std::string> options = {}) {
  options.push_back("--dbname=" + url);
  const auto result =
      run_process(pgembed::find_pg_bin(std::nullopt) / "pg_dump", {.arguments = options, .environment = {}});
  if (result.exit_code != 0) throw std::runtime_error("pg_dump: " + result.error_output);
  std::string dump;
  for (const std::string& line : split(result.output, '\n')) {
    if (!line.starts_with("\\restrict") && !line.starts_with("\\unrestrict")) dump += line + '\n';
  }
  return dump;
}

/// The column `text` of every row.
[[nodiscard]] inline std::vector<std::string> texts_of(db::Pool& pool, const std::string& sql) {
  return pool.transact([&](db::Transaction& tx) {
    std::vector<std::string> values;
    for (const db::Row row : tx.run({"test", sql.c_str()})) {
      values.push_back(row.find<std::string>("text").value_or("NULL"));
    }
    return values;
  });
}

class OlderSystemTest : public ::testing::Test {
 protected:
  void make(OlderState state) { make_older_database(pool(), state); }
  db::Pool& pool() { return database_.pool(); }
  std::string dump() { return dump_of(database_.url()); }
  std::vector<std::string> texts(const std::string& sql) { return texts_of(pool(), sql); }
  std::string text(const std::string& sql) { return texts(sql).at(0); }
  void run_sql(const std::string& sql) {
    pool().transact([&](db::Transaction& tx) { tx.run_script("test", sql); });
  }

  service::LegacyMigration migration() {
    return {pool(), [](service::LegacyStep, std::int64_t, std::int64_t) {}};
  }
  service::LegacyReport separate(bool dry_run = false) { return migration().separate(dry_run, now_utc(), "test"); }
  service::RollbackReport rollback(bool dry_run = false) {
    return migration().rollback(
        dry_run, {[&](const ExperimentRun& run) { runs_after_.push_back(run); },
                  [&](const store::ScoresAfterMigration& scores) { scores_after_.push_back(scores); }, [] {}});
  }
  /// The error of something that must fail.
  template <typename Work>
  std::string refusal(Work work) {
    try {
      work();
    } catch (const Error& error) {
      return error.what();
    }
    return "it was accepted";
  }

  TestDatabase database_{TestDatabase::Contents::empty};
  std::vector<ExperimentRun> runs_after_;
  std::vector<store::ScoresAfterMigration> scores_after_;
};

/// What a server on the database answers.
class ServerOn {
 public:
  explicit ServerOn(db::Pool& pool) : set_(pool, "test") { set_.services().grid.start(); }
  ~ServerOn() { set_.services().grid.stop(); }
  ServerOn(const ServerOn&) = delete;
  ServerOn& operator=(const ServerOn&) = delete;

  [[nodiscard]] api::Services& services() { return set_.services(); }
  /// Adds endpoints: server.add(add_performance_grid).
  void add(void (*add_endpoint)(http::Routes&, api::Services&)) { add_endpoint(routes_, set_.services()); }
  Json get(const std::string& target) {
    const std::size_t question = target.find('?');
    http::Request request;
    request.method = "GET";
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = http::Query{target.substr(question + 1)};
    const auto match = routes_.match(request.method, request.path);
    request.path_parameters = match.path_parameters;
    return parse_json(match.entry->handler(request).body);
  }

 private:
  api::ServiceSet set_;
  http::Routes routes_;
};

}  // namespace llmbench::testing
