// The commands around an upload: files found by content, undo, void, show, login, benchmarks, record.

#include "support/api_program.hpp"
#include "support/http_client.hpp"
#include "support/uploader_fixture.hpp"

#include "llmbench/client/api_client.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>

namespace llmbench::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

struct UploaderCommands : UploaderFixture {
  ApiProgram server;

  ProcessResult with_server(std::vector<std::string> arguments, std::string_view input = {}) const {
    arguments.insert(arguments.end(), {"-s", server.url()});
    return run(std::move(arguments), input);
  }
  Json get(const std::string& path) const {
    client::ClientOptions options;
    options.server = server.url();
    return parse_json(client::ApiClient{options}.get(path).body);
  }
  std::string sample(const std::string& name) const { return (samples_dir() / name).string(); }
};

TEST_F(UploaderCommands, UploadTellsEachFileByItsContentAndSaysWhatMet) {
  const auto result =
      with_server({"upload", sample("mmlu-pro-report.txt"), sample("llama-bench-rtx-4060.json"),
                   sample("llama-bench-rtx-4070.json"), "-m", "Qwen3-4B-Instruct-2507", "-q", "Q4_K_M"});
  EXPECT_EQ(result.exit_code, 0) << result.error_output;
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("variant                        stored  already stored  refused  not sent  scores\n"),
                    HasSubstr("Qwen3-4B-Instruct-2507 Q4_K_M  3       0               0        0         yes\n")));
  EXPECT_THAT(result.output, HasSubstr(server.url() + "/api/detail/"));
  EXPECT_THAT(result.error_output, Not(HasSubstr("\r")));  // no bar where nobody looks
  EXPECT_THAT(get("/api/performance-grid"), SizeIs(2));
}

TEST_F(UploaderCommands, AFileThatCannotBeReadDoesNotStopTheOthers) {
  const auto results = folder / "results";
  std::filesystem::create_directories(results / "deep" / "deeper");
  file("results/broken.json", "{\"half\":");
  file("results/picture.png", "no result");
  file("results/README.md", "about these results");
  file("results/.hidden.json", "no result");
  file("results/deep/deeper/good.json", "[" + kFirst + "]");
  const auto result = with_server({"upload", results.string(), (folder / "missing.json").string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.output, StartsWith("stored: Qwen3-4B Q4_K_M"));
  EXPECT_THAT(result.error_output,
              AllOf(HasSubstr("broken.json"), HasSubstr("missing.json"),
                    HasSubstr("2 files of the folders skipped: no results"), Not(HasSubstr("hidden"))));
}

TEST_F(UploaderCommands, StandardInputIsAFileToo) {
  EXPECT_THAT(with_server({"upload", "-"}, "[" + kFirst + "]").output, StartsWith("stored: Qwen3-4B Q4_K_M"));
}

TEST_F(UploaderCommands, ManyRunsGoTogetherAndEachHasItsLine) {
  std::string text = "[";
  for (int number = 0; number < 12; ++number) {
    text += (number > 0 ? "," : "") +
            record("Model" + std::to_string(number) + "-7B-Q8_0.gguf", 512, 0, "2025-08-16T09:12:41Z");
  }
  const auto result = with_server({"upload", file("many.json", text + "]")});
  EXPECT_EQ(result.exit_code, 0) << result.error_output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("stored: Model11-7B Q8_0"), HasSubstr("Model7-7B Q8_0   1       0")));
  const auto again = with_server({"upload", (folder / "many.json").string(), "--json"});
  const Json document = parse_json(again.output);
  ASSERT_THAT(document.at("runs"), SizeIs(12));
  for (const Json& one : document.at("runs")) EXPECT_EQ(one.at("result"), "already stored");
  EXPECT_THAT(get("/api/performance-grid?rows=runs"), SizeIs(12));
}

TEST_F(UploaderCommands, UndoVoidsWhatTheLastUploadStoredAndNothingElse) {
  EXPECT_EQ(with_server({"upload", file("a.json", "[" + kFirst + "]")}).exit_code, 0);
  EXPECT_EQ(with_server({"upload", file("b.json", "[" + kFirst + "," + kOtherQuantization + "]")}).exit_code, 0);
  const auto undo = run({"undo"});
  EXPECT_EQ(undo.exit_code, 0) << undo.error_output;
  EXPECT_EQ(undo.output, "voided: 1 run of the last upload\n");
  const Json rows = get("/api/performance-grid?rows=runs");
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].at("quantization"), "Q4_K_M");
  EXPECT_EQ(run({"undo"}).exit_code, 1);  // it is undone already
}

TEST_F(UploaderCommands, VoidTakesIdsOrATag) {
  with_server({"upload", file("a.json", "[" + kFirst + "," + kOtherQuantization + "]"), "--tag", "busy"});
  with_server({"upload", file("b.json", "[" + record("Other-7B-Q8_0.gguf", 512, 0, "2025-08-17T09:12:41Z") + "]")});
  const auto tagged = with_server({"void", "--tag", "busy", "--reason", "another process"});
  EXPECT_EQ(tagged.output, "voided: 2 runs\n") << tagged.error_output;
  const Json rows = get("/api/performance-grid?rows=runs");
  ASSERT_THAT(rows, SizeIs(1));
  const std::string id = rows[0].at("id");
  EXPECT_EQ(with_server({"void", id, "--reason", "wrong driver"}).output, "voided: 1 run\n");
  EXPECT_EQ(get("/api/detail/" + id).at("run").at("void_reason"), "wrong driver");
  EXPECT_EQ(with_server({"void", kVariantId, "--reason", "no run has this id"}).exit_code, 1);
  EXPECT_EQ(with_server({"void", "--reason", "of nothing"}).exit_code, 2);
  EXPECT_EQ(with_server({"void", id}).exit_code, 2);
}

TEST_F(UploaderCommands, ShowPrintsTheTableOfLlamaBenchAndTheLink) {
  with_server({"upload", file("a.json", "[" + kFirst + "," + kSecond + "]")});
  const auto shown = run({"show", "--last", "--md"});
  EXPECT_EQ(shown.exit_code, 0) << shown.error_output;
  const auto lines = split(trim(shown.output), '\n');
  EXPECT_THAT(lines, ElementsAre("| model | size | params | backend | ngl | test | t/s |",
                                 "| --- | ---: | ---: | --- | ---: | ---: | ---: |",
                                 "| Qwen3-4B Q4_K_M | 2.32 GiB | 4.02 B | CUDA | 99 | pp512 | 100.50 ± 0.71 |",
                                 "| Qwen3-4B Q4_K_M | 2.32 GiB | 4.02 B | CUDA | 99 | tg128 | 100.50 ± 0.71 |", "",
                                 StartsWith(server.url() + "/api/detail/")));
}

TEST_F(UploaderCommands, LoginKeepsAGoodTokenForItsServerOnly) {
  ScriptedServer closed{[](const ReceivedRequest& request, std::size_t) {
    const auto header = request.headers.find("authorization");
    const bool good = header != request.headers.end() && header->second == "Bearer lbk_good";
    return good ? run_answer("created")
                : answer(401, R"({"error":"no such token","code":"unauthorized","details":[]})");
  }};
  const auto refused = run({"login", "-s", closed.url()}, "lbk_wrong\n");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error_output, AllOf(HasSubstr("no such token"), Not(HasSubstr("lbk_wrong"))));
  EXPECT_EQ(run({"login", "-s", closed.url()}, "\n").exit_code, 2);

  EXPECT_EQ(run({"login", "-s", closed.url()}, "lbk_good\n").exit_code, 0);
  const auto kept = folder / "config" / "llm-benchmark" / "tokens.json";
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(kept).permissions(), perms::owner_read | perms::owner_write);
  const std::string bench = file("bench.json", "[" + kFirst + "]");
  EXPECT_EQ(run({"upload", bench, "-s", closed.url()}).exit_code, 0);
  EXPECT_EQ(closed.requests().back().headers.at("authorization"), "Bearer lbk_good");
  ScriptedServer other{{run_answer("created")}};
  EXPECT_EQ(run({"upload", bench, "-s", other.url()}).exit_code, 0);
  EXPECT_EQ(other.requests().back().headers.count("authorization"), 0U);
}

TEST_F(UploaderCommands, ScoresGoToAModelOrToTheModelOfARun) {
  const std::string scores =
      file("scores.json", R"([{"type":"GSM8K","data":{"problems_solved":900,"total_problems":1319}}])");
  const auto named = with_server({"benchmarks", "-f", scores, "-m", "Qwen/Qwen3-4B", "-q", "Q4_K_M"});
  EXPECT_EQ(named.exit_code, 0) << named.error_output;
  EXPECT_THAT(named.output, StartsWith("stored: GSM8K of Qwen/Qwen3-4B Q4_K_M"));
  with_server({"upload", file("a.json", "[" + kOtherQuantization + "]")});
  const std::string id = get("/api/performance-grid?rows=runs")[0].at("id");
  EXPECT_THAT(with_server({"benchmarks", "-f", scores, "-t", id}).output, StartsWith("stored: GSM8K of Qwen3-4B Q8_0"));
  EXPECT_EQ(with_server({"benchmarks", "-f", scores, "-t", id, "-m", "A", "-q", "B"}).exit_code, 2);
  EXPECT_EQ(with_server({"benchmarks", "-f", scores}).exit_code, 1);
}

TEST_F(UploaderCommands, RecordTellsModelAndMachineAndNoHostName) {
  const std::string output = (folder / "llm.json").string();
  const auto result = run({"record", "-p", "/home/alice/models/Qwen3-4B-Q4_K_M.gguf", "-b", "llama.cpp", "-v", "6182",
                           "--gpu-name", "RTX 3060", "-o", output});
  EXPECT_EQ(result.exit_code, 0) << result.error_output;
  const Json document = parse_json(read_file(output));
  EXPECT_EQ(document.at("model_name"), "Qwen3-4B");
  EXPECT_EQ(document.at("quantization"), "Q4_K_M");
  EXPECT_EQ(document.at("gpu_model"), "RTX 3060");
  EXPECT_EQ(document.at("artifact_version"), "1.0");
  EXPECT_EQ(document.count("hostname"), 0U);
  EXPECT_THAT(read_file(output), Not(HasSubstr("alice")));
  EXPECT_EQ(run({"record", "-p", "models/unnamed", "-o", output}).exit_code, 1);  // no quantization: asks for -q

  const std::string results = (fixtures_dir() / "inference-server" / "everything.in").string();
  const auto upload = run({"upload", "-l", output, "-r", results, "--dry-run"});
  EXPECT_EQ(upload.exit_code, 0) << upload.error_output;
  const Json sent = parse_json(upload.output).at("experiment_run");
  EXPECT_EQ(sent.at("model_name"), "Qwen3-4B");
  EXPECT_EQ(sent.at("backend_version"), "6182");
  EXPECT_EQ(sent["hardware_config"].at("gpu_model"), "RTX 3060");
}

TEST_F(UploaderCommands, AnInferenceServerTakesBackendVersionAndMemoryFromTheCommandLine) {
  const std::string results = (fixtures_dir() / "inference-server" / "everything.in").string();
  const auto upload = run({"inference-server", "-f", results, "-b", "vllm", "-v", "0.6.3", "--memory-gb", "21.5", "-m",
                           "Qwen/Qwen3-4B", "-q", "BF16", "--dry-run"});
  EXPECT_EQ(upload.exit_code, 0) << upload.error_output;
  const Json sent = parse_json(upload.output).at("experiment_run");
  EXPECT_EQ(sent.at("backend_version"), "0.6.3");
  EXPECT_THAT(dump_json(sent.at("performance_metrics")), AllOf(HasSubstr("memory_usage_gb"), HasSubstr("21.5")));
}

TEST_F(UploaderCommands, AnExperimentOfOurOwnFormatIsStored) {
  with_server({"upload", file("a.json", "[" + kOtherQuantization + "]")});
  const std::string exported = file("runs.ndjson", http_get(server.port(), "/api/export/runs.ndjson").body);
  const auto again = with_server({"custom", "-f", exported});
  EXPECT_EQ(again.exit_code, 0) << again.error_output;
  EXPECT_THAT(again.output, StartsWith("already stored"));
}

TEST_F(UploaderCommands, ExportedScoresUploadedAgainAreStoredAlready) {
  const std::string scores =
      file("scores.json", R"([{"type":"GSM8K","data":{"problems_solved":900,"total_problems":1319}}])");
  with_server({"benchmarks", "-f", scores, "-m", "Qwen/Qwen3-4B", "-q", "Q4_K_M"});
  const std::string exported = file("scores.ndjson", http_get(server.port(), "/api/export/scores.ndjson").body);
  const auto again = with_server({"upload", exported});
  EXPECT_EQ(again.exit_code, 0) << again.error_output;
  EXPECT_THAT(again.output, StartsWith("already stored: GSM8K of Qwen/Qwen3-4B Q4_K_M"));
}

TEST_F(UploaderCommands, FormatsAndHardwareAreJson) {
  const Json formats = parse_json(run({"formats", "--json"}).output).at("formats");
  EXPECT_THAT(dump_json(formats), HasSubstr("\"name\":\"llama-bench\""));
  EXPECT_NE(formats[0].at("example"), "");
  const Json hardware = parse_json(run({"hardware", "--root", folder.string()}).output);
  EXPECT_EQ(hardware.at("cpu_model"), nullptr);
}

TEST_F(UploaderCommands, TheBashCompletionOffersCommandsAndOptions) {
  const std::string script = file("completion.bash", run({"completion", "bash"}).output);
  const auto complete = [&](const std::string& words, int position) {
    ProcessOptions options;
    options.arguments = {"-c", "source " + script + "; COMP_WORDS=(" + words + "); COMP_CWORD=" +
                                   std::to_string(position) + "; _llm_benchmark_uploader; echo ${COMPREPLY[@]}"};
    return std::string{trim(run_process("/bin/bash", options).output)};
  };
  EXPECT_EQ(complete("llm-benchmark-uploader syn", 1), "sync");
  EXPECT_EQ(complete("llm-benchmark-uploader void --reas", 2), "--reason");
  EXPECT_EQ(complete("llm-benchmark-uploader completion fi", 2), "fish");
  EXPECT_EQ(complete("llm-benchmark-uploader upload --queue", 2), "--queue-dir");
  EXPECT_EQ(complete("llm-benchmark-uploader upload " + (folder / "compl").string(), 2), script);
  EXPECT_EQ(complete("llm-benchmark-uploader llama-bench -b " + (folder / "compl").string(), 3), script);
  EXPECT_EQ(complete("llm-benchmark-uploader mmlu-pro -b " + (folder / "compl").string(), 3), "");
}

}  // namespace
}  // namespace llmbench::testing
