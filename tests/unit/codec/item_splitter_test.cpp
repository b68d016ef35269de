// Items of a body are the same however the body was cut into parts.

#include "llmbench/codec/item_splitter.hpp"

#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace llmbench::codec {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Cut {
  std::vector<std::string> items;
  std::vector<std::size_t> lines;
  std::vector<bool> too_large;
  std::string error;  ///< "" = the body was whole
};

/// Feeds parts of `part_size` bytes.
Cut cut(const std::string& body, std::size_t part_size, std::size_t max_item = 100, BodyKind kind = BodyKind::lines) {
  Cut result;
  ItemSplitter splitter{kind, max_item, [&](const BodyItem& item) {
                          EXPECT_EQ(item.index, result.items.size());
                          result.items.emplace_back(item.text);
                          result.lines.push_back(item.line);
                          result.too_large.push_back(item.too_large);
                        }};
  try {
    for (std::size_t at = 0; at < body.size(); at += part_size) {
      splitter.feed(std::string_view{body}.substr(at, part_size));
    }
    splitter.finish();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_json);
    result.error = error.what();
  }
  return result;
}

class ItemSplitterParts : public ::testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(PartSizes, ItemSplitterParts, ::testing::Values(1, 2, 3, 7, 1000));

TEST_P(ItemSplitterParts, LinesAreItemsAndBlankOnesAreNotCounted) {
  const Cut result = cut("{\"a\":1}\n\n  {\"b\":[1,\n \t\r\n[2]\r\n{\"c\":3}", GetParam());
  EXPECT_THAT(result.items, ElementsAre("{\"a\":1}", "{\"b\":[1,", "[2]", "{\"c\":3}"));
  EXPECT_THAT(result.lines, ElementsAre(1U, 3U, 5U, 6U));
  EXPECT_EQ(result.error, "");
}

TEST_P(ItemSplitterParts, ElementsOfAnArrayAreItems) {
  const Cut result = cut(" [ {\"a\":[1,2,{}]} ,\n{\"b\":\"],}{[\"},\"x\\\"],\\\\\", 7\n] \n", GetParam());
  EXPECT_THAT(result.items, ElementsAre("{\"a\":[1,2,{}]}", "{\"b\":\"],}{[\"}", "\"x\\\"],\\\\\"", "7"));
  EXPECT_THAT(result.lines, ElementsAre(1U, 2U, 2U, 2U));
  EXPECT_EQ(result.error, "");
}

TEST_P(ItemSplitterParts, AByteOrderMarkIsSkipped) {
  EXPECT_THAT(cut("\xEF\xBB\xBF{\"a\":1}\n", GetParam()).items, ElementsAre("{\"a\":1}"));
  EXPECT_THAT(cut("\xEF\xBB\xBF[{\"a\":1}]", GetParam()).items, ElementsAre("{\"a\":1}"));
}

TEST_P(ItemSplitterParts, ATooLargeItemIsNamedAndTheNextOneRead) {
  const std::string large(20, 'x');
  const Cut lines = cut("1\n" + large + "\n22\n", GetParam(), 10);
  EXPECT_THAT(lines.items, ElementsAre("1", "", "22"));
  EXPECT_THAT(lines.too_large, ElementsAre(false, true, false));
  const Cut array = cut("[1,{\"" + large + "\":[]},22]", GetParam(), 10);
  EXPECT_THAT(array.items, ElementsAre("1", "", "22"));
  EXPECT_THAT(array.too_large, ElementsAre(false, true, false));
}

TEST_P(ItemSplitterParts, ABrokenArrayKeepsWhatIsBeforeAndNamesThePlace) {
  EXPECT_THAT(cut("[{\"a\":1},\n{\"b\":2", GetParam()).items, ElementsAre("{\"a\":1}"));
  EXPECT_EQ(cut("[{\"a\":1},\n{\"b\":2", GetParam()).error, "the body ends inside the array at line 2, byte 16");
  EXPECT_EQ(cut("[1", GetParam()).error, "the body ends inside the array at line 1, byte 2");
  EXPECT_EQ(cut("[1]\n[2]", GetParam()).error, "something follows the end of the array at line 2, byte 4");
  EXPECT_EQ(cut("[1}]", GetParam()).error, "a bracket closes what was not opened at line 1, byte 2");
  EXPECT_EQ(cut("[1,]", GetParam()).error, "an item is missing behind the comma at line 1, byte 3");
  EXPECT_EQ(cut("[,1]", GetParam()).error, "an item is missing before the comma at line 1, byte 1");
}

TEST_P(ItemSplitterParts, AnObjectOverSeveralLinesIsNotItsLines) {
  for (const char* body : {"{\n \"a\":1\n}\n", "\n{\"a\":\n1}", "{\"a\":\"\\\"}\n", "{\"a"}) {
    const Cut result = cut(body, GetParam(), 100, BodyKind::json);
    EXPECT_THAT(result.items, IsEmpty()) << body;
    EXPECT_THAT(result.error, HasSubstr("one JSON object over several lines")) << body;
    EXPECT_EQ(cut(body, GetParam()).error, "") << "lines stand alone when they are announced: " << body;
  }
}

TEST_P(ItemSplitterParts, WholeDocumentsAreLinesWhateverTheyAreCalled) {
  const Cut result = cut("{\"a\":\"{\\\\\"}\n{\"b\":\n{}\n", GetParam(), 100, BodyKind::json);
  EXPECT_THAT(result.items, ElementsAre("{\"a\":\"{\\\\\"}", "{\"b\":", "{}"));
  EXPECT_EQ(result.error, "");
  EXPECT_THAT(cut("[\n{\n\"a\":1\n}\n]", GetParam(), 100, BodyKind::json).items, ElementsAre("{\n\"a\":1\n}"));
}

TEST(ItemSplitter, EmptyBodiesHaveNoItems) {
  EXPECT_THAT(cut("[]", 1).items, IsEmpty());
  EXPECT_EQ(cut("[]", 1).error, "");
  EXPECT_THAT(cut(" \n\n", 1).items, IsEmpty());
  ItemSplitter splitter{BodyKind::lines, 10, [](const BodyItem&) {}};
  splitter.feed(" \n");
  EXPECT_FALSE(splitter.has_begun());
  splitter.feed("[");
  EXPECT_TRUE(splitter.has_begun());
}

}  // namespace
}  // namespace llmbench::codec
