#include "llmbench/http/message.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <typename Action>
Error error_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error{ErrorCode::internal, "nothing was thrown"};
}

TEST(Query, ListsSplitOnRawCommasBeforeDecoding) {
  const Query query{"models=a%2Cb,c&models=d+e"};
  EXPECT_THAT(query.list("models"), ElementsAre("a,b", "c", "d e"));
}

TEST(Query, EmptyElementsAreKeptOutOfLists) {
  const Query query{"lora=&models=,a,,b,"};
  EXPECT_THAT(query.list("lora"), IsEmpty());
  EXPECT_EQ(query.find("lora"), "");
  EXPECT_THAT(query.list("models"), ElementsAre("a", "b"));
}

TEST(Query, ScalarGivenTwiceIsAnError) {
  const Query query{"limit=1&limit=2"};
  const Error error = error_of([&] { (void)query.find("limit"); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_query);
  EXPECT_THAT(error.fields(), ElementsAre(FieldError{"limit", "is given twice"}));
}

TEST(Query, AbsentIsNotEmpty) {
  const Query query{"a"};
  EXPECT_EQ(query.find("b"), std::nullopt);
  EXPECT_EQ(query.find("a"), "");
  EXPECT_TRUE(query.has("a"));
  EXPECT_FALSE(query.has("b"));
}

TEST(Query, DecodesOnce) {
  EXPECT_EQ(Query{"a=%2541"}.find("a"), "%41");
}

TEST(Query, BrokenEscapesNulAndInvalidUtf8AreRefusedTogether) {
  const Error error = error_of([] { const Query query{"a=%G1&b=x%00y&c=%FF&d=fine&e=%2"}; });
  EXPECT_EQ(error.code(), ErrorCode::invalid_query);
  ASSERT_EQ(error.fields().size(), 4U);
  EXPECT_EQ(error.fields()[0].path, "a");
  EXPECT_EQ(error.fields()[1].message, "the query parameter 'b' contains a NUL character");
  EXPECT_EQ(error.fields()[2].message, "the query parameter 'c' is not valid UTF-8");
  EXPECT_EQ(error.fields()[3].path, "e");
}

TEST(Query, UnknownParametersAreNamedWithTheNearestKnownOne) {
  const Query query{"min_sped=3&zzzzzzzz=1&sort=speed"};
  const Error error = error_of([&] { query.refuse_unknown({"min_speed", "sort"}); });
  EXPECT_EQ(error.code(), ErrorCode::invalid_query);
  EXPECT_THAT(
      error.fields(),
      ElementsAre(FieldError{"min_sped", "is not a query parameter of this endpoint; did you mean 'min_speed'?"},
                  FieldError{"zzzzzzzz", "is not a query parameter of this endpoint"}));
  EXPECT_NO_THROW(query.refuse_unknown({"min_sped", "zzzzzzzz", "sort"}));
}

TEST(ErrorResponse, HasTheShapeOfTheContract) {
  const Response response = error_response(
      Error{ErrorCode::invalid_input, "one field is wrong", {{"scores[3].value", "must be >= 0"}}}, "r-1");
  EXPECT_EQ(response.status, 422);
  Json body = parse_json(response.body);
  EXPECT_TRUE(body["timestamp"].is_string());
  body.erase("timestamp");
  EXPECT_EQ(body, parse_json(R"({"error":"one field is wrong","code":"invalid_input","request_id":"r-1",
                                 "details":[{"path":"scores[3].value","message":"must be >= 0"}]})"));
}

TEST(ErrorResponse, ExtrasOfSeedEndpointsAreMergedOverTheShape) {
  const Response response = error_response(Error{ErrorCode::invalid_input, "no model name"}, "r-1",
                                           R"({"success":false,"test_run_id":null,"error":"Validation error: x"})");
  const Json body = parse_json(response.body);
  EXPECT_EQ(body["success"], false);
  EXPECT_TRUE(body["test_run_id"].is_null());
  EXPECT_EQ(body["error"], "Validation error: x");
  EXPECT_EQ(body["code"], "invalid_input");
}

TEST(ErrorResponse, UnavailableSaysWhenToRetry) {
  const Response response = error_response(Error{ErrorCode::unavailable, "busy"}, "r-1");
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.headers, ElementsAre(std::pair<std::string, std::string>{"Retry-After", "1"}));
}

TEST(Query, GivesItselfAgainWithoutSomeParameters) {
  const Query query{"a=x%2Cy&%63ursor=1&b=&limit=5&&c"};
  EXPECT_EQ(query.raw_without({"cursor", "limit"}), "a=x%2Cy&b=&c=");
  EXPECT_EQ(Query{"limit=5"}.raw_without({"limit"}), "");
}

}  // namespace
}  // namespace llmbench::http
