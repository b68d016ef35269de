#include "parsers/serving/token_lengths.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

TEST(TokenLengths, RepeatsOfAWorkloadAgree) {
  EXPECT_EQ(rounded_length(1024), 1000);
  EXPECT_EQ(rounded_length(1000), 1000);
  EXPECT_EQ(rounded_length(1069.3), 1000);
  EXPECT_EQ(rounded_length(16384), 16000);
  EXPECT_EQ(rounded_length(128), 130);
  EXPECT_EQ(rounded_length(1), 1);
  EXPECT_EQ(rounded_length(0.2), 1);
}

TEST(TokenLengths, OtherWorkloadsDoNot) {
  EXPECT_NE(rounded_length(1024), rounded_length(1280));
  EXPECT_NE(rounded_length(128), rounded_length(160));
}

TEST(TokenLengths, MeansComeFromTotalsOfTheAnsweredRequests) {
  Json settings = Json::object();
  add_token_lengths({64, 8192, 65536}, settings);
  EXPECT_EQ(settings, (Json{{"mean_input_tokens_rounded", 130}, {"mean_output_tokens_rounded", 1000}}));
}

TEST(TokenLengths, AStatedLengthNeedsNoMean) {
  Json settings{{"random_input_len", 1000}};
  add_token_lengths({64, 64000, 6400}, settings);
  EXPECT_EQ(settings, (Json{{"random_input_len", 1000}, {"mean_output_tokens_rounded", 110}}));
}

TEST(TokenLengths, TheLengthOfAnotherDataSetStatesNothing) {
  Json settings{{"dataset_name", "sharegpt"}, {"random_input_len", 1024}};
  add_token_lengths({10, 2150, std::nullopt}, settings);
  EXPECT_EQ(settings["mean_input_tokens_rounded"], 220);
}

TEST(TokenLengths, NothingAnsweredHasNoLength) {
  Json settings = Json::object();
  add_token_lengths({0, 0, 0}, settings);
  add_token_lengths({std::nullopt, 8192, 8192}, settings);
  EXPECT_TRUE(settings.empty());
}

}  // namespace
}  // namespace llmbench::parsers
