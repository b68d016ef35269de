#include "llmbench/codec/reader.hpp"

#include "support/base/printers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::codec {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct ReaderTest : ::testing::Test {
  Findings findings;
  [[nodiscard]] std::vector<FieldError> errors() const { return findings.errors; }
};

TEST_F(ReaderTest, NullIsAbsentForOptionalFields) {
  const Json object = parse_json(R"({"text":null,"number":null,"flag":null,"list":null,"object":null})");
  Reader reader{object, "", findings};
  EXPECT_EQ(reader.find_string("text"), std::nullopt);
  EXPECT_EQ(reader.find_double("number"), std::nullopt);
  EXPECT_EQ(reader.find_bool("flag"), std::nullopt);
  EXPECT_EQ(reader.find_array("list", 3), nullptr);
  EXPECT_EQ(reader.find_object("object"), nullptr);
  EXPECT_THAT(errors(), IsEmpty());
}

TEST_F(ReaderTest, RequiredFieldsSayWhetherTheyAreAbsentOrNull) {
  const Json object = parse_json(R"({"name":null})");
  Reader reader{object, "", findings};
  EXPECT_EQ(reader.get_string("name"), "");
  EXPECT_EQ(reader.get_double("value"), 0.0);
  EXPECT_THAT(errors(),
              ElementsAre(FieldError{"name", "is required and must not be null"}, FieldError{"value", "is required"}));
}

TEST_F(ReaderTest, BlankTextIsNoRequiredText) {
  const Json object = parse_json(R"({"name":"  "})");
  Reader reader{object, "", findings};
  EXPECT_EQ(reader.get_string("name"), "  ");
  EXPECT_THAT(errors(), ElementsAre(FieldError{"name", "must not be empty"}));
}

TEST_F(ReaderTest, NeverConvertsOneTypeIntoAnother) {
  const Json object = parse_json(R"({"a":3.9,"b":true,"c":"5","d":7,"e":1,"f":[],"g":{}})");
  Reader reader{object, "", findings};
  EXPECT_EQ(reader.find_integer("a", 0, 10), std::nullopt);
  EXPECT_EQ(reader.find_integer("b", 0, 10), std::nullopt);
  EXPECT_EQ(reader.find_double("c"), std::nullopt);
  EXPECT_EQ(reader.find_string("d"), std::nullopt);
  EXPECT_EQ(reader.find_bool("e"), std::nullopt);
  EXPECT_EQ(reader.find_object("f"), nullptr);
  EXPECT_EQ(reader.find_array("g", 3), nullptr);
  EXPECT_THAT(
      errors(),
      ElementsAre(FieldError{"a", "must be a whole number, not 3.9"},
                  FieldError{"b", "must be a whole number, not true"}, FieldError{"c", "must be a number, not a text"},
                  FieldError{"d", "must be a text, not 7"}, FieldError{"e", "must be true or false, not 1"},
                  FieldError{"f", "must be an object, not an array"},
                  FieldError{"g", "must be an array, not an object"}));
}

TEST_F(ReaderTest, WholeDoublesAreIntegers) {
  const Json object = parse_json(R"({"a":24.0,"b":-3.0})");
  Reader reader{object, "", findings};
  EXPECT_EQ(reader.find_integer("a", 0, 100), 24);
  EXPECT_EQ(reader.find_integer("b", -5, 5), -3);
  EXPECT_THAT(errors(), IsEmpty());
}

TEST_F(ReaderTest, IntegersOutOfRangeDoNotWrap) {
  const Json object = parse_json(R"({"big":5000000000,"huge":18446744073709551615,"float":1e300,"negative":-1})");
  Reader reader{object, "", findings};
  EXPECT_EQ(reader.find_integer("big", 0, 2147483647), std::nullopt);
  EXPECT_EQ(reader.find_integer("huge", 0, INT64_MAX), std::nullopt);
  EXPECT_EQ(reader.find_integer("float", 0, INT64_MAX), std::nullopt);
  EXPECT_EQ(reader.find_integer("negative", 0, 9), std::nullopt);
  EXPECT_THAT(errors(), ElementsAre(FieldError{"big", "must be between 0 and 2147483647"},
                                    FieldError{"huge", "must be between 0 and 9223372036854775807"},
                                    FieldError{"float", "must be between 0 and 9223372036854775807"},
                                    FieldError{"negative", "must be between 0 and 9"}));
}

TEST_F(ReaderTest, LengthsAreCharactersNotBytes) {
  const Json object = parse_json(R"({"ok":"äöüß","long":"abcde"})");
  Reader reader{object, "", findings};
  EXPECT_EQ(reader.find_string("ok", 4), "äöüß");
  EXPECT_EQ(reader.find_string("long", 4), std::nullopt);
  EXPECT_THAT(errors(), ElementsAre(FieldError{"long", "must have at most 4 characters"}));
}

TEST_F(ReaderTest, RefusesNulCharacters) {
  const Json object{{"name", std::string("a\0b", 3)}};
  Reader reader{object, "", findings};
  EXPECT_EQ(reader.find_string("name"), std::nullopt);
  EXPECT_THAT(errors(), ElementsAre(FieldError{"name", "must not contain a NUL character"}));
}

TEST_F(ReaderTest, NamesTheWrongElementOfAnArray) {
  const Json object = parse_json(R"({"tags":["a",1],"samples":[1,null,3,"4"],"many":[1,2,3]})");
  Reader reader{object, "run", findings};
  EXPECT_EQ(reader.find_strings("tags", 10, 10), std::vector<std::string>{"a"});
  EXPECT_EQ(reader.find_doubles("samples", 10), (std::vector<double>{1, 3}));
  EXPECT_EQ(reader.find_doubles("many", 2), std::nullopt);
  EXPECT_THAT(errors(), ElementsAre(FieldError{"run.tags[1]", "must be a text, not 1"},
                                    FieldError{"run.samples[1]", "must be a number, not null"},
                                    FieldError{"run.samples[3]", "must be a number, not a text"},
                                    FieldError{"run.many", "must have at most 2 items, not 3"}));
}

TEST_F(ReaderTest, ReadsTimesAndIds) {
  const Json object = parse_json(R"({"at":"2025-06-08T22:17:33+02:00","bad":"yesterday","number":5,
                                     "id":"0197518B-6f1c-8d3e-9e55-0242ac120002","no_id":"7"})");
  Reader reader{object, "", findings};
  ASSERT_TRUE(reader.find_time("at"));
  EXPECT_EQ(reader.find_time("bad"), std::nullopt);
  EXPECT_EQ(reader.find_time("number"), std::nullopt);
  EXPECT_EQ(reader.find_uuid("no_id"), std::nullopt);
  EXPECT_EQ(format_rfc3339(*reader.find_time("at")), "2025-06-08T20:17:33Z");
  EXPECT_EQ(to_string(reader.find_uuid("id").value()), "0197518b-6f1c-8d3e-9e55-0242ac120002");
  EXPECT_THAT(errors(),
              ElementsAre(FieldError{"bad", "must be a time such as 2025-06-08T22:17:33Z"},
                          FieldError{"number", "must be a text, not 5"}, FieldError{"no_id", "must be a UUID"}));
}

TEST_F(ReaderTest, BoundsDocuments) {
  const Json object{{"small", {{"a", 1}}}, {"large", {{"text", std::string(2048, 'x')}}}};
  Reader reader{object, "", findings};
  EXPECT_EQ(reader.find_document("small", 1024), (Json{{"a", 1}}));
  EXPECT_EQ(reader.find_document("large", 1024), std::nullopt);
  EXPECT_THAT(errors(), ElementsAre(FieldError{"large", "must be at most 1 KiB of JSON"}));
}

TEST_F(ReaderTest, ReportsKeysNobodyAskedFor) {
  const Json object = parse_json(R"({"known":1,"colour":"red","nested":{"deep":[1]}})");
  {
    Reader reader{object, "hardware_config", findings};
    EXPECT_EQ(reader.find_double("known"), 1.0);
  }
  EXPECT_THAT(findings.unknown_paths, ElementsAre("hardware_config.colour", "hardware_config.nested"));
  EXPECT_EQ(findings.unknown_fields, parse_json(R"({"hardware_config.colour":"red",
                                                    "hardware_config.nested":{"deep":[1]}})"));
  EXPECT_THAT(errors(), IsEmpty());
}

TEST_F(ReaderTest, AnythingButAnObjectIsOneError) {
  const Json object = parse_json("[1,2]");
  {
    Reader reader{object, "performance_metrics[3]", findings};
    EXPECT_EQ(reader.get_string("metric_name"), "");
    EXPECT_EQ(reader.get_double("value"), 0.0);
  }
  EXPECT_THAT(errors(), ElementsAre(FieldError{"performance_metrics[3]", "must be an object, not an array"}));
  EXPECT_THAT(findings.unknown_paths, IsEmpty());
}

TEST_F(ReaderTest, LaterChecksDoNotRepeatAPath) {
  findings.errors = {{"model_name", "is required"}};
  findings.add_errors({{"model_name", "must not be empty"}, {"timestamp", "is in the future"}});
  EXPECT_THAT(errors(),
              ElementsAre(FieldError{"model_name", "is required"}, FieldError{"timestamp", "is in the future"}));
}

}  // namespace
}  // namespace llmbench::codec
