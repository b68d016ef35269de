#include "db/errors.hpp"

#include <gtest/gtest.h>

namespace llmbench::db {
namespace {

struct Expected {
  const char* sqlstate;
  ErrorCode code;
  Aftermath aftermath;
};

class SqlState : public ::testing::TestWithParam<Expected> {};

TEST_P(SqlState, HasACodeAndAnAftermath) {
  const Failure failure = failure_of_sqlstate(GetParam().sqlstate, "detail of the server");
  EXPECT_EQ(failure.code, GetParam().code);
  EXPECT_EQ(failure.aftermath, GetParam().aftermath);
  EXPECT_EQ(failure.sqlstate, GetParam().sqlstate);
  EXPECT_EQ(failure.message.find("detail"), std::string::npos) << "details are for the log";
}

INSTANTIATE_TEST_SUITE_P(Table, SqlState,
                         ::testing::Values(Expected{"40001", ErrorCode::unavailable, Aftermath::retry},
                                           Expected{"40P01", ErrorCode::unavailable, Aftermath::retry},
                                           Expected{"40003", ErrorCode::unavailable, Aftermath::drop},
                                           Expected{"08006", ErrorCode::unavailable, Aftermath::drop},
                                           Expected{"57P01", ErrorCode::unavailable, Aftermath::drop},
                                           Expected{"57014", ErrorCode::timeout, Aftermath::reuse},
                                           Expected{"55P03", ErrorCode::timeout, Aftermath::reuse},
                                           Expected{"25P03", ErrorCode::timeout, Aftermath::drop},
                                           Expected{"53100", ErrorCode::unavailable, Aftermath::reuse},
                                           Expected{"53300", ErrorCode::unavailable, Aftermath::drop},
                                           Expected{"54000", ErrorCode::too_large, Aftermath::reuse},
                                           Expected{"2BP01", ErrorCode::conflict, Aftermath::reuse},
                                           Expected{"42501", ErrorCode::unavailable, Aftermath::reuse},
                                           Expected{"23505", ErrorCode::conflict, Aftermath::reuse},
                                           Expected{"23503", ErrorCode::conflict, Aftermath::reuse},
                                           Expected{"23514", ErrorCode::invalid_input, Aftermath::reuse},
                                           Expected{"23502", ErrorCode::invalid_input, Aftermath::reuse},
                                           Expected{"22003", ErrorCode::invalid_input, Aftermath::reuse},
                                           Expected{"22P05", ErrorCode::invalid_input, Aftermath::reuse},
                                           Expected{"22P02", ErrorCode::internal, Aftermath::reuse},
                                           Expected{"42P01", ErrorCode::internal, Aftermath::reuse},
                                           Expected{"25P02", ErrorCode::internal, Aftermath::reuse},
                                           Expected{"XX000", ErrorCode::internal, Aftermath::drop},
                                           Expected{"", ErrorCode::internal, Aftermath::drop}));

TEST(FailureOfCurrentException, OurOwnErrorsPass) {
  const auto translate = [] {
    try {
      throw Error{ErrorCode::not_found, "no such run"};
    } catch (...) {
      (void)failure_of_current_exception();
    }
  };
  EXPECT_THROW(translate(), Error);
}

TEST(FailureOfCurrentException, UnknownOnesDropTheConnection) {
  try {
    throw std::logic_error("driver misused");
  } catch (...) {
    const Failure failure = failure_of_current_exception();
    EXPECT_EQ(failure.code, ErrorCode::internal);
    EXPECT_EQ(failure.aftermath, Aftermath::drop);
    EXPECT_EQ(failure.detail, "driver misused");
  }
}

}  // namespace
}  // namespace llmbench::db
