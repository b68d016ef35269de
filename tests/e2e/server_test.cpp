// The installed server: start, stop, refuse, survive being killed.

#include "support/base/paths.hpp"
#include "support/http_client.hpp"
#include "support/process.hpp"
#include "support/test_database.hpp"

#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

namespace llmbench {
namespace {

using ::testing::HasSubstr;
using testing::http_get;
using testing::http_post_json;
using testing::Process;
using testing::ProcessOptions;
using testing::ProcessResult;
using testing::run_process;
using testing::TempDir;

std::filesystem::path program() {
  return testing::bin_dir() / "llm-benchmark-api";
}

/// One data directory for the tests that do not need a fresh one: creating a cluster is the slow part.
class ServerProgram : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { dir_ = std::make_unique<TempDir>(); }
  static void TearDownTestSuite() { dir_.reset(); }
  static const TempDir& dir() { return *dir_; }

 private:
  static inline std::unique_ptr<TempDir> dir_;
};

ProcessOptions with(std::vector<std::string> arguments) {
  return {std::move(arguments), {{"DATABASE_URL", std::nullopt}}};
}

class InstalledServer {
 public:
  explicit InstalledServer(const TempDir& dir, std::vector<std::string> more = {}) : dir_(dir) {
    std::vector<std::string> arguments{"serve", "--port", "0", "--data-dir", dir.path().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    process_.emplace(program(), with(std::move(arguments)));
    const std::string line = process_->wait_for_line("listening on");
    port_ = static_cast<int>(parse_integer(line.substr(line.rfind(':') + 1)).value_or(0));
  }
  [[nodiscard]] int port() const { return port_; }
  Process& process() { return *process_; }
  [[nodiscard]] ProcessResult psql(const std::string& sql) const {
    return run_process(program(), with({"--data-dir", dir_.path().string(), "psql", "-X", "-A", "-t", "-c", sql}));
  }
  /// Process id of PostgreSQL, from its own pid file.
  [[nodiscard]] pid_t postgres_pid() const {
    std::ifstream file{dir_.path() / "postgres" / "postmaster.pid"};
    pid_t pid = 0;
    file >> pid;
    return pid;
  }

 private:
  const TempDir& dir_;
  std::optional<Process> process_;
  int port_ = 0;
};

bool is_running(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

/// Waits until the kernel has let go of a process that is not our child.
bool ends_soon(pid_t pid) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (is_running(pid) && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  return !is_running(pid);
}

TEST_F(ServerProgram, ServesAndStopsCleanlyWithItsPostgres) {
  InstalledServer server{dir()};
  const auto health = http_get(server.port(), "/health");
  EXPECT_EQ(health.status, 200) << health.body;
  const Json body = parse_json(health.body);
  EXPECT_EQ(body.at("status"), "healthy");
  EXPECT_EQ(body.at("database"), true);
  EXPECT_EQ(http_get(server.port(), "/live").status, 200);
  const pid_t postgres = server.postgres_pid();
  ASSERT_TRUE(is_running(postgres));

  server.process().send_signal(SIGTERM);
  EXPECT_EQ(server.process().wait(), 0);
  EXPECT_FALSE(is_running(postgres));
  EXPECT_FALSE(std::filesystem::exists(dir().path() / "postgres" / "postmaster.pid"));
}

TEST_F(ServerProgram, CommandsWorkBesideARunningServer) {
  const InstalledServer server{dir()};
  EXPECT_EQ(trim(server.psql("SELECT 6 * 7").output), "42");
  const auto url = run_process(program(), with({"url", "--data-dir", dir().path().string()}));
  EXPECT_EQ(url.exit_code, 0);
  EXPECT_THAT(url.output, ::testing::StartsWith("postgres"));
  const auto status = run_process(program(), with({"--data-dir", dir().path().string(), "migrate", "status"}));
  EXPECT_EQ(status.exit_code, 0);
  EXPECT_THAT(status.output, HasSubstr("0001_schema"));
  EXPECT_EQ(status.output.find("pending"), std::string::npos) << status.output;
  const auto second = run_process(program(), with({"--port", "0", "--data-dir", dir().path().string()}));
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_EQ(http_get(server.port(), "/health").status, 200);
}

TEST_F(ServerProgram, UsageErrorsAreExitCode2WithASentence) {
  const auto host = run_process(program(), with({"--host", "nowhere.invalid"}));
  EXPECT_EQ(host.exit_code, 2);
  EXPECT_THAT(host.error_output, HasSubstr("--host nowhere.invalid: no such address"));
  EXPECT_EQ(run_process(program(), with({"--port", "many"})).exit_code, 2);
  EXPECT_EQ(run_process(program(), with({"dance"})).exit_code, 2);
  const auto version = run_process(program(), with({"--version"}));
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.output, HasSubstr("llm-benchmark-api 0."));
}

TEST_F(ServerProgram, CommandsThatLookCreateNoDatabase) {
  const TempDir parent;
  const std::string nowhere = (parent.path() / "mistyped").string();
  for (const auto& command : {std::vector<std::string>{"psql", "-c", "SELECT 1"}, {"migrate", "status"}, {"url"}}) {
    std::vector<std::string> arguments{"--data-dir", nowhere};
    arguments.insert(arguments.end(), command.begin(), command.end());
    const auto result = run_process(program(), with(std::move(arguments)));
    EXPECT_EQ(result.exit_code, 1) << command.front();
    EXPECT_THAT(result.error_output, HasSubstr(nowhere)) << command.front();
    EXPECT_FALSE(std::filesystem::exists(nowhere)) << command.front();
  }
}

TEST_F(ServerProgram, JsonLogsHoldTheReasonItDidNotStart) {
  for (const auto& wrong : {std::vector<std::string>{"--host", "nowhere.invalid"}, {"--log-level", "loud"}}) {
    std::vector<std::string> arguments{"--log-json"};
    arguments.insert(arguments.end(), wrong.begin(), wrong.end());
    const auto refused = run_process(program(), with(std::move(arguments)));
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(parse_json(trim(refused.error_output)).at("message"), HasSubstr(wrong.front()));
  }
}

TEST_F(ServerProgram, ATakenPortIsSaidBeforeAnythingStarts) {
  const InstalledServer server{dir()};
  const TempDir other;
  const auto second =
      run_process(program(), with({"--port", std::to_string(server.port()), "--data-dir", other.path().string()}));
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.error_output, HasSubstr("127.0.0.1:" + std::to_string(server.port())));
  EXPECT_FALSE(std::filesystem::exists(other.path() / "postgres"));
}

TEST_F(ServerProgram, NoMigrateStartsOnlyOnACurrentSchema) {
  const TempDir fresh;
  const auto refused =
      run_process(program(), with({"--no-migrate", "--port", "0", "--data-dir", fresh.path().string()}));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error_output, HasSubstr("migrate up"));
  EXPECT_EQ(run_process(program(), with({"migrate", "up", "--data-dir", fresh.path().string()})).exit_code, 0);
  const InstalledServer server{fresh, {"--no-migrate"}};
  EXPECT_EQ(http_get(server.port(), "/health").status, 200);
}

TEST_F(ServerProgram, JsonLogsAreOneObjectALine) {
  InstalledServer server{dir(), {"--log-json"}};
  (void)http_get(server.port(), "/live", {{"X-Request-Id", "find-me"}});
  const Json line = parse_json(server.process().wait_for_line("find-me"));
  EXPECT_EQ(line.at("method"), "GET");
  EXPECT_EQ(line.at("path"), "/live");
  EXPECT_EQ(line.at("status"), 200);
  server.process().send_signal(SIGINT);
  EXPECT_EQ(server.process().wait(), 0);
  for (const auto& each : split(trim(server.process().error_output()), '\n')) {
    EXPECT_TRUE(parse_json(each).contains("message")) << each;
  }
}

std::string a_run(int number) {
  return R"({"experiment_run":{"model_name":"Crash-Test-7B","quantization":"Q4_K_M","backend":"llama.cpp",)"
         R"("backend_version":"b5000","hardware_config":{"gpu_model":"NVIDIA GeForce RTX 4090","gpu_memory_gb":24,)"
         R"("cpu_model":"AMD Ryzen 9 7950X","cpu_arch":"x86_64","optimizations":[]},"timestamp":"2025-06-01T00:00:00Z",)"
         R"("settings":{"n_batch":)" +
         std::to_string(number) +
         R"(},"performance_metrics":[{"metric_name":"tokens_per_second","value":50,"unit":"tokens/s"},)"
         R"({"metric_name":"prompt_processing_speed","value":900,"unit":"tokens/s"},)"
         R"({"metric_name":"memory_usage_gb","value":8,"unit":"GB"}],"benchmark_scores":[]}})";
}

/// Ids the server has promised to keep.
class Promises {
 public:
  void add(std::string id) {
    const std::lock_guard lock{ids_mutex_};
    ids_.insert(std::move(id));
    added_.notify_all();
  }
  /// False when there are fewer after a minute.
  [[nodiscard]] bool await(std::size_t count) {
    std::unique_lock lock{ids_mutex_};
    return added_.wait_for(lock, std::chrono::minutes{1}, [&] { return ids_.size() >= count; });
  }
  [[nodiscard]] std::set<std::string> ids() {
    const std::lock_guard lock{ids_mutex_};
    return ids_;
  }

 private:
  std::mutex ids_mutex_;  ///< guards ids_
  std::condition_variable added_;
  std::set<std::string> ids_;
};

/// 200 clients that upload runs until the server is gone; what was answered goes into `promises`. Run numbers start at
/// `first`.
std::vector<std::jthread> uploading_clients(int port, int first, Promises& promises) {
  constexpr int kClients = 200;
  std::vector<std::jthread> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([port, start = first + client, &promises](const std::stop_token& stop) {
      for (int number = start; !stop.stop_requested(); number += kClients) {
        try {
          const auto answer = http_post_json(port, "/api/upload-experiment", a_run(number));
          if (answer.status == 201) promises.add(parse_json(answer.body).at("test_run_id"));
        } catch (const std::exception&) {
          return;  // the server is gone, maybe in the middle of our answer
        }
      }
    });
  }
  return clients;
}

void expect_kept(const InstalledServer& server, const std::set<std::string>& promised) {
  for (const auto& id : promised) EXPECT_EQ(http_get(server.port(), "/api/detail/" + id).status, 200) << id;
  const std::string stored = server.psql("SELECT id FROM test_runs ORDER BY id").output;
  std::multiset<std::string> ids;
  for (const auto& line : split(trim(stored), '\n')) ids.insert(line);
  for (const auto& id : promised) EXPECT_EQ(ids.count(id), 1U) << id;
  const auto half = server.psql(
      "SELECT count(*) FROM test_runs AS run WHERE 3 <> (SELECT count(*) FROM performance_metrics AS metric "
      "WHERE metric.test_run_id = run.id)");
  EXPECT_EQ(trim(half.output), "0");
}

TEST_F(ServerProgram, KilledDuringUploadsKeepsEveryAnsweredRunOnce) {
  Promises promises;
  {
    InstalledServer server{dir()};
    const pid_t postgres = server.postgres_pid();
    auto clients = uploading_clients(server.port(), 1'000'000, promises);
    EXPECT_TRUE(promises.await(100));
    server.process().send_signal(SIGKILL);
    EXPECT_EQ(server.process().wait(), 128 + SIGKILL);
    clients.clear();
    EXPECT_TRUE(ends_soon(postgres)) << "PostgreSQL outlives its server";
  }
  const InstalledServer server{dir()};
  expect_kept(server, promises.ids());
}

TEST_F(ServerProgram, StoppedDuringUploadsEndsCleanlyAndKeepsWhatItAnswered) {
  Promises promises;
  {
    InstalledServer server{dir()};
    auto clients = uploading_clients(server.port(), 2'000'000, promises);
    EXPECT_TRUE(promises.await(100));
    server.process().send_signal(SIGTERM);
    EXPECT_EQ(server.process().wait(std::chrono::seconds{20}), 0);
    clients.clear();
  }
  const InstalledServer server{dir()};
  expect_kept(server, promises.ids());
}

}  // namespace
}  // namespace llmbench
