// llm-benchmark-uploader as people run it, against a server that answers by script and keeps what it was sent.

#include "support/uploader_fixture.hpp"

#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

using UploaderTest = UploaderFixture;

TEST_F(UploaderTest, StoresARunAndSaysWhereItIs) {
  ScriptedServer server{{run_answer("created")}};
  const auto result = run({"llama-bench", "-f", file("bench.json", "[" + kFirst + "," + kSecond + "]"), "-m",
                           "Qwen/Qwen3-4B", "-q", "Q4_K_M", "-s", server.url()});
  EXPECT_EQ(result.exit_code, 0) << result.error_output;
  EXPECT_THAT(result.output,
              AllOf(StartsWith("stored: Qwen/Qwen3-4B Q4_K_M on "), HasSubstr(server.url() + "/api/detail/" + kRunId),
                    HasSubstr("no quality scores for this variant yet")));
  ASSERT_THAT(server.requests(), SizeIs(1));
  const auto request = server.requests().front();
  EXPECT_EQ(request.method + " " + request.target, "POST /api/upload-experiment");
  const Json experiment = parse_json(request.body).at("experiment_run");
  EXPECT_EQ(experiment.at("model_name"), "Qwen/Qwen3-4B");
  EXPECT_EQ(experiment.at("quantization"), "Q4_K_M");
}

TEST_F(UploaderTest, SaysWhatBecameOfARunThatWasKnown) {
  const std::string bench = file("bench.json", "[" + kFirst + "]");
  const auto printed = [&](const ScriptedAnswer& scripted) {
    ScriptedServer server{{scripted}};
    const auto result = run({"llama-bench", "-f", bench, "-s", server.url()});
    EXPECT_EQ(result.exit_code, 0) << result.error_output;
    return result.output;
  };
  EXPECT_THAT(printed(run_answer("duplicate")), StartsWith("already stored: "));
  EXPECT_THAT(printed(run_answer("extended", 3)), StartsWith("extended (3 metrics added): "));
  EXPECT_THAT(printed(run_answer("extended", 1)), StartsWith("extended (1 metric added): "));
  EXPECT_THAT(printed(run_answer("replaced")), StartsWith("replaced: "));
}

TEST_F(UploaderTest, SaysWhetherScoresAndSpeedsHaveMet) {
  const std::string bench = file("bench.json", "[" + kFirst + "]");
  ScriptedServer server{
      {run_answer("created", 0, true), run_answer("created", 0, false, R"(["Qwen/Qwen3-4B Q4_K_M"])")}};
  EXPECT_THAT(run({"llama-bench", "-f", bench, "-s", server.url()}).output,
              HasSubstr("this variant has quality scores"));
  EXPECT_THAT(run({"llama-bench", "-f", bench, "-s", server.url()}).output,
              HasSubstr("similar variants have some: Qwen/Qwen3-4B Q4_K_M"));
}

TEST_F(UploaderTest, DryRunPrintsExactlyWhatWouldBeSent) {
  ScriptedServer server{{run_answer("created")}};
  const std::string input = "[" + kFirst + "," + kSecond + "," + kOtherQuantization + "]";
  const std::vector<std::string> arguments{"llama-bench", "-f",      "-",         "--set",  "driver=570.86",
                                           "--tag",       "nightly", "--tag",     "sample", "--machine-name",
                                           "bench-1",     "-s",      server.url()};
  auto dry = arguments;
  dry.emplace_back("--dry-run");
  const auto printed = run(dry, input);
  EXPECT_EQ(printed.exit_code, 0) << printed.error_output;
  EXPECT_THAT(server.requests(), IsEmpty());

  EXPECT_EQ(run(arguments, input).exit_code, 0);
  std::string sent;
  for (const auto& request : server.requests()) sent += request.body + "\n";
  EXPECT_EQ(printed.output, sent);
  ASSERT_THAT(server.requests(), SizeIs(2));
  const Json experiment = parse_json(server.requests()[0].body).at("experiment_run");
  EXPECT_EQ(experiment.at("user_settings"), (Json{{"driver", "570.86"}}));
  EXPECT_EQ(experiment.at("tags"), (Json{"nightly", "sample"}));
  EXPECT_EQ(experiment.at("hardware_config").at("machine_name"), "bench-1");
}

TEST_F(UploaderTest, DryRunNeedsNoServerAndWithJsonPrintsOnlyBodies) {
  const std::string bench = file("bench.json", "[" + kFirst + "]");
  const std::string nowhere = "http://127.0.0.1:" + std::to_string(unused_port());
  const auto plain = run({"llama-bench", "-f", bench, "--dry-run", "-s", nowhere});
  const auto with_json = run({"llama-bench", "-f", bench, "--dry-run", "--json", "-s", nowhere});
  EXPECT_EQ(plain.exit_code, 0);
  EXPECT_EQ(with_json.exit_code, 0);
  EXPECT_EQ(with_json.output, plain.output);
  EXPECT_TRUE(parse_json(plain.output).contains("experiment_run"));
}

TEST_F(UploaderTest, JsonIsOneDocumentThatSaysEverything) {
  ScriptedServer server{{run_answer("created"), answer(422, R"({"error":"Validation error: no","code":"invalid_input",
    "details":[{"path":"performance_metrics[0].value","message":"must be >= 0"}],"success":false,"warnings":[]})")}};
  const auto result = run({"llama-bench", "-f", file("bench.json", "[" + kFirst + "," + kOtherQuantization + "]"),
                           "--json", "-s", server.url()});
  EXPECT_EQ(result.exit_code, 1);
  const Json document = parse_json(result.output);
  EXPECT_EQ(document.at("exit_code"), 1);
  ASSERT_THAT(document.at("runs"), SizeIs(2));
  EXPECT_EQ(document.at("runs")[0].at("result"), "stored");
  EXPECT_EQ(document.at("runs")[0].at("link"), server.url() + "/api/detail/" + kRunId);
  EXPECT_EQ(document.at("runs")[0].at("response").at("model_variant_id"), kVariantId);
  EXPECT_EQ(document.at("runs")[1].at("result"), "refused");
  EXPECT_EQ(document.at("runs")[1].at("error"), "Validation error: no");
  EXPECT_EQ(document.at("runs")[1].at("details")[0].at("path"), "performance_metrics[0].value");
}

TEST_F(UploaderTest, OneRefusedRunDoesNotHoldUpTheOthers) {
  ScriptedServer server{{answer(422, R"({"error":"Validation error: no","details":[]})"), run_answer("created")}};
  const auto result =
      run({"llama-bench", "-f", file("bench.json", "[" + kFirst + "," + kOtherQuantization + "]"), "-s", server.url()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.error_output, HasSubstr("refused: Qwen3-4B Q4_K_M"));
  EXPECT_THAT(result.output, HasSubstr("stored: Qwen3-4B Q8_0"));
}

TEST_F(UploaderTest, AServerThatIsAwayIsExitCode3AndNothingIsLost) {
  const std::string nowhere = "http://127.0.0.1:" + std::to_string(unused_port());
  const auto result =
      run({"llama-bench", "-f", file("bench.json", "[" + kFirst + "," + kOtherQuantization + "]"), "-s", nowhere});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error_output, AllOf(HasSubstr("cannot reach " + nowhere),
                                         HasSubstr("2 of 2 uploads not stored; nothing is lost: kept in the queue")));
  EXPECT_EQ(result.output, "");
}

TEST_F(UploaderTest, JsonOfAnotherServerIsExitCode3AndNotARefusal) {
  for (const char* body : {"{}", R"({"success":true})", R"({"success":"yes","test_run_id":"1"})"}) {
    ScriptedServer server{{answer(200, body)}};
    const auto result = run({"llama-bench", "-f", file("one.json", "[" + kFirst + "]"), "-s", server.url()});
    EXPECT_EQ(result.exit_code, 3) << body << result.output << result.error_output;
    const std::string all = result.output + result.error_output;
    EXPECT_THAT(all, HasSubstr(" answered 200 with other JSON, which is not from an llm-benchmark server")) << body;
    EXPECT_THAT(all, Not(HasSubstr("refused"))) << body;
  }
}

TEST_F(UploaderTest, TextsOfOthersDoNotSteerTheTerminal) {
  ScriptedServer server{{answer(422, R"({"error":"no \u001b[2J way\nstored: x","details":[]})")}};
  const auto result = run({"llama-bench", "-f", file("bench.json", "[" + kFirst + "]"), "-s", server.url()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.error_output, AllOf(HasSubstr("no ?[2J way?stored: x"), Not(HasSubstr("\x1b"))));
}

TEST_F(UploaderTest, TheTokenAndTheServerMayComeFromTheEnvironment) {
  ScriptedServer server{{run_answer("created")}};
  ProcessOptions options;
  options.arguments = {"llama-bench", "-f", file("bench.json", "[" + kFirst + "]")};
  options.environment = {{"LLM_BENCHMARK_SERVER", server.url()}, {"LLM_BENCHMARK_TOKEN", "lbk_secret"}};
  EXPECT_EQ(run_process(bin_dir() / "llm-benchmark-uploader", options).exit_code, 0);
  ASSERT_THAT(server.requests(), SizeIs(1));
  EXPECT_EQ(server.requests()[0].headers.at("authorization"), "Bearer lbk_secret");
}

TEST_F(UploaderTest, SharedOptionsMayComeFromAConfigFileAndStandAnywhere) {
  ScriptedServer server{{run_answer("created")}};
  const std::string config = file("uploader.ini", "server = \"" + server.url() + "\"\ntag = [\"nightly\"]\n");
  const std::string bench = file("bench.json", "[" + kFirst + "]");
  EXPECT_EQ(run({"--quiet", "llama-bench", "-f", bench, "--config", config}).exit_code, 0);
  ASSERT_THAT(server.requests(), SizeIs(1));
  EXPECT_EQ(parse_json(server.requests()[0].body).at("experiment_run").at("tags"), (Json::array({"nightly"})));
}

TEST_F(UploaderTest, TheCommandLineBeatsTheEnvironmentWhichBeatsTheConfigFile) {
  ScriptedServer chosen{{run_answer("created"), run_answer("duplicate")}};
  const std::string config = file("uploader.ini", "server = \"http://127.0.0.1:9\"\n");
  ProcessOptions options;
  options.arguments = {"llama-bench", "-f", file("bench.json", "[" + kFirst + "]"), "--config", config};
  options.environment = {{"LLM_BENCHMARK_SERVER", chosen.url()}};
  EXPECT_EQ(run_process(bin_dir() / "llm-benchmark-uploader", options).exit_code, 0);
  options.arguments.insert(options.arguments.end(), {"-s", chosen.url()});
  options.environment = {{"LLM_BENCHMARK_SERVER", "http://127.0.0.1:9"}};
  EXPECT_EQ(run_process(bin_dir() / "llm-benchmark-uploader", options).exit_code, 0);
  EXPECT_THAT(chosen.requests(), SizeIs(2));
}

TEST_F(UploaderTest, QuietPrintsNothingWhenAllIsWell) {
  ScriptedServer server{{run_answer("created")}};
  const auto result = run({"llama-bench", "-f", file("bench.json", "[" + kFirst + "]"), "--quiet", "-s", server.url()});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, "");
}

TEST_F(UploaderTest, AWrongCommandLineIsExitCode2) {
  const std::string bench = file("bench.json", "[" + kFirst + "]");
  const std::vector<std::vector<std::string>> wrong{
      {},
      {"no-such-command"},
      {"llama-bench"},
      {"upload"},
      {"completion", "tcsh"},
      {"llama-bench", "-f", bench, "--no-such-flag"},
      {"llama-bench", "-f", bench, "--dry-run", "--set", "driver"},
      {"llama-bench", "-f", bench, "--dry-run", "--set", "a=1", "--set", "a=2"},
      {"llama-bench", "-f", bench, "--dry-run", "--score-context", "shots"},
      {"llama-bench", "-f", bench, "--dry-run", "--gpu-memory-gb", "many"},
      {"llama-bench", "-f", bench, "-s", "ftp://bench"},
      {"llama-bench", "-f", bench, "--config", (folder / "missing.ini").string()},
  };
  for (const auto& arguments : wrong) {
    const auto result = run(arguments);
    EXPECT_EQ(result.exit_code, 2) << join(arguments, " ");
    EXPECT_NE(result.error_output, "") << join(arguments, " ");
    EXPECT_EQ(result.output, "") << join(arguments, " ");
  }
}

TEST_F(UploaderTest, HelpAndVersionSucceed) {
  EXPECT_THAT(run({"--help"}).output, AllOf(HasSubstr("llama-bench"), HasSubstr("mmlu-pro"), HasSubstr("Exit codes")));
  const auto help = run({"llama-bench", "--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.output, AllOf(HasSubstr("-m \"TheDrummer/Snowpiercer-15B-v1\" -q \"Q3_K_L\""),
                                 HasSubstr("--dry-run"), HasSubstr("LLM_BENCHMARK_SERVER")));
  EXPECT_THAT(run({"--version"}).output, StartsWith("llm-benchmark-uploader "));
}

TEST_F(UploaderTest, SendsTheScoresOfAReport) {
  const std::string scores_answer = R"({"success":true,"model_variant_id":")" + std::string{kVariantId} +
                                    R"(","message":"","scores_uploaded":14,"results":[{"benchmark":"mmlu_pro",)"
                                    R"("status":"stored","headline":true}]})";
  ScriptedServer server{{answer(200, scores_answer), answer(200, R"({"test_run_count":2})")}};
  const std::string report = (samples_dir() / "mmlu-pro-report.txt").string();
  const auto result = run({"mmlu-pro", "-f", report, "-m", "Qwen/Qwen3-4B", "-q", "Q4_K_M", "-b", "llama.cpp", "-n",
                           "second try", "-s", server.url()});
  EXPECT_EQ(result.exit_code, 0) << result.error_output;
  EXPECT_THAT(result.output, AllOf(StartsWith("stored: mmlu_pro of Qwen/Qwen3-4B Q4_K_M\n"),
                                   HasSubstr(server.url() + "/api/model-variants/" + kVariantId),
                                   HasSubstr("this variant has 2 runs")));
  ASSERT_THAT(server.requests(), SizeIs(2));
  EXPECT_EQ(server.requests()[0].target, "/api/benchmarks/upload");
  EXPECT_EQ(server.requests()[1].target, std::string{"/api/model-variants/"} + kVariantId);
  const Json body = parse_json(server.requests()[0].body);
  EXPECT_THAT(body.at("benchmark_scores")[0].at("data").at("categories"), SizeIs(14));
  EXPECT_EQ(body.at("context").at("serving_backend"), "llama.cpp");
  EXPECT_EQ(body.at("context").at("notes"), "second try");
}

TEST_F(UploaderTest, TheGridIsATable) {
  ScriptedServer server{{answer(200, R"([{"model_name":"Qwen/Qwen3-4B","quantization":"Q4_K_M","backend":"llama.cpp",
    "platform":"RTX 3060","tokens_per_second":88.6,"speed_test":"tg128","prompt_tokens_per_second":2286.0,
    "quality":{"benchmark":"mmlu_pro","score":59.62},"tags":["sample"],"unknown":[]},
    {"model_name":"A","quantization":"Q8_0","backend":"vllm","platform":"H100","tokens_per_second":0.0,
    "speed_test":null,"prompt_tokens_per_second":null,"quality":null,"tags":[],"unknown":["tokens_per_second"]}])")}};
  const auto result = run({"grid", "-s", server.url()});
  EXPECT_EQ(result.exit_code, 0) << result.error_output;
  EXPECT_EQ(server.requests().at(0).target, "/api/performance-grid?limit=50");
  EXPECT_EQ(result.output,
            "model          quantization  platform  backend    tok/s    test   prompt tok/s  quality\n"
            "Qwen/Qwen3-4B  Q4_K_M        RTX 3060  llama.cpp  88.60    tg128  2286.0        59.62 (mmlu_pro)  sample\n"
            "A              Q8_0          H100      vllm       unknown         unknown       unknown\n");
}

}  // namespace
}  // namespace llmbench::testing
