#include "parsers/json_documents.hpp"

#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

using ::testing::HasSubstr;

JsonDocuments read_documents(const std::string& text, MessageLog& messages) {
  TextStream stream{make_memory_source(text), "results.json"};
  return read_json_documents(stream, messages);
}

TEST(JsonDocuments, OneObjectListsAndLinesAreEachReadWhole) {
  MessageLog messages;
  EXPECT_EQ(read_documents("{\"a\": {\"b\": 1}}", messages).documents.size(), 1U);
  EXPECT_EQ(read_documents("[{\"a\": 1}, {\"a\": 2}]", messages).documents.at(1).value["a"], 2);
  const JsonDocuments lines = read_documents("{\"a\": 1}\n\n{\"a\": 2}\n", messages);
  EXPECT_EQ(lines.documents.at(1).line, 3U);
  EXPECT_TRUE(messages.empty());
}

TEST(JsonDocuments, LogLinesAroundAreKeptApart) {
  MessageLog messages;
  const JsonDocuments read_in = read_documents("INFO starting {server}\n{\"a\": 1}\ndone\n", messages);
  EXPECT_EQ(read_in.documents.size(), 1U);
  EXPECT_THAT(read_in.outside, HasSubstr("done"));
  EXPECT_FALSE(read_in.partial);
}

TEST(JsonDocuments, BareInfinityIsUnknownWithAWarning) {
  MessageLog messages;
  const JsonDocuments read_in = read_documents("{\"request_rate\": Infinity, \"n\": 3}", messages);
  EXPECT_TRUE(read_in.documents.at(0).value["request_rate"].is_null());
  EXPECT_EQ(read_in.documents.at(0).value["n"], 3);
  EXPECT_THAT(messages.first_text(), HasSubstr("Infinity"));
}

TEST(JsonDocuments, ACutOffEndLeavesTheCompleteOnes) {
  MessageLog messages;
  const JsonDocuments read_in = read_documents("{\"a\": 1}\n{\"a\": 2, \"b\": [1, 2", messages);
  EXPECT_EQ(read_in.documents.size(), 1U);
  EXPECT_TRUE(read_in.partial);
  EXPECT_THAT(messages.first_text(), HasSubstr("cut off"));
}

TEST(JsonDocuments, NothingCompleteIsRefused) {
  MessageLog messages;
  EXPECT_THROW((void)read_documents("{\"a\": 1, \"b\": [", messages), Error);
  EXPECT_THROW((void)read_documents("no json at all", messages), Error);
}

}  // namespace
}  // namespace llmbench::parsers
