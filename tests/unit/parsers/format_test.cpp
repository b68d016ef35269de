#include "llmbench/parsers/format.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace llmbench::parsers {
namespace {

/// Endless text that counts how much of it was asked for.
class EndlessSource final : public Source {
 public:
  EndlessSource(std::string line, std::size_t& bytes_read) : line_(std::move(line)), bytes_read_(bytes_read) {}
  std::size_t read(char* buffer, std::size_t size) override {
    for (std::size_t i = 0; i < size; ++i) buffer[i] = line_[(bytes_read_ + i) % line_.size()];
    bytes_read_ += size;
    return size;
  }

 private:
  std::string line_;
  std::size_t& bytes_read_;
};

std::string refusal_of(std::unique_ptr<Source> source) {
  TextStream stream(std::move(source), "run.json");
  try {
    (void)read_as(*find_format("llama-bench"), stream, {});
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_input);
    return error.what();
  }
  return "";
}

std::string refusal_of(const std::string& text) {
  return refusal_of(make_memory_source(text));
}

TEST(Formats, AreFoundByName) {
  ASSERT_NE(find_format("llama-bench"), nullptr);
  EXPECT_EQ(find_format("llama-bench")->name(), "llama-bench");
  EXPECT_EQ(find_format("nothing"), nullptr);
}

TEST(ReadAs, EndlessNoiseIsRefused) {
  std::size_t bytes_read = 0;
  const std::string message = refusal_of(std::make_unique<EndlessSource>("asdf qwer\n", bytes_read));
  EXPECT_EQ(message,
            "run.json is text that starts with \"asdf qwer\", not llama-bench results; make it with "
            "`llama-bench -m MODEL.gguf -o json`");
  EXPECT_LE(bytes_read, 5U * 1024U * 1024U);
}

TEST(ReadAs, BinaryIsRefusedAfterItsHead) {
  std::size_t bytes_read = 0;
  EXPECT_NE(refusal_of(std::make_unique<EndlessSource>(std::string("\x01\0\xFE", 3), bytes_read)), "");
  EXPECT_LE(bytes_read, 64U * 1024U);
}

TEST(ReadAs, LogLinesWithoutARecordAreNotReadForEver) {
  std::size_t bytes_read = 0;
  const std::string message =
      refusal_of(std::make_unique<EndlessSource>("ggml_cuda_init: found 1 CUDA devices\n", bytes_read));
  EXPECT_NE(message.find("holds log lines of llama.cpp but no llama-bench record"), std::string::npos) << message;
  EXPECT_LE(bytes_read, 20U * 1024U * 1024U);
}

TEST(ReadAs, EveryWrongInputGetsOneSentenceWithTheFileAndAFix) {
  using namespace std::string_literals;
  for (const std::string& text :
       {""s, " \n"s, "\x1F\x8B\x08\0"s, "{\"a\": 1}"s, "[1, 2, 3]"s, "null"s, "<html></html>"s, "a,b,c,d\n1,2,3,4\n"s,
        "| a | b |\n|---|---|\n"s, "{"s, "\""s, "[[[["s, "{\"avg_ts\": 1}"s}) {
    const std::string message = refusal_of(text);
    EXPECT_TRUE(message.starts_with("run.json")) << text << " -> " << message;
    EXPECT_NE(message.find("llama-bench"), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

TEST(ReadAny, FindsTheFormatByContent) {
  TextStream report{make_memory_source("Finished testing law in 2 seconds.\nTotal, 1/2, 50.00%\n"
                                       "Random Guess Attempts, 0/2, 0.00%\n"),
                    "unnamed"};
  ReadOptions options;
  options.model_name = "Example/Model-7B";
  options.quantization = "Q4_K_M";
  const RecognisedResult read = read_any(report, options);
  EXPECT_EQ(read.format->name(), "mmlu-pro");
  EXPECT_EQ(read.result.scores.size(), 1U);
}

/// As `cmake --build build && llama-bench -m model.gguf` prints it into one file.
std::string below_a_long_log(const std::string& results) {
  std::string text;
  for (int step = 0; text.size() < 300'000; ++step) {
    text += "[" + std::to_string(step) + "/4000] Building CXX object ggml/src/file.cpp.o\n";
  }
  return text + results;
}

const std::string kTable =
    "| model | size | params | backend | ngl | test | t/s |\n| --- | ---: | ---: | --- | --: | ---: | ---: |\n"
    "| qwen3 4B Q4_K - Medium | 2.32 GiB | 4.02 B | CUDA | 99 | tg128 | 71.12 ± 0.21 |\n\nbuild: a3c9e41d (6182)\n";

const std::string kCsv =
    "build_commit,build_number,model_filename,model_type,n_prompt,n_gen,avg_ts\n"
    "\"a3c9e41d\",\"6182\",\"m-Q4_K_M.gguf\",\"qwen3 4B Q4_K - Medium\",\"0\",\"128\",\"71.12\"\n";

const std::string kPerplexity =
    "perplexity: calculating perplexity over 3 chunks\nFinal estimate: PPL = 5.9 +/- 0.03\n";

TEST(ReadAny, ResultsBelowALongLogAreFound) {
  ReadOptions options;
  options.model_name = "Example/Model-7B";
  options.quantization = "Q4_K_M";
  for (const auto& [results, format] :
       {std::pair{kTable, "llama-bench"}, std::pair{kCsv, "llama-bench"}, std::pair{kPerplexity, "llama-perplexity"}}) {
    TextStream stream{make_memory_source(below_a_long_log(results)), "all.log"};
    const RecognisedResult read = read_any(stream, options);
    EXPECT_EQ(read.format->name(), format);
    EXPECT_EQ(read.result.runs.size() + read.result.scores.size(), 1U) << results;
  }
}

TEST(ReadAs, ResultsBelowALongLogAreFound) {
  TextStream stream{make_memory_source(below_a_long_log(kTable)), "all.log"};
  const ReadResult result = read_as(*find_format("llama-bench"), stream, {});
  ASSERT_EQ(result.runs.size(), 1U);
  EXPECT_EQ(result.runs.front().metrics.front().value, 71.12);
}

TEST(ReadAny, ADocumentIsNotSearchedForOtherResults) {
  TextStream stream{make_memory_source("{\"weather\": \"" + below_a_long_log(kTable) + "\"}"), "today.json"};
  EXPECT_THROW((void)read_any(stream, {}), Error);
}

TEST(ReadAny, ResultsInTheStringsOfAWrapperOrANotebookAreRead) {
  const Json wrapper{{"command", "llama-bench"}, {"stdout", kTable}, {"returncode", 0}};
  Json lines = Json::array();
  for (const std::string& line : split(kTable, '\n')) lines.push_back(line + "\n");
  const Json notebook{{"cells", {{{"outputs", {{{"name", "stdout"}, {"text", lines}}}}}}}, {"nbformat", 4}};
  const Json json_inside{{"stdout", R"([{"build_commit": "a3c9e41d", "build_number": 6182, "n_prompt": 0, "n_gen": 128,
                                        "avg_ts": 71.12, "model_filename": "m-Q4_K_M.gguf"}])"}};
  for (const Json& document : {wrapper, notebook, json_inside}) {
    TextStream stream{make_memory_source(dump_json(document)), "run.json"};
    const RecognisedResult read = read_any(stream, {});
    ASSERT_EQ(read.result.runs.size(), 1U);
    EXPECT_EQ(read.result.runs.front().metrics.front().value, 71.12);
    EXPECT_EQ(read.result.runs.front().backend_version, "6182 (a3c9e41d)");
    EXPECT_EQ(read.result.messages.back().text, "read from the text inside of JSON: only that was read of it");
  }
}

TEST(ReadAny, AWrapperWithoutResultsIsDescribedByItself) {
  TextStream stream{make_memory_source(R"({"stdout": "hello\nworld\n"})"), "run.json"};
  try {
    (void)read_any(stream, {});
    FAIL() << "was read";
  } catch (const Error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("run.json is JSON with keys stdout, no output of"))
        << error.what();
  }
}

TEST(ReadAny, ALargeDocumentWithLineEndsInItsTextsIsReadToItsEnd) {
  Json results = Json::array();
  for (int at = 1; at <= 50; ++at) {
    results.push_back({{"n_prompt", 512 * at},
                       {"n_gen", 0},
                       {"avg_ts", 3000.0},
                       {"model_filename", "Qwen3-4B-Q4_K_M.gguf"},
                       {"remark", std::string(100'000, 'x') + "\n"}});
  }
  TextStream stream{make_memory_source(dump_json(results)), "large.json"};
  EXPECT_EQ(read_any(stream, {}).result.records_read, results.size());
}

TEST(ReadAny, OtherResultsInADocumentAreNamed) {
  const std::string ollama =
      "$ ollama run qwen3:4b-q4_K_M --verbose\ntotal duration: 2s\neval count: 100 token(s)\neval duration: 1s\n"
      "eval rate: 100.00 tokens/s\n";
  TextStream stream{make_memory_source(kTable + "\n" + ollama), "notes.md"};
  const RecognisedResult read = read_any(stream, {});
  const std::string other = read.format->name() == "ollama" ? "llama-bench results" : "output of Ollama";
  EXPECT_NE(read.result.messages.back().text.find("it also holds " + other), std::string::npos);
  EXPECT_NE(read.result.messages.back().text.find("not read"), std::string::npos);
}

TEST(ReadAny, RefusalsOfAReaderNameTheFile) {
  TextStream stream{make_memory_source(kPerplexity), "folder.log"};
  try {
    (void)read_any(stream, {});
    FAIL() << "was read";
  } catch (const Error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("folder.log: say which model variant")) << error.what();
  }
}

std::string refusal_of_any(const std::string& text) {
  TextStream stream{make_memory_source(text), "log.txt"};
  try {
    (void)read_any(stream, {});
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(ReadAny, OutputsThatHoldTooLittleAreNamedWithTheOneToUpload) {
  EXPECT_EQ(refusal_of_any("INFO engine\nThroughput: 89.27 requests/s, 22853.37 total tokens/s, 11426.69 output "
                           "tokens/s\n"),
            "log.txt is console text of vllm bench throughput, which cannot be read: run it with --output-json FILE");
  for (const auto& [text, what] :
       {std::pair{"Request Latency Statistics (Completed Requests)\n", "console text of guidellm"},
        std::pair{"| Benchmark | Timings        ||||\n", "console text of guidellm"},
        std::pair{"test,n_prompt,n_gen,prompt_tps,gen_tps,ttft_ms\n", "CSV of LocalScore"},
        std::pair{"| test | run | tokens |   pp t/s |  tg t/s |   ttft |\n", "console text of LocalScore"},
        std::pair{"Avg latency: 1.2 seconds\n10% percentile latency: 1.2 seconds\n", "vllm bench latency"},
        std::pair{"Decode.  median latency: 0.005 s, median throughput: 170.84 token/s\n", "sglang.bench_one_batch"},
        std::pair{"{\"run_name\": \"x\", \"last_gen_throughput\": 66.1}\n", "sglang.bench_one_batch_server"},
        std::pair{"$ python -m sglang.bench_offline_throughput\n", "sglang.bench_offline_throughput"},
        std::pair{"Averages: prompt_tps=161.6, generation_tps=18.8\n", "mlx_lm.benchmark"},
        std::pair{"| Number of concurrency             |  100 |\n", "evalscope"},
        std::pair{"|Task|Version|Metric|Value|   |Stderr|\n|lighteval:aime24:0| 1|acc|0.7|\n", "lighteval"},
        std::pair{"| Tasks |Version|   Filter   |n-shot|Metric|\n", "the table that lm_eval prints"},
        std::pair{"| Task |Version|  Metric  |Value |   |Stderr|\n", "the table that lm_eval prints"}}) {
    EXPECT_NE(refusal_of_any(text).find(what), std::string::npos) << text << " -> " << refusal_of_any(text);
  }
}

TEST(ReadAny, WhatIsRecognisedAsResultsOfOneToolIsNoWrapperOfAnother) {
  const Json results{{"results", {{"arc", {{"acc,none", 0.5}, {"acc_stderr,none", 0.01}}}}},
                     {"configs", {{"arc", {{"description", "Beat this:\n" + kTable}}}}},
                     {"config", {{"model", "local-completions"}}},
                     {"n-shot", {{"arc", 0}}}};
  const std::string refusal = refusal_of_any(dump_json(results));
  EXPECT_TRUE(refusal.starts_with("log.txt: say which model variant")) << refusal;
}

TEST(ReadAny, WhatNobodyRecognisesIsDescribed) {
  TextStream stream{make_memory_source("{\"weather\": \"rain\"}"), "today.json"};
  try {
    (void)read_any(stream, {});
    FAIL() << "was read";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "today.json is JSON with keys weather, no output of a benchmark tool that is known; "
                 "`llm-benchmark-uploader formats` lists what can be read");
  }
}

TEST(ReadAny, AFailedRunsMarkerIsNamedWithItsError) {
  TextStream stream{make_memory_source("{\"model\": \"m\", \"error\": \"CUDA out of memory\\n  at line 3\"}\n"),
                    "failed.json"};
  try {
    (void)read_any(stream, {});
    FAIL() << "was read";
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "failed.json is the marker of a failed run, which holds its error (\"CUDA out of memory at line 3\") and no "
        "result: run the benchmark again");
  }
}

TEST(DescribeHead, NamesWhatPeopleSendByMistake) {
  using namespace std::string_literals;
  EXPECT_EQ(describe_head("GGUF\3\0"s, true), "a GGUF model file");
  EXPECT_EQ(describe_head("\x1F\x8B\x08"s, true), "a gzip file");
  EXPECT_EQ(describe_head("\1\2\3", true), "binary data");
  EXPECT_EQ(describe_head("<!DOCTYPE html>", false), "an HTML page");
  EXPECT_EQ(describe_head("{\"results\": {\"x\": 1}, \"config\": 2}", false), "JSON with keys results, config");
  EXPECT_EQ(describe_head("[{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1}]", false), "JSON with keys a, b, c, d, ...");
  EXPECT_EQ(describe_head("{\"error\": {\"code\": 7}}", false), "the marker of a failed run (\"{\"code\":7}\")");
  EXPECT_EQ(describe_head("{\"error\": null}", false), "JSON with keys error");
  EXPECT_EQ(describe_head("{\"error\": \"\", \"rows\": [1]}", false), "JSON with keys error, rows");
  EXPECT_EQ(describe_head("[1, 2]", false), "text that starts with \"[1, 2]\"");
  EXPECT_EQ(describe_head("name,a,b,c\n", false), "CSV with columns name,a,b,c");
  EXPECT_EQ(describe_head("✔ fertig\x1b[0m\n", false), "text that starts with \"✔ fertig?[0m\"");
  EXPECT_EQ(describe_head("\xFFz\n", false), "text that starts with \"?z\"");
  EXPECT_EQ(describe_head("a\xC2\x9B"
                          "31mb\n",
                          false),
            "text that starts with \"a?31mb\"");  // U+009B begins colours
}

}  // namespace
}  // namespace llmbench::parsers
