// What exports of a million metrics cost the server in memory, and that an export sent back is the same runs.

#include "support/api_program.hpp"
#include "support/http_client.hpp"
#include "support/runs.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/util/gzip.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

namespace llmbench {
namespace {

using testing::HttpConnection;

constexpr int kRuns = 125'000;
constexpr int kRunsARequest = 2'500;
constexpr int kMetricsARun = 8;
constexpr double kMostGrowthMiB = 20;

/// Seven metrics with samples; the server adds tokens_per_second, a copy of tg128.
ExperimentRun run_number(int number) {
  const double speed = 50 + 0.001 * number;
  auto run = testing::a_run()
                 .with_model("Example-" + std::to_string(number % 40))
                 .with_time(testing::at("2025-06-08T12:00:00Z") + std::chrono::seconds{number})
                 .with_tags({"nightly"});
  for (const char* name : {"tg128", "tg128 @ d4096", "tg128 @ d8192", "tg128 @ d16384", "tg256", "tg512", "tg1024"}) {
    run.with_metric(name, speed, {speed - 1.5, speed - 0.5, speed, speed + 0.5, speed + 1.5});
  }
  return run.build();
}

class ExportOfAMillionMetrics : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    program_ = std::make_unique<testing::ApiProgram>();
    for (int first = 0; first < kRuns; first += kRunsARequest) {
      std::string lines;
      for (int number = first; number < first + kRunsARequest; ++number) {
        lines += dump_json(codec::encode_experiment_run(run_number(number))) + "\n";
      }
      ASSERT_EQ(upload(lines).at("accepted"), kRunsARequest);
    }
  }
  static void TearDownTestSuite() { program_.reset(); }

  /// A server that has only been read from: what the uploads took is not in its memory.
  ExportOfAMillionMetrics() {
    program_->stop();
    program_->start();
    for (const char* page : {"/health", "/api/performance-grid?limit=100", "/api/grouped-performance",
                             "/api/configurations?limit=100", "/api/hardware", "/api/model-variants", "/metrics"}) {
      EXPECT_EQ(testing::http_get(program_->port(), page).status, 200) << page;
    }
  }

  static Json upload(const std::string& lines) {
    HttpConnection connection{program_->port(), std::chrono::minutes{2}};
    connection.send(
        testing::http_request("POST", "/api/upload-experiments", {{"Content-Type", "application/x-ndjson"}}, lines));
    return parse_json(connection.read_answer().value().body);
  }

  /// Gives every part of the answer's body to `take`.
  static void download(const std::string& target, const std::string& encoding,
                       const std::function<void(std::string_view)>& take) {
    HttpConnection connection{program_->port()};
    connection.send("GET " + target + " HTTP/1.0\r\nAccept-Encoding: " + encoding + "\r\n\r\n");  // 1.0: no chunks
    std::string head;
    while (head.find("\r\n\r\n") == std::string::npos) {
      const std::string part = connection.read_part();
      ASSERT_FALSE(part.empty());
      head += part;
    }
    ASSERT_TRUE(head.starts_with("HTTP/1.1 200")) << head.substr(0, 500);
    take(std::string_view{head}.substr(head.find("\r\n\r\n") + 4));
    for (std::string part = connection.read_part(); !part.empty(); part = connection.read_part()) take(part);
  }

  struct Download {
    std::size_t lines = 0;
    double growth_mib = 0;  ///< from before it to the highest point during it
  };
  static Download measure(const std::string& target) {
    Download download_of;
    const double idle_mib = memory_mib("VmRSS:");
    forget_peak();
    download(target, "identity", [&](std::string_view part) { download_of.lines += std::ranges::count(part, '\n'); });
    download_of.growth_mib = memory_mib("VmHWM:") - idle_mib;
    return download_of;
  }
  static Download measure_packed(const std::string& target) {
    Download download_of;
    GzipReader reader{std::size_t{4} << 30U};
    const double idle_mib = memory_mib("VmRSS:");
    forget_peak();
    download(target, "gzip", [&](std::string_view part) {
      reader.read(part, [&](std::string_view text) { download_of.lines += std::ranges::count(text, '\n'); });
    });
    reader.finish();
    download_of.growth_mib = memory_mib("VmHWM:") - idle_mib;
    return download_of;
  }

  static double memory_mib(const std::string& field) {
    std::ifstream status{"/proc/" + std::to_string(program_->pid()) + "/status"};
    std::string word;
    while (status >> word && word != field) {
    }
    double kib = 0;
    status >> kib;
    return kib / 1024;
  }
  /// VmHWM begins anew at what is resident now.
  static void forget_peak() { std::ofstream{"/proc/" + std::to_string(program_->pid()) + "/clear_refs"} << "5"; }

  static inline std::unique_ptr<testing::ApiProgram> program_;
};

TEST_F(ExportOfAMillionMetrics, AsCsvTakesLittleMemory) {
  const Download csv = measure("/api/export/metrics.csv");
  EXPECT_EQ(csv.lines, 1 + kRuns * kMetricsARun);
  EXPECT_LE(csv.growth_mib, kMostGrowthMiB);
  RecordProperty("growth_mib", std::to_string(csv.growth_mib));
}

TEST_F(ExportOfAMillionMetrics, AsNdjsonTakesLittleMemory) {
  const Download lines = measure("/api/export/metrics.ndjson");
  EXPECT_EQ(lines.lines, kRuns * kMetricsARun);
  EXPECT_LE(lines.growth_mib, kMostGrowthMiB);
  RecordProperty("growth_mib", std::to_string(lines.growth_mib));
}

TEST_F(ExportOfAMillionMetrics, PackedTakesLittleMemory) {
  const Download packed = measure_packed("/api/export/metrics.csv");
  EXPECT_EQ(packed.lines, 1 + kRuns * kMetricsARun);
  EXPECT_LE(packed.growth_mib, kMostGrowthMiB);
  RecordProperty("growth_mib", std::to_string(packed.growth_mib));
}

TEST_F(ExportOfAMillionMetrics, OneAfterTheOtherTakesNoMoreThanOne) {
  const double idle_mib = memory_mib("VmRSS:");
  for (int round = 0; round < 3; ++round) {
    const Download lines = measure("/api/export/runs.ndjson");
    EXPECT_EQ(lines.lines, kRuns);
    EXPECT_LE(memory_mib("VmHWM:") - idle_mib, kMostGrowthMiB) << "round " << round;
  }
}

TEST_F(ExportOfAMillionMetrics, SentBackIsTheSameRuns) {
  std::string exported;  // whole: the server breaks off an export that nobody reads on for a while
  download("/api/export/runs.ndjson", "identity", [&](std::string_view part) { exported += part; });
  ASSERT_EQ(std::ranges::count(exported, '\n'), kRuns);
  constexpr std::size_t kRequestBytes = 8 << 20;
  std::int64_t duplicates = 0;
  for (std::size_t from = 0; from < exported.size();) {
    const std::size_t end = exported.rfind('\n', from + kRequestBytes) + 1;
    duplicates += upload(exported.substr(from, end - from)).at("duplicates").get<std::int64_t>();
    from = end;
  }
  EXPECT_EQ(duplicates, kRuns);
}

}  // namespace
}  // namespace llmbench
