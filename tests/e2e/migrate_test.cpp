// The migrate commands of the built program, and scripts/run_migration.sh.

#include "support/base/paths.hpp"
#include "support/http_client.hpp"
#include "support/older_system_test.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace llmbench {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::OlderState;
using testing::Process;
using testing::ProcessResult;

class MigrateProgram : public testing::OlderSystemTest {
 protected:
  ProcessResult migrate(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "migrate");
    arguments.insert(arguments.end(), {"--database-url", database_.url()});
    return testing::run_process(testing::bin_dir() / "llm-benchmark-api", {.arguments = arguments, .environment = {}});
  }
  std::string file(const std::string& name) { return (folder_.path() / name).string(); }
  std::vector<std::string> files() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{folder_.path()}) names.push_back(entry.path().filename().string());
    return names;
  }

  testing::TempDir folder_;
};

/// A server on the database, as long as it lives.
class MigratedServer {
 public:
  explicit MigratedServer(const std::string& url)
      : process_(testing::bin_dir() / "llm-benchmark-api",
                 {.arguments = {"serve", "--port", "0", "--database-url", url}, .environment = {}}) {
    const std::string line = process_.wait_for_line("listening on");
    url_ = line.substr(line.find("http"));
    url_ = url_.substr(0, url_.find_first_of(" \t"));
  }
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] int port() const { return std::stoi(url_.substr(url_.rfind(':') + 1)); }

 private:
  Process process_;
  std::string url_;
};

TEST_F(MigrateProgram, SeparateVerifyCleanup) {
  make(OlderState::dirty);
  const auto separated = migrate({"separate"});
  EXPECT_EQ(separated.exit_code, 0) << separated.error_output;
  EXPECT_THAT(separated.output, HasSubstr("the older system was taken over and verified"));
  EXPECT_THAT(separated.output, HasSubstr("hardware_profiles, merged: 1: the same machine as another row: RTX 4090"));
  EXPECT_THAT(separated.output, HasSubstr("test_runs, legacy: 1: model_name must not be empty"));
  EXPECT_THAT(separated.error_output, HasSubstr("copying metrics"));
  EXPECT_EQ(migrate({"verify"}).exit_code, 0);
  const auto again = migrate({"separate"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.output, HasSubstr("there is nothing to do"));
  EXPECT_EQ(migrate({"cleanup"}).exit_code, 2);
  EXPECT_EQ(migrate({"cleanup", "--yes"}).exit_code, 0);
  EXPECT_EQ(migrate({"verify"}).exit_code, 1);
  EXPECT_EQ(migrate({"up"}).output, "the schema is current\n");
}

TEST_F(MigrateProgram, ReportsAreJsonWhenAsked) {
  make(OlderState::both);
  const Json dry = parse_json(migrate({"separate", "--dry-run", "--json"}).output);
  EXPECT_EQ(dry["outcome"], "dry_run");
  const Json report = parse_json(migrate({"separate", "--json"}).output);
  EXPECT_EQ(report["outcome"], "done");
  EXPECT_EQ(report["verified"], true);
  std::int64_t mmlu = 0;
  for (const Json& table : report["tables"]) {
    EXPECT_EQ(table["rows"], table["copied"].get<int>() + table["merged"].get<int>() + table["history"].get<int>() +
                                 table["legacy"].get<int>())
        << table;
    if (table["table"] == "mmlu_scores") mmlu = table["rows"];
  }
  EXPECT_EQ(mmlu, 28);
  for (const Json& check : report["checks"]) EXPECT_EQ(check["holds"], true) << check;
}

TEST_F(MigrateProgram, VerifyFailsWhenSomethingIsMissing) {
  make(OlderState::both);
  ASSERT_EQ(migrate({"separate"}).exit_code, 0);
  run_sql("DELETE FROM performance_metrics WHERE metric_name = 'model_loading_time'");
  const auto verified = migrate({"verify", "--json"});
  EXPECT_EQ(verified.exit_code, 1);
  EXPECT_EQ(parse_json(verified.output)["verified"], false);
  const auto cleanup = migrate({"cleanup", "--yes"});
  EXPECT_EQ(cleanup.exit_code, 1);
  EXPECT_THAT(cleanup.error_output, HasSubstr("nothing was dropped"));
  EXPECT_EQ(text("SELECT to_regclass('legacy.test_runs')::text AS text"), "legacy.test_runs");
}

TEST_F(MigrateProgram, SeparateReportsWhatFailedAndChangesNothing) {
  make(OlderState::both);
  // Hidden while rows are copied, there again when they are verified.
  run_sql(R"sql(
ALTER TABLE performance_metrics ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY hide_while_copying ON performance_metrics
USING (metric_name <> 'model_loading_time' OR to_regclass('legacy.held_back') IS NULL))sql");
  const auto separated = migrate({"separate", "--json"});
  EXPECT_EQ(separated.exit_code, 1);
  const Json report = parse_json(separated.output);
  EXPECT_EQ(report["outcome"], "taken_back");
  EXPECT_EQ(report["verified"], false);
  EXPECT_EQ(report["sentence"], "the verification found differences; everything was taken back, nothing was changed");
  std::vector<std::string> failed;
  for (const Json& check : report["checks"]) {
    if (check["holds"] == false) failed.push_back(check["check"].get<std::string>() + " " + check["examples"].dump());
  }
  EXPECT_THAT(failed,
              ElementsAre("every metric is there with its value, or is listed as repeated or kept in legacy [\"" +
                          text("SELECT md5('run 4090 model_loading_time')::uuid::text AS text") + "\"]"));
  EXPECT_EQ(text("SELECT count(*) || coalesce(to_regnamespace('legacy')::text, ' and no legacy') AS text "
                 "FROM public.performance_metrics"),
            "12 and no legacy");
  const auto in_words = migrate({"separate"});
  EXPECT_EQ(in_words.exit_code, 1);
  EXPECT_THAT(in_words.error_output, HasSubstr("the verification found differences; everything was taken back"));
  EXPECT_THAT(in_words.output, HasSubstr("FAILS  every metric is there with its value"));
}

TEST_F(MigrateProgram, TheServerRefusesUntilItIsSeparatedAndThenWorks) {
  make(OlderState::both);
  const auto refused = testing::run_process(
      testing::bin_dir() / "llm-benchmark-api",
      {.arguments = {"serve", "--port", "0", "--database-url", database_.url()}, .environment = {}});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error_output, HasSubstr("migrate separate"));
  ASSERT_EQ(migrate({"separate"}).exit_code, 0);
  ASSERT_EQ(migrate({"cleanup", "--yes"}).exit_code, 0);

  const MigratedServer server{database_.url()};
  const auto grid =
      parse_json(testing::http_get(server.port(), "/api/performance-grid?rows=runs&latest_builds=false").body);
  EXPECT_EQ(grid.size(), 5U);
  const auto stored =
      testing::http_post_json(server.port(), "/api/benchmarks/upload",
                              R"({"model_name":"Qwen3-8B","quantization":"Q4_K_M","timestamp":"2026-01-01T00:00:00Z",
          "benchmark_scores":[{"type":"GSM8K","data":{"problems_solved":1300,"total_problems":1319}}]})");
  EXPECT_EQ(stored.status, 200) << stored.body;
  const std::string id = text("SELECT md5('run 4090')::uuid::text AS text");
  EXPECT_EQ(testing::http_call(server.port(), "DELETE", "/api/delete/" + id, {}, "").status, 200);
  EXPECT_EQ(
      parse_json(testing::http_get(server.port(), "/api/performance-grid?rows=runs&latest_builds=false").body).size(),
      4U);
}

TEST_F(MigrateProgram, RollbackWritesWhatCameAfterAndItCanBeUploadedAgain) {
  make(OlderState::both);
  const std::string before = dump();
  ASSERT_EQ(migrate({"separate"}).exit_code, 0);
  {
    const MigratedServer server{database_.url()};
    const auto run = testing::http_post_json(
        server.port(), "/api/upload-experiment",
        R"({"experiment_run":{"model_name":"Qwen3-8B","quantization":"Q4_K_M","backend":"llama.cpp","backend_version":"b9000",
            "hardware_config":{"gpu_model":"RTX 5090"},"timestamp":"2026-01-02T00:00:00Z",
            "performance_metrics":[{"metric_name":"tokens_per_second","value":200,"unit":"tok/s"}]}})");
    ASSERT_EQ(run.status, 201) << run.body;
    const auto scores = testing::http_post_json(
        server.port(), "/api/benchmarks/upload",
        R"({"model_name":"New","quantization":"Q8_0","timestamp":"2026-01-01T00:00:00Z","context":{"shots":5},
            "benchmark_scores":[{"type":"GSM8K","data":{"problems_solved":1300,"total_problems":1319}}]})");
    ASSERT_EQ(scores.status, 200) << scores.body;
  }
  EXPECT_EQ(migrate({"rollback"}).exit_code, 2);
  const auto back = migrate({"rollback", "--yes", "--out", file("after.ndjson")});
  EXPECT_EQ(back.exit_code, 0) << back.error_output;
  EXPECT_THAT(back.output, HasSubstr("1 runs and 1 score sets"));
  EXPECT_EQ(dump(), before);
  EXPECT_THAT(files(), ElementsAre("after.ndjson"));

  ASSERT_EQ(migrate({"separate"}).exit_code, 0);
  const MigratedServer server{database_.url()};
  const auto uploaded = testing::run_process(
      testing::bin_dir() / "llm-benchmark-uploader",
      {.arguments = {"upload", "-s", server.url(), file("after.ndjson")}, .environment = {{"HOME", file("")}}});
  EXPECT_EQ(uploaded.exit_code, 0) << uploaded.output << uploaded.error_output;
  EXPECT_EQ(text("SELECT platform AS text FROM run_grid WHERE tokens_per_second = 200"), "RTX 5090");
  EXPECT_EQ(text("SELECT context::text AS text FROM quality_scores WHERE model_name = 'New'"), R"({"shots": 5})");
}

TEST_F(MigrateProgram, NoFileWhenNothingCameAfter) {
  make(OlderState::both);
  ASSERT_EQ(migrate({"separate"}).exit_code, 0);
  const auto back = migrate({"rollback", "--yes", "--out", file("after.ndjson"), "--json"});
  EXPECT_EQ(back.exit_code, 0);
  EXPECT_TRUE(parse_json(back.output)["file"].is_null());
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(MigrateProgram, AnExistingFileIsNotOverwrittenAndNothingHappens) {
  make(OlderState::both);
  ASSERT_EQ(migrate({"separate"}).exit_code, 0);
  run_sql("UPDATE test_runs SET provenance = '{}' WHERE id = md5('run 4090')::uuid");  // not the run that was copied
  const std::string migrated = dump();
  std::ofstream{file("after.ndjson")} << "mine";
  const auto back = migrate({"rollback", "--yes", "--out", file("after.ndjson")});
  EXPECT_EQ(back.exit_code, 2);
  EXPECT_THAT(back.error_output, HasSubstr("exists already"));
  EXPECT_EQ(testing::read_file(file("after.ndjson")), "mine");
  EXPECT_EQ(dump(), migrated);
}

TEST_F(MigrateProgram, RollbackStopsAtAViewOnOurTables) {
  make(OlderState::both);
  ASSERT_EQ(migrate({"separate"}).exit_code, 0);
  run_sql("CREATE VIEW mine AS SELECT id FROM public.test_runs");
  const std::string migrated = dump();
  const auto back = migrate({"rollback", "--yes", "--out", file("after.ndjson")});
  EXPECT_EQ(back.exit_code, 1);
  EXPECT_THAT(back.error_output, HasSubstr("a view of your own"));
  EXPECT_EQ(dump(), migrated);
}

TEST_F(MigrateProgram, ARefusedRightDuringRollbackLeavesNoFile) {
  make(OlderState::both);
  ASSERT_EQ(migrate({"separate"}).exit_code, 0);
  run_sql("UPDATE test_runs SET provenance = '{}' WHERE id = md5('run 4090')::uuid");  // not the run that was copied
  run_sql("REVOKE CREATE ON SCHEMA public FROM pg_database_owner");  // the older tables cannot go back
  const auto back = migrate({"rollback", "--yes", "--out", file("after.ndjson")});
  EXPECT_EQ(back.exit_code, 1);
  EXPECT_THAT(back.error_output, HasSubstr("the database user may not do this"));
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(MigrateProgram, TheScriptBacksUpTakesOverAndVerifies) {
  make(OlderState::both);
  const std::string script = (testing::source_dir() / "scripts/run_migration.sh").string();
  const auto run = [&] {
    return testing::run_process(
        "/bin/bash",
        {.arguments = {"-c", "cd \"$0\" && exec \"$1\" \"$2\"", folder_.path().string(), script, database_.url()},
         .environment = {{"LLM_BENCHMARK_API", (testing::bin_dir() / "llm-benchmark-api").string()}}});
  };
  const auto done = run();
  EXPECT_EQ(done.exit_code, 0) << done.output << done.error_output;
  EXPECT_THAT(done.output, HasSubstr("migrate rollback --yes"));
  ASSERT_THAT(files(), ElementsAre(::testing::MatchesRegex("backup_[0-9]{8}_[0-9]{6}.sql")));
  EXPECT_THAT(testing::read_file(file(files()[0])), HasSubstr("CREATE TABLE public.mmlu_scores"));
  EXPECT_EQ(migrate({"verify"}).exit_code, 0);
}

TEST_F(MigrateProgram, TheScriptStopsAtTheFirstError) {
  run_sql("CREATE TABLE test_runs (id uuid PRIMARY KEY)");
  const std::string script = (testing::source_dir() / "scripts/run_migration.sh").string();
  const auto done = testing::run_process(
      "/bin/bash",
      {.arguments = {"-c", "cd \"$0\" && exec \"$1\" \"$2\"", folder_.path().string(), script, database_.url()},
       .environment = {{"LLM_BENCHMARK_API", (testing::bin_dir() / "llm-benchmark-api").string()}}});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.error_output, HasSubstr("this is not a whole database of the older system"));
  EXPECT_THAT(done.error_output, ::testing::Not(HasSubstr("3. verify")));
}

TEST_F(MigrateProgram, TheScriptShowsNoPasswordInTheListOfProcesses) {
  std::ofstream{file("pg_dump")} << "#!/bin/sh\nprintf '%s|%s' \"$*\" \"$PGPASSWORD\" > \"$0.said\"; exit 1\n";
  fs::permissions(file("pg_dump"), fs::perms::owner_all);
  const std::string script = (testing::source_dir() / "scripts/run_migration.sh").string();
  const auto done = testing::run_process(
      "/bin/bash", {.arguments = {"-c", "cd \"$0\" && PATH=\"$0:$PATH\" exec \"$1\" \"$2\"", folder_.path().string(),
                                  script, "postgresql://bench:p%40s%25w@db.example:5432/results"},
                    .environment = {{"LLM_BENCHMARK_API", (testing::bin_dir() / "llm-benchmark-api").string()}}});
  EXPECT_EQ(done.exit_code, 1);
  const std::string said = testing::read_file(file("pg_dump.said"));
  EXPECT_THAT(said, HasSubstr("--dbname=postgresql://bench@db.example:5432/results"));
  EXPECT_THAT(said, ::testing::EndsWith("|p@s%w"));
}

}  // namespace
}  // namespace llmbench
