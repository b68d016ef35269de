#include "llmbench/db/statement.hpp"
#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace llmbench::db {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(Params, EveryTypeHasPostgresText) {
  const Params params = Params{}
                            .add("text")
                            .add(true)
                            .add(-7)
                            .add(std::int64_t{5'000'000'000})
                            .add(0.1)
                            .add(std::nullopt)
                            .add(std::optional<int>{3})
                            .add(std::optional<double>{})
                            .add(*parse_uuid("00112233-4455-8677-8899-AABBCCDDEEFF"))
                            .add(*parse_time("2025-06-08T22:17:33.5Z"))
                            .add(std::vector<int>{1, 2});
  EXPECT_THAT(params.values(),
              ElementsAre(Optional(std::string{"text"}), Optional(std::string{"t"}), Optional(std::string{"-7"}),
                          Optional(std::string{"5000000000"}), Optional(std::string{"0.1"}), std::nullopt,
                          Optional(std::string{"3"}), std::nullopt,
                          Optional(std::string{"00112233-4455-8677-8899-aabbccddeeff"}),
                          Optional(std::string{"2025-06-08T22:17:33.500000Z"}), Optional(std::string{"{1,2}"})));
}

TEST(Params, RefusesWhatPostgresCannotStore) {
  EXPECT_THROW(Params{}.add(std::string{"a\0b", 3}), Error);
  EXPECT_THROW(Params{}.add("\xC3"), Error);
  EXPECT_THROW(Params{}.add(std::vector<std::string>{"fine", "\xFF"}), Error);
}

TEST(ArrayLiteral, QuotesEveryText) {
  EXPECT_EQ(array_literal(std::vector<std::string>{}), "{}");
  EXPECT_EQ(array_literal(std::vector<std::string>{"a", "b\"c", "d\\e", "", "NULL"}),
            R"({"a","b\"c","d\\e","","NULL"})");
}

TEST(ArrayLiteral, NumbersTimesAndNulls) {
  EXPECT_EQ(array_literal(std::vector<double>{1.5, 2, -0.1}), "{1.5,2,-0.1}");
  EXPECT_EQ(array_literal(std::vector<double>{std::numeric_limits<double>::infinity()}), "{Infinity}");
  EXPECT_EQ(array_literal(std::vector<bool>{true, false}), "{t,f}");
  EXPECT_EQ(array_literal(std::vector<TimePoint>{*parse_time("2025-06-08T22:17:33Z")}), "{2025-06-08T22:17:33Z}");
  EXPECT_EQ(array_literal(std::vector<std::optional<std::int64_t>>{1, std::nullopt}), "{1,NULL}");
  EXPECT_EQ(array_literal(std::vector<std::optional<std::string>>{"NULL", std::nullopt}), R"({"NULL",NULL})");
}

}  // namespace
}  // namespace llmbench::db
