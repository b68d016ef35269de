// A cursor comes back from outside: whole, changed, or made up.
#include "service/grid/cursor.hpp"

#include <gtest/gtest.h>

namespace llmbench::service {
namespace {

using Fields = std::vector<std::string>;

TEST(Cursor, GivesBackItsFields) {
  const Fields fields{"1", "", "a:b", "1:x", "\xE6\x97\xA5"};
  EXPECT_EQ(decode_cursor(encode_cursor(fields), 5), fields);
  EXPECT_EQ(decode_cursor(encode_cursor(fields), 4), std::nullopt);
}

TEST(Cursor, IsRefusedWhenAnyCharacterWasChanged) {
  const std::string cursor = encode_cursor({"1", "mmlu_pro", "0"});
  for (std::size_t at = 0; at < cursor.size(); ++at) {
    for (const char other : {'A', 'z', '_', '='}) {
      std::string changed = cursor;
      changed[at] = other;
      if (changed == cursor) continue;
      // The last character may hold bits that belong to no byte; then the fields are the same.
      const auto fields = decode_cursor(changed, 3);
      EXPECT_TRUE(!fields || (at + 1 == cursor.size() && (*fields)[1] == "mmlu_pro")) << changed;
    }
  }
}

TEST(Cursor, IsRefusedWhenCut) {
  const std::string cursor = encode_cursor({"1", "mmlu_pro"});
  for (std::size_t size = 0; size < cursor.size(); ++size) {
    EXPECT_EQ(decode_cursor(cursor.substr(0, size), 2), std::nullopt) << size;
  }
}

TEST(Cursor, IsRefusedWhenAFieldIsNoText) {
  EXPECT_EQ(decode_cursor(encode_cursor({"1", "mmlu\xB5"}), 2), std::nullopt);
}

}  // namespace
}  // namespace llmbench::service
