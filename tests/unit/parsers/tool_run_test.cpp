#include "parsers/tool_run.hpp"

#include "llmbench/domain/identity.hpp"
#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace llmbench::parsers {
namespace {

using ::testing::HasSubstr;

ToolRun a_tool_run() {
  ToolRun tool;
  tool.tool = "example bench";
  tool.served_name = "Qwen/Qwen3-4B-FP8";
  tool.backend = "vllm";
  tool.time = parse_time("2026-01-02T03:04:05Z");
  tool.identity = {{"request_rate", 4}};
  add_metric(tool.metrics, "tokens_per_second", 100.5, "tok/s");
  return tool;
}

std::string refusal_of(const ToolRun& tool) {
  MessageLog messages;
  try {
    (void)make_tool_run(tool, {}, messages);
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(ToolRun, NamesComeFromTheServedName) {
  MessageLog messages;
  const ExperimentRun run = make_tool_run(a_tool_run(), {}, messages);
  EXPECT_EQ(run.model_name, "Qwen/Qwen3-4B");
  EXPECT_EQ(run.quantization, "FP8");
  EXPECT_EQ(run.backend, "vllm");
  EXPECT_TRUE(messages.empty());
}

TEST(ToolRun, WhatIsMissingIsAskedForByItsFlag) {
  ToolRun nameless = a_tool_run();
  nameless.served_name = "default";
  EXPECT_THAT(refusal_of(nameless), HasSubstr("-m MODEL"));
  ToolRun unquantized = a_tool_run();
  unquantized.served_name = "Qwen/Qwen3-4B";
  EXPECT_THAT(refusal_of(unquantized), HasSubstr("-q QUANT"));
  ToolRun without_backend = a_tool_run();
  without_backend.backend.clear();
  EXPECT_THAT(refusal_of(without_backend), HasSubstr("-b BACKEND"));
}

TEST(ToolRun, IdentityIsWhenAndWhatNotTheNumbers) {
  MessageLog messages;
  ToolRun other_numbers = a_tool_run();
  other_numbers.metrics.front().value = 99;
  ToolRun other_rate = a_tool_run();
  other_rate.identity["request_rate"] = 8;
  const Uuid id = content_id(make_tool_run(a_tool_run(), {}, messages));
  EXPECT_EQ(content_id(make_tool_run(other_numbers, {}, messages)), id);
  EXPECT_NE(content_id(make_tool_run(other_rate, {}, messages)), id);
}

TEST(ToolRun, WithoutATimeTheNumbersTakeItsPlace) {
  MessageLog messages;
  ToolRun timeless = a_tool_run();
  timeless.time.reset();
  ToolRun other_numbers = timeless;
  other_numbers.metrics.front().value = 99;
  EXPECT_NE(content_id(make_tool_run(timeless, {}, messages)), content_id(make_tool_run(other_numbers, {}, messages)));
}

TEST(ToolRun, WhatALaterReleaseReadsChangesNoId) {
  MessageLog messages;
  ToolRun first = a_tool_run();
  first.time.reset();
  first.settings = {{"request_rate", 4}};
  fix_identity(first);
  ToolRun later = first;
  later.settings["random_input_len"] = 1024;
  add_metric(later.metrics, "total_tokens_per_second", 300, "tok/s");
  later.identity_name = later.served_name;
  later.served_name = "Qwen/Qwen3-4B-Instruct-FP8";
  ReadOptions options;
  options.model_name = "Qwen/Qwen3-4B";
  const ExperimentRun run = make_tool_run(later, options, messages);
  EXPECT_EQ(content_id(run), content_id(make_tool_run(first, options, messages)));
  EXPECT_EQ(run.settings["random_input_len"], 1024);
  EXPECT_EQ(run.metrics.size(), 2);
}

TEST(ToolRun, FoldersAndAddressesStay) {
  MessageLog messages;
  ToolRun tool = a_tool_run();
  tool.served_name = "/home/alice/models/Qwen3-4B-FP8";
  tool.source = {{"base_url", "http://10.0.0.7:8000/v1"}};
  const ExperimentRun run = make_tool_run(tool, {}, messages);
  EXPECT_EQ(run.model_name, "Qwen3-4B");
  EXPECT_EQ(dump_json(run.provenance).find("alice"), std::string::npos);
  EXPECT_EQ(dump_json(run.provenance).find("10.0.0.7"), std::string::npos);
}

TEST(ToolRun, AbsentAndInfiniteFiguresAreNoMetrics) {
  std::vector<Metric> metrics;
  add_metric(metrics, "ttft_mean_ms", std::nullopt, "ms");
  add_metric(metrics, "ttft_p50_ms", std::numeric_limits<double>::infinity(), "ms");
  EXPECT_TRUE(metrics.empty());
}

}  // namespace
}  // namespace llmbench::parsers
