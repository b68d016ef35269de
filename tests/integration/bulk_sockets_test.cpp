// Exports and bulk upload as clients see them on a socket: compressed, in chunks, cut, without a database.

#include "support/http_client.hpp"
#include "support/running_application.hpp"
#include "support/runs.hpp"
#include "support/wait_until.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/util/gzip.hpp"
#include "llmbench/util/json.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace llmbench {
namespace {

using testing::http_call;
using testing::http_get;
using testing::http_request;
using testing::HttpConnection;

/// The answer to an upload begins when the last run is stored.
constexpr std::chrono::minutes kPatience{2};
constexpr int kRuns = 520;  ///< more than one group, more than one batch

std::string lines_of_runs(int count) {
  std::string lines;
  for (int number = 0; number < count; ++number) {
    const ExperimentRun run = testing::a_run()
                                  .with_time(testing::at("2025-06-08T12:00:00Z") + std::chrono::seconds{number})
                                  .with_metric("tg128", 50 + number)
                                  .build();
    lines += dump_json(codec::encode_experiment_run(run)) + "\n";
  }
  return lines;
}

std::string chunked(std::string_view body, std::size_t chunk_size) {
  std::string text;
  for (; !body.empty(); body.remove_prefix(std::min(chunk_size, body.size()))) {
    const std::string_view chunk = body.substr(0, chunk_size);
    char size[32];
    std::snprintf(size, sizeof(size), "%zx\r\n", chunk.size());
    text += size + std::string{chunk} + "\r\n";
  }
  return text + "0\r\n\r\n";
}

const testing::HttpHeaders kNdjson{{"Content-Type", "application/x-ndjson"}};
const testing::HttpHeaders kGzip{{"Accept-Encoding", "gzip"}};

class BulkSockets : public ::testing::Test {
 protected:
  testing::HttpAnswer post(const testing::HttpHeaders& headers, const std::string& body) {
    HttpConnection connection{port(), kPatience};
    connection.send(http_request("POST", "/api/upload-experiments", headers, body));
    auto answer = connection.read_answer();
    EXPECT_TRUE(answer);
    return answer ? std::move(*answer) : testing::HttpAnswer{};
  }
  testing::HttpAnswer upload(const std::string& lines) { return post(kNdjson, lines); }
  [[nodiscard]] int port() const { return application_.port(); }

  testing::RunningApplication application_;
};

TEST_F(BulkSockets, AGzippedExportDecodesToThePlainOne) {
  ASSERT_EQ(parse_json(upload(lines_of_runs(kRuns)).body).at("accepted"), kRuns);
  for (const std::string file : {"runs.ndjson", "runs.csv", "metrics.ndjson", "metrics.csv", "variants.csv"}) {
    const auto plain = http_get(port(), "/api/export/" + file);
    const auto packed = http_get(port(), "/api/export/" + file, kGzip);
    EXPECT_EQ(plain.header("content-encoding"), "") << file;
    EXPECT_EQ(packed.header("content-encoding"), "gzip") << file;
    EXPECT_EQ(gzip_decompress(packed.body, 100'000'000), plain.body) << file;
    if (file == "runs.ndjson") {
      EXPECT_EQ(std::count(plain.body.begin(), plain.body.end(), '\n'), kRuns);
      EXPECT_EQ(parse_json(upload(plain.body).body).at("duplicates"), kRuns);
    }
  }
}

TEST_F(BulkSockets, ADatabaseThatGoesAwayMidwayBreaksTheExportOff) {
  ASSERT_EQ(parse_json(upload(lines_of_runs(kRuns)).body).at("accepted"), kRuns);
  // Far more than the sockets and the server hold for a client that does not read, compressed too.
  application_.database().pool().transact([](db::Transaction& tx) {
    tx.run_script("lengthen", R"(
        INSERT INTO performance_metrics (test_run_id, metric_name, value, unit, context)
        SELECT id, 'm' || g, g, 'tok/s', jsonb_build_object('text', text)
        FROM test_runs, generate_series(1, 100) AS g,
             LATERAL (SELECT string_agg(md5(id || ' ' || g || ' ' || h), '') AS text FROM generate_series(1, 30) AS h)
               AS noise)");
  });
  HttpConnection plain{port()};
  HttpConnection packed{port()};
  plain.send(http_request("GET", "/api/export/metrics.ndjson"));
  packed.send(http_request("GET", "/api/export/metrics.ndjson", kGzip));
  ASSERT_TRUE(plain.await_bytes());
  ASSERT_TRUE(packed.await_bytes());
  application_.database().go_away();
  EXPECT_FALSE(plain.read_answer()) << "the client took a part for the whole";
  EXPECT_FALSE(packed.read_answer());
}

TEST_F(BulkSockets, AnUploadMayComeInChunksAndGzipped) {
  const std::string lines = lines_of_runs(kRuns);
  HttpConnection connection{port(), kPatience};
  connection.send(
      http_request(
          "POST", "/api/upload-experiments",
          {{"Content-Type", "application/x-ndjson"}, {"Content-Encoding", "gzip"}, {"Transfer-Encoding", "chunked"}}) +
      chunked(gzip_compress(lines, 6), 1000));
  const auto answer = connection.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(parse_json(answer->body).at("accepted"), kRuns);
  const Json plain = parse_json(upload(lines).body);
  EXPECT_EQ(plain.at("duplicates"), kRuns);
  EXPECT_EQ(plain.at("rejected"), 0);
}

TEST_F(BulkSockets, AnUploadWhoseClientIsGoneKeepsTheItemsBefore) {
  const std::string lines = lines_of_runs(20);
  HttpConnection connection{port(), kPatience};
  std::string request = http_request("POST", "/api/upload-experiments", kNdjson, lines);
  request.resize(request.size() - 10);  // inside the last line
  connection.send(request);
  connection.close();
  EXPECT_TRUE(testing::wait_until(
      [&] { return http_call(port(), "HEAD", "/api/export/runs.csv").header("x-total-count") == "19"; }));
  EXPECT_EQ(parse_json(upload(lines).body).at("duplicates"), 19);
}

TEST_F(BulkSockets, AnUploadInBrokenChunksKeepsTheItemsBeforeAndNamesThePlace) {
  const std::string lines = lines_of_runs(20);
  std::string chunks = chunked(lines.substr(0, lines.size() - 10), 1000);
  chunks.resize(chunks.size() - 5);  // without the last chunk
  HttpConnection connection{port(), kPatience};
  connection.send(http_request("POST", "/api/upload-experiments",
                               {{"Content-Type", "application/x-ndjson"}, {"Transfer-Encoding", "chunked"}}) +
                  chunks + "no size\r\n");
  const auto answer = connection.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200) << answer->body;
  const Json outcome = parse_json(answer->body);
  EXPECT_EQ(outcome.at("accepted"), 19);
  EXPECT_EQ(outcome.at("rejected"), 1);
  EXPECT_NE(outcome["results"][19].at("error").get<std::string>().find("(after line 20"), std::string::npos)
      << outcome["results"][19];
}

TEST_F(BulkSockets, AnUploadOfDamagedGzipKeepsTheItemsBefore) {
  std::string packed = gzip_compress(lines_of_runs(kRuns), 6);
  packed.resize(packed.size() - 20);
  const auto answer = post({{"Content-Type", "application/x-ndjson"}, {"Content-Encoding", "gzip"}}, packed);
  EXPECT_EQ(answer.status, 200);
  const Json outcome = parse_json(answer.body);
  EXPECT_EQ(outcome.at("rejected"), 1);
  EXPECT_GT(outcome.at("accepted"), 0);
  EXPECT_NE(outcome["results"].back().at("error").get<std::string>().find("gzip"), std::string::npos)
      << outcome["results"].back();
}

}  // namespace
}  // namespace llmbench
