#include "db/array_text.hpp"

#include "llmbench/db/statement.hpp"
#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::db {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

TEST(ParseArray, ReadsWhatPostgresWrites) {
  EXPECT_THAT(parse_array("{}"), IsEmpty());
  EXPECT_THAT(parse_array("{1,2.5}"), ElementsAre(Optional(std::string{"1"}), Optional(std::string{"2.5"})));
  EXPECT_THAT(parse_array(R"({a,NULL,"NULL","b\"c","d\\e","","f,g","{h}"})"),
              ElementsAre(Optional(std::string{"a"}), std::nullopt, Optional(std::string{"NULL"}),
                          Optional(std::string{"b\"c"}), Optional(std::string{"d\\e"}), Optional(std::string{""}),
                          Optional(std::string{"f,g"}), Optional(std::string{"{h}"})));
}

TEST(ParseArray, ReadsWhatArrayLiteralWrites) {
  const std::vector<std::optional<std::string>> values{"a b", "\"", "\\", "", "NULL", std::nullopt, "{,}", "ü\n"};
  EXPECT_EQ(parse_array(array_literal(values)), values);
}

TEST(ParseArray, RefusesEverythingElse) {
  for (const char* text : {"", "{", "}", "{1", "{1,", "{1,}", "{,1}", "{1}2", "{\"a}", "{\"a\\", "{{1},{2}}",
                           "[0:1]={1,2}", "1,2", "{a\"b}"}) {
    EXPECT_THROW((void)parse_array(text), Error) << text;
  }
}

}  // namespace
}  // namespace llmbench::db
