// A table that an earlier version has uploaded keeps its fingerprint, whatever later versions find around it.

#include "llmbench/parsers/format.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

ExperimentRun read_table(const std::string& text) {
  TextStream stream(make_memory_source(text), "table.md");
  ReadResult result = read_as(*find_format("llama-bench"), stream, {});
  EXPECT_EQ(result.runs.size(), 1U) << text;
  return result.runs.at(0);
}

const std::string kPlainTable =
    "| model | size | params | backend | ngl | test | t/s |\n"
    "| --- | ---: | ---: | --- | --: | ---: | ---: |\n"
    "| qwen2 7B Q4_0 | 4.12 GiB | 7.62 B | OpenCL | 99 | pp512 | 41.09 ± 0.23 |\n";

TEST(LlamaBenchIdentity, ABuildNamedAboveATableIsOutside) {
  const ExperimentRun run = read_table("llama.cpp build 3f2b1a0e (5121)\n" + kPlainTable);
  EXPECT_EQ(run.backend_version, "5121 (3f2b1a0e)");
  EXPECT_EQ(run.provenance["fingerprint"], read_table(kPlainTable).provenance["fingerprint"]);
}

TEST(LlamaBenchIdentity, AModelNamedAboveATableIsOutside) {
  const ExperimentRun run = read_table("## Qwen2.5-7B-Instruct-Q4_0.gguf\n" + kPlainTable);
  EXPECT_EQ(run.model_name, "Qwen2.5-7B-Instruct");
  EXPECT_EQ(run.provenance["fingerprint"], read_table(kPlainTable).provenance["fingerprint"]);
  EXPECT_EQ(run.provenance["source_names"], read_table(kPlainTable).provenance["source_names"]);
}

TEST(LlamaBenchIdentity, AnOpenClDeviceIsOutside) {
  const ExperimentRun run =
      read_table("ggml_opencl: selecting device: 'QUALCOMM Adreno(TM) (OpenCL 2.0 Adreno(TM) 650)'\n" + kPlainTable);
  EXPECT_EQ(run.hardware.gpu_model, "QUALCOMM Adreno(TM) 650");
  EXPECT_EQ(run.provenance["fingerprint"], read_table(kPlainTable).provenance["fingerprint"]);
}

TEST(LlamaBenchIdentity, TheLoadModeOfATableIsOutside) {
  const ExperimentRun run = read_table(
      "| model | size | params | backend | ngl | lm | test | t/s |\n"
      "| --- | ---: | ---: | --- | --: | --- | ---: | ---: |\n"
      "| qwen2 7B Q4_0 | 4.12 GiB | 7.62 B | OpenCL | 99 | none | pp512 | 41.09 ± 0.23 |\n");
  EXPECT_EQ(run.settings["load_mode"], "none");
  EXPECT_EQ(run.provenance["fingerprint"], read_table(kPlainTable).provenance["fingerprint"]);
}

TEST(LlamaBenchIdentity, ABuildBehindALogPrefixIsOutside) {
  const auto log = [](const std::string& last_line) {
    return "12:01 | model | size | params | backend | ngl | test | t/s |\n"
           "12:01 | qwen2 7B Q4_0 | 4.12 GiB | 7.62 B | OpenCL | 99 | pp512 | 41.09 ± 0.23 |\n" +
           last_line;
  };
  const ExperimentRun run = read_table(log("12:02 build: 3f2b1a0e (5121)\n"));
  EXPECT_EQ(run.backend_version, "5121 (3f2b1a0e)");
  EXPECT_EQ(run.provenance["fingerprint"], read_table(log("")).provenance["fingerprint"]);
}

}  // namespace
}  // namespace llmbench::parsers
