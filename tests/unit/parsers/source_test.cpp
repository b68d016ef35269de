#include "llmbench/parsers/source.hpp"

#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

std::string whole(TextStream& stream) {
  std::string text;
  for (std::string_view piece = stream.next(); !piece.empty(); piece = stream.next()) text += piece;
  return text;
}

TextStream stream_of(std::string bytes) {
  return TextStream(make_memory_source(std::move(bytes)), "/data/run.json");
}

TEST(TextStream, GivesTheHeadFirstAndThenTheRest) {
  const std::string text(200'000, 'x');
  TextStream stream = stream_of(text);
  EXPECT_EQ(stream.head().size(), 64U * 1024U);
  EXPECT_EQ(whole(stream), text);
}

TEST(TextStream, NamesTheFileWithoutItsFolder) {
  EXPECT_EQ(stream_of("x").name(), "run.json");
  EXPECT_EQ(TextStream(make_memory_source("x"), "-").name(), "standard input");
}

TEST(TextStream, DropsTheByteOrderMark) {
  TextStream stream = stream_of("\xEF\xBB\xBF[]");
  EXPECT_EQ(stream.head(), "[]");
}

TEST(TextStream, ReadsUtf16OfPowerShell) {
  using namespace std::string_literals;
  TextStream little = stream_of("\xFF\xFE[\0\xE9\0\x3D\xD8\x00\xDE]\0"s);
  EXPECT_EQ(whole(little), "[\u00E9\U0001F600]");
  TextStream big = stream_of("\xFE\xFF\0[\0\xE9\xD8\x3D\xDE\x00\0]"s);
  EXPECT_EQ(whole(big), "[\u00E9\U0001F600]");
  TextStream without_mark = stream_of("[\0{\0}\0]\0"s);
  EXPECT_EQ(whole(without_mark), "[{}]");
  EXPECT_FALSE(without_mark.is_binary());
}

TEST(TextStream, AHalfSurrogatePairBecomesTheReplacementCharacter) {
  using namespace std::string_literals;
  TextStream stream = stream_of("\xFF\xFE\x3D\xD8x\0\x3D\xD8"s);
  EXPECT_EQ(whole(stream), "\uFFFDx\uFFFD");
}

TEST(TextStream, KnowsEmptyInput) {
  EXPECT_TRUE(stream_of("").is_empty());
  EXPECT_TRUE(stream_of(" \r\n\n").is_empty());
  EXPECT_FALSE(stream_of(" \n[").is_empty());
}

TEST(TextStream, KnowsBinaryInput) {
  using namespace std::string_literals;
  EXPECT_TRUE(stream_of("GGUF\x03\0\0\0text"s).is_binary());
  EXPECT_TRUE(stream_of(std::string(100, '\x01')).is_binary());
  EXPECT_FALSE(stream_of("\x1b[1mbold\x1b[0m caf\xE9\r\n").is_binary());
}

TEST(FileSource, SaysWhyAFileCannotBeRead) {
  try {
    (void)make_file_source("/nonexistent/run.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_input);
    EXPECT_STREQ(error.what(), "cannot read /nonexistent/run.json: No such file or directory");
  }
  EXPECT_THROW((void)make_file_source("/"), Error);
}

}  // namespace
}  // namespace llmbench::parsers
