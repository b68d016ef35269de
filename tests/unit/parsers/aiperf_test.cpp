// Output of AIPerf and genai-perf that cannot be stored is refused with the name of the file that can.

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

std::string aiperf_refusal(const std::string& text) {
  TextStream stream{make_memory_source(text), "bench.txt"};
  try {
    (void)read_any(stream, {});
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

constexpr const char* kTableOfAiperf =
    "bench.txt is the console table of AIPerf, whose figures are rounded: upload profile_export_aiperf.json from the "
    "artifact directory of the same run";
constexpr const char* kTableOfGenaiPerf =
    "bench.txt is the console table of genai-perf, whose figures are rounded: upload profile_export_genai_perf.json "
    "from the artifact directory of the same run";

TEST(Aiperf, ConsoleTable) {
  EXPECT_EQ(aiperf_refusal("            NVIDIA AIPerf | LLM Metrics\n"
                           "┏━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━┓\n┃                   Metric ┃    avg ┃\n"
                           "│ Time to First Token (ms) │ 230.14 │\n"),
            kTableOfAiperf);
}

TEST(Aiperf, RowsOfTheTableWithoutItsHead) {
  EXPECT_EQ(aiperf_refusal("│ Output Token Throughput (tokens/sec) │ 5,388.43 │ N/A │\n"
                           "│    Request Throughput (requests/sec) │     1.80 │ N/A │\n"),
            kTableOfAiperf);
}

TEST(Aiperf, ConsoleTableOfGenaiPerf) {
  EXPECT_EQ(aiperf_refusal("           LLM Metrics\n┏━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓\n"
                           "┃            Statistic ┃           avg ┃\n│ Request latency (ns) │ 4,110,623,430 │\n"),
            kTableOfGenaiPerf);
}

TEST(Aiperf, Csv) {
  EXPECT_EQ(
      aiperf_refusal("Metric,avg,min,max,sum\nTime to First Token (ms),230.14,75.04,693.93,22093.17\n\n"
                     "Metric,Value\nOutput Token Throughput (tokens/sec),1172.15\n"),
      "bench.txt is the CSV of AIPerf, whose figures are rounded: upload profile_export_aiperf.json from the artifact "
      "directory of the same run");
  EXPECT_EQ(
      aiperf_refusal("Metric,avg,min,max,p99\nTime To First Token (ms),8.00,7.00,9.00,8.98\n\n"
                     "Metric,Value\nOutput Token Throughput (per sec),456.00\n"),
      "bench.txt is the CSV of genai-perf, whose figures are rounded: upload profile_export_genai_perf.json from the "
      "artifact directory of the same run");
}

}  // namespace
}  // namespace llmbench::parsers
