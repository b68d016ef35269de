// Reads every llama-bench file of the shared reference data, and files that only look like it. Built when the data lies
// beside the checkout. The table of outcomes is compared with llama_bench_expected.txt; after a wanted change
// LLMBENCH_WRITE_GOLDEN=1 writes it anew.

#include "corpus/data_dir.hpp"
#include "support/base/paths.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

namespace llmbench::parsers {
namespace {

namespace fs = std::filesystem;

fs::path corpus(const std::string& name) {
  return data_dir() / "corpus" / "llama-bench" / name;
}

ReadResult read_text(const std::string& text, const std::string& name, const ReadOptions& options = {}) {
  TextStream stream(make_memory_source(text), name);
  return read_as(*find_format("llama-bench"), stream, options);
}

ReadResult read_path(const fs::path& path, const ReadOptions& options = {}) {
  return read_text(testing::read_file(path), path.filename().string(), options);
}

std::vector<fs::path> files_under(const std::vector<std::string>& folders) {
  std::vector<fs::path> files;
  for (const std::string& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(data_dir() / folder)) {
      const std::string name = entry.path().filename().string();
      if (entry.is_regular_file() && !name.ends_with(".stderr") && name != "README.md") files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

struct BenchOutcome {
  std::string kind;  ///< read, salvaged, refused
  std::size_t runs = 0;
  std::size_t records = 0;
  std::string reason;
};

BenchOutcome bench_outcome_of(const fs::path& path) {
  try {
    const ReadResult result = read_path(path);
    return {result.partial ? "salvaged" : "read", result.runs.size(), result.records_read - result.records_dropped,
            result.messages.empty() ? "" : result.messages.front().text};
  } catch (const Error& error) {
    return {"refused", 0, 0, error.what()};
  }
}

TEST(LlamaBenchCorpus, EveryFileIsReadSalvagedOrRefusedAsExpected) {
  std::ostringstream table;
  std::map<std::string, int> totals;
  for (const fs::path& file :
       files_under({"corpus/llama-bench", "corpus/llama-bench-docs", "corpus/llama-bench-failed", "corpus/llama-benchy",
                    "corpus/lighteval", "corpus/batched-bench-docs", "corpus/vllm-serve", "corpus/mmlu-pro-ollama",
                    "llama-bench-local", "seeds/000-llm-performance"})) {
    const BenchOutcome outcome = bench_outcome_of(file);
    ++totals[outcome.kind];
    const std::string name = fs::relative(file, data_dir()).string();
    table << name << '\t' << outcome.kind << '\t' << outcome.runs << '\t' << outcome.records << '\n';
    std::cout << outcome.kind << '\t' << outcome.runs << '\t' << outcome.records << '\t' << name << '\t'
              << outcome.reason << '\n';
    EXPECT_TRUE(outcome.kind == "read" || !outcome.reason.empty()) << name;
  }
  for (const auto& [kind, count] : totals) std::cout << kind << ": " << count << '\n';
  const fs::path expected = testing::fixtures_dir().parent_path() / "corpus" / "llama_bench_expected.txt";
  if (std::getenv("LLMBENCH_WRITE_GOLDEN") != nullptr) std::ofstream(expected, std::ios::binary) << table.str();
  EXPECT_EQ(testing::read_file(expected), table.str());
}

TEST(LlamaBenchCorpus, RunsComeOutAsPeopleExpect) {
  EXPECT_EQ(read_path(corpus("lhl__strix-halo-testing__5.jsonl")).runs.size(), 10U);
  EXPECT_EQ(read_path(corpus("lhl__strix-halo-testing__6.jsonl")).runs.size(), 13U);
  EXPECT_EQ(read_path(corpus("lhl__strix-halo-testing__7.jsonl")).runs.size(), 15U);
}

TEST(LlamaBenchCorpus, PromptAndGenerationFilesOfOneMachineAreOneConfiguration) {
  const ReadResult generation = read_path(corpus("kyuz0__amd-strix-halo-toolboxes__17.jsonl"));
  const ReadResult prompt = read_path(corpus("kyuz0__amd-strix-halo-toolboxes__6.jsonl"));
  ASSERT_EQ(generation.runs.size(), 1U);
  ASSERT_EQ(prompt.runs.size(), 1U);
  const PreparedRun first = prepare_run(generation.runs.front());
  const PreparedRun second = prepare_run(prompt.runs.front());
  EXPECT_EQ(first.configuration_id, second.configuration_id);
  EXPECT_NE(first.content_id, second.content_id);
  EXPECT_TRUE(first.headline.speed.has_value());
  EXPECT_TRUE(second.headline.prompt_speed.has_value());
}

TEST(LlamaBenchCorpus, EveryPrefixOfAFileIsTheSameRun) {
  const std::string text = testing::read_file(corpus("kyuz0__amd-strix-halo-toolboxes__7.jsonl"));
  std::set<std::string> ids;
  std::size_t prefixes = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', end + 1)) {
    const ReadResult result = read_text(text.substr(0, end + 1), "prefix.jsonl");
    ASSERT_EQ(result.runs.size(), 1U);
    ids.insert(to_string(prepare_run(result.runs.front()).content_id));
    ++prefixes;
  }
  EXPECT_EQ(prefixes, 9U);
  EXPECT_EQ(ids.size(), 1U);
}

// Half a second apart: some begin in the same second, and the rule for that (schema.md "Identity") tells them apart by
// their values.
TEST(LlamaBenchCorpus, ARepeatedCommandIsOneConfigurationOfManyRuns) {
  std::set<std::string> configurations;
  std::set<std::string> contents;
  std::size_t files = 0;
  for (const fs::path& file : files_under({"llama-bench-local/history"})) {
    const ReadResult result = read_path(file);
    ASSERT_EQ(result.runs.size(), 1U) << file;
    const PreparedRun prepared = prepare_run(result.runs.front());
    configurations.insert(to_string(prepared.configuration_id));
    const bool is_new = contents.insert(to_string(prepared.content_id)).second;
    if (!is_new) contents.insert(to_string(content_id_with_values(prepared.run)));
    ++files;
  }
  EXPECT_EQ(files, 20U);
  EXPECT_EQ(configurations.size(), 1U);
  EXPECT_EQ(contents.size(), 20U);
}

TEST(LlamaBenchCorpus, OneRunInJsonAndJsonlIsTheSameRun) {
  for (const std::string name : {"matrix", "kv-q8-fa", "pg", "everything"}) {
    const ReadResult json = read_path(data_dir() / "llama-bench-local" / (name + ".json"));
    const std::string text = testing::read_file(data_dir() / "llama-bench-local" / (name + ".json"));
    std::string lines;
    for (const Json& row : parse_json(text)) lines += row.dump() + "\n";
    const ReadResult jsonl = read_text(lines, name + ".jsonl");
    ASSERT_EQ(json.runs.size(), jsonl.runs.size());
    for (std::size_t i = 0; i < json.runs.size(); ++i) {
      EXPECT_EQ(content_id(json.runs[i]), content_id(jsonl.runs[i]));
      EXPECT_EQ(json.runs[i].metrics, jsonl.runs[i].metrics);
    }
  }
}

/// The same run, written as one output to standard output and as another to standard error.
void expect_one_measurement(const fs::path& out, const fs::path& err) {
  SCOPED_TRACE(out.filename());
  const ReadResult first = read_path(out);
  const ReadResult second = read_path(err);
  ASSERT_EQ(first.runs.size(), second.runs.size());
  for (std::size_t i = 0; i < first.runs.size(); ++i) {
    EXPECT_EQ(content_id(first.runs[i]), content_id(second.runs[i]));
    EXPECT_EQ(run_fingerprint(first.runs[i]), run_fingerprint(second.runs[i]));
    EXPECT_EQ(prepare_run(first.runs[i]).configuration_id, prepare_run(second.runs[i]).configuration_id);
    ASSERT_EQ(first.runs[i].metrics.size(), second.runs[i].metrics.size());
    for (std::size_t m = 0; m < first.runs[i].metrics.size(); ++m) {
      EXPECT_EQ(first.runs[i].metrics[m].name, second.runs[i].metrics[m].name);
      EXPECT_EQ(first.runs[i].metrics[m].value, second.runs[i].metrics[m].value);
    }
  }
}

TEST(LlamaBenchCorpus, OneRunInJsonCsvAndSqlIsTheSameRun) {
  const fs::path local = data_dir() / "llama-bench-local";
  expect_one_measurement(local / "twin-json-csv.json", local / "twin-json-csv.json.stderr");
  expect_one_measurement(local / "twin-sql-json.sql", local / "twin-sql-json.sql.stderr");
}

TEST(LlamaBenchCorpus, ATableHoldsTheSameRunRoundedAndSaysSo) {
  const fs::path local = data_dir() / "llama-bench-local";
  const ReadResult table = read_path(local / "twin-md-jsonl.md");
  const ReadResult exact = read_path(local / "twin-md-jsonl.md.stderr");
  ASSERT_EQ(table.runs.size(), 1U);
  ASSERT_EQ(exact.runs.size(), 1U);
  EXPECT_EQ(table.runs[0].provenance["values_rounded"], true);
  EXPECT_FALSE(table.runs[0].timestamp.has_value());
  EXPECT_FALSE(table.runs[0].artifact.has_value());
  for (const std::string name : {"pp64", "pp512", "tg32", "tg128"}) {
    const auto metric = [&name](const ExperimentRun& run) {
      return *std::ranges::find(run.metrics, name, &Metric::name);
    };
    EXPECT_NEAR(metric(table.runs[0]).value, metric(exact.runs[0]).value, 0.00501) << name;
  }
}

// GPU memory is what a 16 GB filter asks for; llama-bench prints neither it nor the RAM.
TEST(LlamaBenchCorpus, ACardOf16GbIsFoundAsOne) {
  for (const std::string name :
       {"ryanilano__localai-16gb-bench-results__1.json", "ryanilano__localai-16gb-bench-results__4.json"}) {
    const ReadResult result = read_path(corpus(name));
    ASSERT_EQ(result.runs.size(), 1U) << name;
    const PreparedRun prepared = prepare_run(result.runs.front());
    EXPECT_EQ(prepared.hardware.platform, "RTX 4070 Ti SUPER") << name;
    EXPECT_EQ(prepared.hardware.gpu_memory_gb, 16.0) << name;
    EXPECT_EQ(prepared.hardware.cpu_model, "AMD Ryzen 7 7800X3D") << name;
  }
}

TEST(LlamaBenchCorpus, StrixHaloIsOnePlatformWhateverItsDriverCallsIt) {
  std::set<std::string> names;
  std::set<std::string> platforms;
  for (const fs::path& file : files_under({"corpus/llama-bench"})) {
    const std::string owner = file.filename().string();
    if (!owner.starts_with("kyuz0__amd-strix") && !owner.starts_with("lhl__") && !owner.starts_with("hogeheer499"))
      continue;
    for (const ExperimentRun& run : read_path(file).runs) {
      const PreparedRun prepared = prepare_run(run);
      names.insert(prepared.hardware.raw_gpu_model);
      platforms.insert(replace_all(prepared.hardware.platform, " (multi-host)", ""));
    }
  }
  EXPECT_GE(names.size(), 6U);
  EXPECT_EQ(platforms, std::set<std::string>{"Radeon 8060S"});
}

TEST(LlamaBenchCorpus, AModelLargerThanTheMachineRanOnSeveral) {
  for (const std::string name :
       {"kyuz0__amd-strix-halo-toolboxes__27.log", "kyuz0__amd-strix-halo-toolboxes__34.log"}) {
    const ReadResult result = read_path(corpus(name));
    ASSERT_EQ(result.runs.size(), 1U) << name;
    EXPECT_EQ(prepare_run(result.runs.front()).hardware.platform, "Radeon 8060S (multi-host)") << name;
  }
  const ReadResult small = read_path(corpus("kyuz0__amd-strix-halo-toolboxes__40.log"));
  EXPECT_EQ(prepare_run(small.runs.at(0)).hardware.platform, "Radeon 8060S");
}

TEST(LlamaBenchCorpus, ALabelThatTheSizeContradictsIsAWarning) {
  const ReadResult result = read_path(corpus("lhl__strix-halo-testing__7.jsonl"));
  const bool is_warned = std::ranges::any_of(result.messages, [](const Message& message) {
    return message.severity == Message::Severity::warning && message.text == "named F16 but 5.3 bits per weight";
  });
  EXPECT_TRUE(is_warned);
}

TEST(LlamaBenchCorpus, TheSeedFileIsOneRunOnAnRtx4090) {
  ReadOptions options;
  options.model_name = "TheDrummer/Snowpiercer-15B-v1";
  options.quantization = "Q3_K_L";
  const ReadResult result = read_path(data_dir() / "seeds/000-llm-performance/llama-bench.json", options);
  ASSERT_EQ(result.runs.size(), 1U);
  EXPECT_TRUE(result.messages.empty());
  const PreparedRun prepared = prepare_run(result.runs.front());
  EXPECT_EQ(prepared.variant.model_name, "TheDrummer/Snowpiercer-15B-v1");
  EXPECT_EQ(prepared.variant.quantization, "Q3_K_L");
  EXPECT_EQ(prepared.hardware.platform, "RTX 4090");
  ASSERT_TRUE(prepared.headline.speed.has_value());
  EXPECT_EQ(speed_test_name(*prepared.headline.speed), "tg1280");
  EXPECT_NEAR(prepared.headline.speed->value, 85.498819, 1e-9);
  ASSERT_TRUE(prepared.headline.prompt_speed.has_value());
  EXPECT_EQ(speed_test_name(*prepared.headline.prompt_speed), "pp8192");
  EXPECT_NEAR(prepared.headline.prompt_speed->value, 3024.404345, 1e-9);
  EXPECT_FALSE(prepared.headline.memory_gb.has_value());
}

TEST(LlamaBenchCorpus, NothingPrivateLeaves) {
  for (const fs::path& file : files_under({"corpus/llama-bench", "llama-bench-local"})) {
    ReadResult result;
    try {
      result = read_path(file);
    } catch (const Error&) {
      continue;
    }
    for (const ExperimentRun& run : result.runs) {
      for (const std::string& text : {dump_json(run.settings), dump_json(run.provenance), run.model_name, run.notes}) {
        EXPECT_EQ(text.find("/home/"), std::string::npos) << file << text;
        EXPECT_EQ(text.find("/Users/"), std::string::npos) << file << text;
        EXPECT_EQ(text.find("/root/"), std::string::npos) << file << text;
      }
    }
  }
}

TEST(LlamaBenchCorpus, EveryRunIsValidForTheServer) {
  for (const fs::path& file : files_under({"corpus/llama-bench", "llama-bench-local"})) {
    ReadResult result;
    try {
      result = read_path(file);
    } catch (const Error&) {
      continue;
    }
    for (const ExperimentRun& run : result.runs) {
      const auto errors = validate_run(run);
      EXPECT_TRUE(errors.empty()) << file << " " << (errors.empty() ? "" : errors[0].path + ": " + errors[0].message);
    }
  }
}

// A second opinion by a program of 30 lines that shares no code with the reader.
TEST(LlamaBenchCorpus, TheSumOfSpeedsEqualsAnIndependentCount) {
  std::map<std::string, double> sums;
  std::string command = "python3 '" + (testing::fixtures_dir().parent_path() / "corpus/sum_avg_ts.py").string() + "'";
  for (const fs::path& file : files_under({"corpus/llama-bench", "llama-bench-local", "seeds/000-llm-performance"})) {
    const std::string extension = file.extension().string();
    if (extension != ".json" && extension != ".jsonl" && extension != ".csv") continue;
    ReadResult result;
    try {
      result = read_path(file);
    } catch (const Error&) {
      continue;
    }
    command += " '" + file.string() + "'";
    for (const ExperimentRun& run : result.runs) {
      for (const Metric& metric : run.metrics) {
        if (metric.context.contains("n_prompt")) sums[file.string() + "\t" + metric.name] += metric.value;
      }
    }
  }
  std::FILE* pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::size_t lines = 0;
  char line[4096];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    const auto fields = split(trim(line), '\t');
    ASSERT_EQ(fields.size(), 4U) << line;
    const auto ours = sums.find(fields[0] + "\t" + fields[1]);
    ASSERT_NE(ours, sums.end()) << line;
    const double theirs = parse_double(fields[3]).value();
    EXPECT_NEAR(ours->second, theirs, 1e-9 * theirs) << line;
    sums.erase(ours);
    ++lines;
  }
  EXPECT_EQ(::pclose(pipe), 0);
  EXPECT_GT(lines, 500U);
  EXPECT_TRUE(sums.empty()) << sums.begin()->first;
}

}  // namespace
}  // namespace llmbench::parsers
