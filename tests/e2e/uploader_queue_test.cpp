// Local first: what cannot be sent waits in the queue, and whatever cuts a transfer, each run is stored once.

#include "support/api_program.hpp"
#include "support/base/cutting_proxy.hpp"
#include "support/uploader_fixture.hpp"
#include "support/wait_until.hpp"

#include "llmbench/client/api_client.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>

#include <signal.h>

namespace llmbench::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int kRuns = 40;

struct UploaderQueue : UploaderFixture {
  ApiProgram server;

  /// A folder of files with one run each, of different variants.
  std::string many_files(int count = kRuns, const std::string& name = "Model") const {
    const auto many = folder / name;
    std::filesystem::create_directory(many);
    for (int number = 0; number < count; ++number) {
      const std::string model = name + std::to_string(number) + "-7B-Q4_K_M.gguf";
      std::ofstream{many / ("run" + std::to_string(number) + ".json")}
          << "[" + record(model, 512, 0, "2025-08-16T09:12:41Z") + "]";
    }
    return many.string();
  }
  std::size_t stored_runs() const {
    client::ClientOptions options;
    options.server = server.url();
    const auto response = client::ApiClient{options}.get("/api/performance-grid?rows=runs&limit=1000");
    return parse_json(response.body).size();
  }
  std::uint16_t port() const {
    return static_cast<std::uint16_t>(std::stoi(server.url().substr(server.url().rfind(':') + 1)));
  }
  Json queue() const { return parse_json(run({"queue", "--json"}).output).at("items"); }
  ProcessOptions options(std::vector<std::string> arguments) const {
    ProcessOptions result;
    result.arguments = std::move(arguments);
    return result;
  }
};

TEST_F(UploaderQueue, WhatCannotBeSentIsKeptAndSyncSendsItOnce) {
  const std::string files = many_files();
  ASSERT_EQ(server.stop(), 0);
  const auto away = run({"upload", files, "-s", server.url()});
  EXPECT_EQ(away.exit_code, 3) << away.error_output;
  EXPECT_THAT(away.error_output, HasSubstr("40 of 40 uploads not stored; nothing is lost: kept in the queue"));
  EXPECT_THAT(run({"queue"}).output, AllOf(HasSubstr("waiting"), HasSubstr(server.url()), HasSubstr("39 more")));

  server.start();
  const auto sync = run({"sync"});
  EXPECT_EQ(sync.exit_code, 0) << sync.error_output;
  EXPECT_THAT(sync.output, HasSubstr("stored: Model0-7B Q4_K_M"));
  EXPECT_EQ(stored_runs(), 40U);
  EXPECT_THAT(queue(), IsEmpty());
  EXPECT_THAT(run({"sync"}).error_output, HasSubstr("the queue is empty"));
}

TEST_F(UploaderQueue, TheSameUploadTwiceWithoutAServerIsOneItem) {
  const std::string files = many_files();
  ASSERT_EQ(server.stop(), 0);
  EXPECT_EQ(run({"upload", files, "-s", server.url()}).exit_code, 3);
  EXPECT_EQ(run({"upload", files, "-s", server.url()}).exit_code, 3);
  EXPECT_THAT(queue(), SizeIs(1));
}

TEST_F(UploaderQueue, TheTokenIsNeverInTheQueue) {
  ASSERT_EQ(server.stop(), 0);
  const std::string address = "http://someone:lbk_password@127.0.0.1:" + std::to_string(port());
  run({"upload", many_files(4), "-s", address, "--token", "lbk_secret"});
  ASSERT_THAT(queue(), SizeIs(1));
  EXPECT_EQ(queue()[0].at("server"), server.url());
  const auto item = queue_dir() / "waiting" / (queue()[0].at("id").get<std::string>() + ".ndjson");
  EXPECT_THAT(read_file(item), AllOf(Not(HasSubstr("lbk_")), Not(HasSubstr("someone"))));
}

/// The connection ends after so many bytes of the request, or of the answer; then it is whole again.
TEST_F(UploaderQueue, ACutConnectionNeitherLosesNorDoublesARun) {
  CuttingProxy proxy{port()};
  const std::vector<Cut> cuts{{1, {}}, {200, {}}, {2000, {}}, {{}, 1}, {{}, 100}, {{}, 1500}};
  std::size_t expected = 0;
  for (const Cut& cut : cuts) {
    expected += kRuns;
    const std::string files = many_files(kRuns, "Model" + std::to_string(expected) + "x");
    proxy.cut_at(cut);
    const auto before = proxy.cuts_done();
    EXPECT_EQ(run({"upload", files, "-s", proxy.url()}).exit_code, 3);
    EXPECT_GT(proxy.cuts_done(), before);
    EXPECT_THAT(queue(), SizeIs(1));
    proxy.heal();
    const auto sync = run({"sync"});
    EXPECT_EQ(sync.exit_code, 0) << sync.error_output;
    EXPECT_EQ(stored_runs(), expected) << "cut after request " << cut.request_bytes.value_or(0) << " answer "
                                       << cut.answer_bytes.value_or(0);
    EXPECT_THAT(queue(), IsEmpty());
  }
}

TEST_F(UploaderQueue, KilledInTheMiddleOfATransferSyncStoresEachRunOnce) {
  CuttingProxy proxy{port()};
  const std::vector<Cut> places{{1, {}}, {1500, {}}, {{}, 1}, {{}, 200}};
  std::size_t expected = 0;
  for (const Cut& place : places) {
    expected += kRuns;
    const std::string files = many_files(kRuns, "Model" + std::to_string(expected) + "x");
    proxy.stall_at(place);
    Process uploader{bin_dir() / "llm-benchmark-uploader", options({"upload", files, "-s", proxy.url()})};
    ASSERT_TRUE(wait_until([&] { return proxy.is_stalled(); }));
    uploader.send_signal(SIGKILL);
    EXPECT_EQ(uploader.wait(), 128 + SIGKILL);
    EXPECT_THAT(queue(), SizeIs(1));
    proxy.heal();
    const auto sync = run({"sync"});
    EXPECT_EQ(sync.exit_code, 0) << sync.error_output;
    EXPECT_EQ(stored_runs(), expected);
    EXPECT_THAT(queue(), IsEmpty());
  }
}

TEST_F(UploaderQueue, CtrlCKeepsWhatIsNotConfirmed) {
  CuttingProxy proxy{port()};
  proxy.stall_at({1500, {}});
  Process uploader{bin_dir() / "llm-benchmark-uploader", options({"upload", many_files(), "-s", proxy.url()})};
  ASSERT_TRUE(wait_until([&] { return proxy.is_stalled(); }));
  uploader.send_signal(SIGINT);
  EXPECT_EQ(uploader.wait(std::chrono::seconds{20}), 3) << uploader.error_output();
  EXPECT_THAT(uploader.error_output(), HasSubstr("40 of 40 uploads not stored; nothing is lost: kept in the queue"));
  EXPECT_THAT(queue(), SizeIs(1));
  proxy.heal();
  EXPECT_EQ(run({"sync"}).exit_code, 0);
  EXPECT_EQ(stored_runs(), 40U);
}

TEST_F(UploaderQueue, AnItemThatAnotherProcessSendsIsLeftToIt) {
  CuttingProxy proxy{port()};
  proxy.stall_at({1500, {}});
  Process uploader{bin_dir() / "llm-benchmark-uploader", options({"upload", many_files(), "-s", proxy.url()})};
  ASSERT_TRUE(wait_until([&] { return proxy.is_stalled(); }));
  const auto other = run({"sync"});
  EXPECT_EQ(other.exit_code, 0);
  EXPECT_THAT(other.error_output, HasSubstr("is being sent by another process"));
  EXPECT_EQ(run({"queue", "drop", queue()[0].at("id")}).exit_code, 1);
  EXPECT_THAT(queue(), SizeIs(1));
  proxy.heal();
  uploader.send_signal(SIGINT);
  EXPECT_EQ(uploader.wait(), 3);
}

TEST_F(UploaderQueue, WhatIsRefusedIsSetAsideWithTheReason) {
  ScriptedServer refusing{{answer(422, R"({"error":"Validation error: no","details":[{"path":"a","message":"b"}]})")}};
  const auto result = run({"upload", file("bench.json", "[" + kFirst + "]"), "-s", refusing.url()});
  EXPECT_EQ(result.exit_code, 1);
  ASSERT_THAT(queue(), SizeIs(1));
  EXPECT_EQ(queue()[0].at("state"), "refused");
  EXPECT_EQ(queue()[0].at("reason"), "Validation error: no; a: b");
  EXPECT_EQ(run({"sync"}).exit_code, 0);  // refused items are not sent again
  EXPECT_THAT(refusing.requests(), SizeIs(1));
  const std::string id = queue()[0].at("id");
  EXPECT_EQ(run({"queue", "drop", id}).exit_code, 0);
  EXPECT_THAT(queue(), IsEmpty());
  EXPECT_EQ(run({"queue", "drop", id}).exit_code, 1);
  EXPECT_EQ(run({"queue", "drop", "../../etc/passwd"}).exit_code, 1);
}

TEST_F(UploaderQueue, WithoutAFolderForTheQueueItSendsAndSaysSo) {
  const std::string not_a_folder = file("file", "");
  const auto result =
      run({"upload", file("bench.json", "[" + kFirst + "]"), "--queue-dir", not_a_folder, "-s", server.url()});
  EXPECT_EQ(result.exit_code, 0) << result.error_output;
  EXPECT_THAT(result.error_output, HasSubstr("what cannot be sent will not be kept"));
  EXPECT_EQ(stored_runs(), 1U);
}

TEST_F(UploaderQueue, AMissingTokenKeepsTheRunsForLater) {
  ScriptedServer closed{{answer(401, R"({"error":"this needs a token","code":"unauthorized","details":[]})")}};
  const auto result = run({"upload", many_files(), "-s", closed.url()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.error_output, AllOf(HasSubstr("llm-benchmark-uploader login"), HasSubstr("kept in the queue")));
  EXPECT_THAT(queue(), SizeIs(1));
}

}  // namespace
}  // namespace llmbench::testing
