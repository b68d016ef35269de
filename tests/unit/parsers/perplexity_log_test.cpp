#include "parsers/llama_perplexity/log.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers::llama_perplexity {
namespace {

std::optional<Figure> estimate_of(const std::string& figure) {
  TextStream stream{make_memory_source("Final estimate: PPL = " + figure + "\n"), "perplexity.log"};
  return parse_logs(stream).front().final_estimate;
}

TEST(PerplexityFigure, EveryWayToWriteTheError) {
  for (const char* figure : {"5.9070 +/- 0.03328", "5.9070+/-0.03328", "5.9070 ± 0.03328", "5.9070±0.03328",
                             "5.9070 _ 0.03328", "5.9070 ? 0.03328"}) {
    const auto estimate = estimate_of(figure);
    ASSERT_TRUE(estimate.has_value()) << figure;
    EXPECT_EQ(estimate->value, 5.907) << figure;
    EXPECT_EQ(estimate->standard_error, 0.03328) << figure;
  }
  EXPECT_EQ(estimate_of("5.9070").value().standard_error, std::nullopt);
  EXPECT_EQ(estimate_of("nan +/- nan"), std::nullopt);
}

}  // namespace
}  // namespace llmbench::parsers::llama_perplexity
