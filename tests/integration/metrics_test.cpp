// GET /metrics of a running application: what is counted, and that Prometheus' own parser reads it.

#include "support/base/paths.hpp"
#include "support/http_client.hpp"
#include "support/process.hpp"
#include "support/test_database.hpp"

#include "llmbench/api/application.hpp"
#include "llmbench/http/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace llmbench {
namespace {

using ::testing::HasSubstr;
using testing::http_call;
using testing::http_get;
using testing::http_post_json;
using ::testing::Not;

class Metrics : public ::testing::Test {
 protected:
  Metrics() : application_(database_.pool(), "1.2.3", routes_, metrics_), server_(options(), routes_) {
    application_.start();
    thread_ = std::jthread{[this] { server_.run(); }};
  }
  ~Metrics() override {
    server_.stop();
    thread_.join();
    application_.stop();
  }

  http::ServerOptions options() {
    http::ServerOptions options;
    options.port = 0;
    options.access_log = false;
    options.on_start = [this] { metrics_->begin(); };
    options.on_end = [this](const http::AccessRecord& record) { metrics_->end(record); };
    return options;
  }
  [[nodiscard]] int port() const { return server_.port(); }
  [[nodiscard]] std::string read() const { return http_get(port(), "/metrics").body; }

  testing::TestDatabase database_;
  std::shared_ptr<api::RequestMetrics> metrics_ = std::make_shared<api::RequestMetrics>();
  http::Routes routes_;
  api::Application application_;
  http::Server server_;
  std::jthread thread_;
};

/// The value of a series ("name{labels}" or "name"); -1 when there is none.
double value_of(const std::string& text, const std::string& series) {
  const std::size_t at = ("\n" + text).find("\n" + series + " ");
  return at == std::string::npos ? -1 : std::stod(text.substr(at + series.size() + 1));
}

constexpr const char* kUploadedRun = R"({"experiment_run":{"model_name":"Qwen3-4B","quantization":"Q4_K_M",
  "backend":"llama.cpp","backend_version":"6000","hardware_config":{"gpu_model":"RTX 4090"},
  "performance_metrics":[{"metric_name":"tokens_per_second","value":50,"unit":"tok/s"}],
  "timestamp":"2025-06-08T12:00:00Z"}})";
constexpr const char* kScores = R"({"model_name":"Qwen3-4B","quantization":"Q4_K_M",
  "benchmark_scores":[{"type":"GSM8K","data":{"problems_solved":7,"total_problems":10}}]})";

TEST_F(Metrics, AreTextThatNobodyKeeps) {
  const auto answer = http_get(port(), "/metrics");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(answer.header("etag"), "");
  EXPECT_EQ(answer.header("cache-control"), "no-store");
  EXPECT_THAT(answer.body, HasSubstr("llm_benchmark_build_info{version=\"1.2.3\"} 1\n"));
}

TEST_F(Metrics, AreReadByPrometheusParserAndFollowItsNames) {
  (void)http_post_json(port(), "/api/upload-experiment", kUploadedRun);
  (void)http_get(port(), "/api/performance-grid");
  const auto script = testing::fixtures_dir().parent_path() / "support" / "check_metrics.py";
  const auto result =
      testing::run_process("/usr/bin/python3", {.arguments = {script.string()}, .environment = {}}, read());
  EXPECT_EQ(result.exit_code, 0) << result.output << result.error_output;
}

TEST_F(Metrics, RequestsAreCountedByRoute) {
  (void)http_get(port(), "/api/performance-grid");
  (void)http_get(port(), "/api/performance-grid?limit=1");
  (void)http_get(port(), "/api/performance-grid?no_such_thing=1");
  (void)http_get(port(), "/api/detail/00000000-0000-4000-8000-000000000000");
  const std::string text = read();
  const std::string requests = "llm_benchmark_http_requests_total";
  EXPECT_EQ(value_of(text, requests + R"({method="GET",route="/api/performance-grid",status="2xx"})"), 2);
  EXPECT_EQ(value_of(text, requests + R"({method="GET",route="/api/performance-grid",status="4xx"})"), 1);
  EXPECT_EQ(value_of(text, requests + R"({method="GET",route="/api/detail/{test_run_id}",status="4xx"})"), 1);
  const std::string duration = "llm_benchmark_http_request_duration_seconds";
  EXPECT_EQ(value_of(text, duration + R"(_count{method="GET",route="/api/performance-grid"})"), 3);
  EXPECT_EQ(value_of(text, duration + R"(_bucket{method="GET",route="/api/performance-grid",le="+Inf"})"), 3);
  EXPECT_GT(value_of(text, R"(llm_benchmark_http_response_bytes_total{method="GET",route="/api/performance-grid"})"),
            0);
  EXPECT_EQ(value_of(text, "llm_benchmark_http_requests_in_flight"), 1);  // the reading itself
}

TEST_F(Metrics, ClientsCannotMakeNewSeries) {
  for (int i = 0; i < 20; ++i) {
    (void)http_get(port(), "/no/such/path/" + std::to_string(i));
    (void)http_call(port(), "BREW" + std::to_string(i), "/live");
  }
  const std::string text = read();
  EXPECT_EQ(value_of(text, R"(llm_benchmark_http_requests_total{method="GET",route="unmatched",status="4xx"})"), 20);
  EXPECT_THAT(text, HasSubstr(R"(method="other",route="unmatched")"));
  EXPECT_THAT(text, Not(HasSubstr("BREW")));
  EXPECT_THAT(text, Not(HasSubstr("/no/such")));
}

TEST_F(Metrics, UploadsAreCountedByWhatBecameOfThem) {
  EXPECT_EQ(value_of(read(), R"(llm_benchmark_uploaded_runs_total{status="created"})"), 0);
  EXPECT_EQ(http_post_json(port(), "/api/upload-experiment", kUploadedRun).status, 201);
  (void)http_post_json(port(), "/api/upload-experiment", kUploadedRun);
  (void)http_post_json(port(), "/api/upload-experiment", "{}");
  (void)http_post_json(port(), "/api/upload-experiment", "no JSON");
  (void)http_post_json(port(), "/api/upload-experiments", std::string{"["} + kUploadedRun + ",{}]");
  (void)http_post_json(port(), "/api/benchmarks/upload", kScores);
  (void)http_post_json(port(), "/api/benchmarks/upload", kScores);
  (void)http_post_json(port(), "/api/benchmarks/upload", "{}");
  const std::string text = read();
  EXPECT_EQ(value_of(text, R"(llm_benchmark_uploaded_runs_total{status="created"})"), 1);
  EXPECT_EQ(value_of(text, R"(llm_benchmark_uploaded_runs_total{status="duplicate"})"), 2);
  EXPECT_EQ(value_of(text, R"(llm_benchmark_uploaded_runs_total{status="rejected"})"), 3);
  EXPECT_EQ(value_of(text, R"(llm_benchmark_uploaded_runs_total{status="failed"})"), 0);
  EXPECT_EQ(value_of(text, R"(llm_benchmark_uploaded_scores_total{status="stored"})"), 1);
  EXPECT_EQ(value_of(text, R"(llm_benchmark_uploaded_scores_total{status="unchanged"})"), 1);
  EXPECT_EQ(value_of(text, R"(llm_benchmark_uploaded_scores_total{status="rejected"})"), 1);
  EXPECT_EQ(value_of(text, "llm_benchmark_grid_index_runs"), 1);
  EXPECT_EQ(value_of(text, "llm_benchmark_grid_index_configurations"), 1);
  EXPECT_GE(value_of(text, R"(llm_benchmark_database_connections{state="idle"})"), 1);
}

TEST_F(Metrics, TheProcessAndTheIndexAreMeasured) {
  const std::string text = read();
  EXPECT_GT(value_of(text, "process_start_time_seconds"), 1.6e9);
  EXPECT_GT(value_of(text, "process_resident_memory_bytes"), 1e6);
  EXPECT_GT(value_of(text, "process_open_fds"), 2);
  EXPECT_GE(value_of(text, "process_max_fds"), value_of(text, "process_open_fds"));
  EXPECT_GT(value_of(text, "process_cpu_seconds_total"), 0);
  EXPECT_EQ(value_of(text, "llm_benchmark_grid_index_ready"), 1);
  EXPECT_EQ(value_of(text, "llm_benchmark_grid_index_loads_total"), 1);
  EXPECT_GE(value_of(text, "llm_benchmark_grid_index_last_read_age_seconds"), 0);
  EXPECT_GT(value_of(text, "llm_benchmark_database_connections_max"), 0);
  EXPECT_EQ(value_of(text, "llm_benchmark_database_waiting"), 0);
}

TEST_F(Metrics, DatabaseErrorsAreCountedAndRefusalsAreNot) {
  const auto fail = [&](ErrorCode code) {
    EXPECT_THROW(database_.pool().transact([&](db::Transaction&) { throw Error{code, "test"}; }), Error);
  };
  const double before = value_of(read(), "llm_benchmark_database_errors_total");
  fail(ErrorCode::timeout);
  fail(ErrorCode::not_found);
  EXPECT_EQ(value_of(read(), "llm_benchmark_database_errors_total"), before + 1);
}

}  // namespace
}  // namespace llmbench
