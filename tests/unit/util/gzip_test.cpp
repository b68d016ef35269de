#include "llmbench/util/gzip.hpp"

#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

std::string numbers() {
  std::string text;
  for (int number = 0; number < 50000; ++number) text += std::to_string(number * 7919) + ",";
  return text;
}

TEST(Gzip, WriterAndReaderInPartsGiveTheSameBytes) {
  const std::string text = numbers();
  GzipWriter writer{1};
  std::string packed;
  for (std::size_t at = 0; at < text.size(); at += 1000)
    packed += writer.write(std::string_view{text}.substr(at, 1000));
  packed += writer.finish();
  EXPECT_EQ(gzip_decompress(packed, text.size()), text);

  GzipReader reader{text.size()};
  std::string read;
  for (std::size_t at = 0; at < packed.size(); at += 7) {
    reader.read(std::string_view{packed}.substr(at, 7), [&](std::string_view part) { read += part; });
  }
  reader.finish();
  EXPECT_EQ(read, text);
}

TEST(Gzip, MembersMayFollowEachOther) {
  GzipReader reader{100};
  std::string read;
  for (const std::string& packed : {gzip_compress("one ", 1), gzip_compress("two", 1)}) {
    reader.read(packed, [&](std::string_view part) { read += part; });
    reader.finish();
  }
  EXPECT_EQ(read, "one two");
  EXPECT_EQ(gzip_decompress(gzip_compress("one ", 1) + gzip_compress("two", 1), 100), "one two");
}

TEST(Gzip, TheSinkGetsEverythingUpToTheLimit) {
  GzipReader reader{5};
  std::string read;
  try {
    reader.read(gzip_compress("0123456789", 1), [&](std::string_view part) { read += part; });
    FAIL() << "ten bytes fit into five";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::too_large);
  }
  EXPECT_EQ(read, "01234");
}

TEST(Gzip, AnEarlyEndAndDamageAreSaid) {
  const std::string packed = gzip_compress(numbers(), 1);
  EXPECT_THROW((void)gzip_decompress(packed.substr(0, packed.size() - 1), 1'000'000), Error);
  EXPECT_THROW((void)gzip_decompress("", 1'000'000), Error);
  EXPECT_THROW((void)gzip_decompress("no gzip data", 1'000'000), Error);
  EXPECT_THROW((void)gzip_decompress(packed + "rest", 1'000'000), Error);
}

}  // namespace
}  // namespace llmbench
