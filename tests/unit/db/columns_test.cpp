#include "llmbench/db/columns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::db {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

TEST(Columns, AreTheValuesOfEveryRow) {
  const auto columns = columns_of({Params{}.add(1).add("a").add(std::vector<std::string>{"x"}).add(std::nullopt),
                                   Params{}.add(2).add("NULL").add(std::vector<std::string>{}).add(true)});
  EXPECT_THAT(columns.values(),
              ElementsAre(Optional(std::string{R"({"1","2"})"}), Optional(std::string{R"({"a","NULL"})"}),
                          Optional(std::string{R"({"{\"x\"}","{}"})"}), Optional(std::string{R"({NULL,"t"})"})));
}

TEST(Columns, OfNoRowsAreNone) {
  EXPECT_THAT(columns_of({}).values(), IsEmpty());
}

}  // namespace
}  // namespace llmbench::db
