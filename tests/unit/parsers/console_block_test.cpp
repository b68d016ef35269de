#include "parsers/serving/console_block.hpp"

#include "parsers/serving/ollama_requests.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

TEST(Namespace, ValuesOfEveryKind) {
  const Json arguments = parse_namespace(
      "Namespace(model='a,b(c)', dispatch=<function X.cmd at 0x7f>, limit={'image': 255, 'video': 1}, rate=inf, "
      "count=320, range=0.5, none=None, flag=True) tail");
  const Json expected{{"model", "a,b(c)"}, {"rate", "inf"}, {"count", 320}, {"range", 0.5}, {"flag", true}};
  EXPECT_EQ(arguments, expected);
}

TEST(Namespace, OtherLinesHaveNone) {
  EXPECT_TRUE(parse_namespace("Successful requests: 3").empty());
  EXPECT_TRUE(parse_namespace("Namespace(").empty());
  EXPECT_EQ(parse_namespace("Namespace(model='cut off")["model"], "'cut off");
}

Json figures_of(const std::string& text) {
  TextStream stream{make_memory_source(text), "bench.log"};
  const ConsoleBlocks found = parse_console_blocks(stream);
  return found.blocks.size() == 1 ? found.blocks.front().record : Json();
}

TEST(ConsoleBlock, CommasGroupThousandsAndNothingElse) {
  const Json figures = figures_of(
      "============ Serving Benchmark Result ============\nSuccessful requests: 1,000\n"
      "Output token throughput (tok/s): 62,86\nTotal token throughput (tok/s): 12,345.67\n"
      "==================================================\n");
  EXPECT_EQ(figures["completed"], 1000);
  EXPECT_EQ(figures["total_token_throughput"], 12345.67);
  EXPECT_TRUE(figures.value("output_throughput", Json()).is_null());
}

TEST(ConsoleBlock, ABlockInCommentsAndOneThatItsAuthorShortenedAreRead) {
  EXPECT_EQ(figures_of("# ============ Serving Benchmark Result ============\n# Successful requests: 8\n"
                       "# ==================================================\n")["completed"],
            8);
  EXPECT_EQ(figures_of("============ Serving Benchmark Result ============\nOutput token throughput (tok/s): 230.96\n"
                       "==================================================\n")["output_throughput"],
            230.96);
}

TEST(GoDuration, Spellings) {
  EXPECT_DOUBLE_EQ(parse_go_duration("4m45.5s").value(), 285.5);
  EXPECT_DOUBLE_EQ(parse_go_duration("1h2m3s").value(), 3723);
  EXPECT_DOUBLE_EQ(parse_go_duration("117.5ms").value(), 0.1175);
  EXPECT_DOUBLE_EQ(parse_go_duration("268µs").value(), 0.000268);
  EXPECT_EQ(parse_go_duration(""), std::nullopt);
  EXPECT_EQ(parse_go_duration("soon"), std::nullopt);
  EXPECT_EQ(parse_go_duration("5"), std::nullopt);
}

}  // namespace
}  // namespace llmbench::parsers
