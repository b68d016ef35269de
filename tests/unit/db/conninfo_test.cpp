#include "db/conninfo.hpp"

#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::db {
namespace {

using ::testing::HasSubstr;

ConnectionParameters read(const std::string& url) {
  PoolOptions options;
  options.url = url;
  return connection_parameters(options);
}

TEST(ConnectionParameters, DefaultsFillWhatTheUrlLeavesOut) {
  const auto parameters = read("postgresql://me@example.org:5433/results");
  EXPECT_EQ(parameters.at("host"), "example.org");
  EXPECT_EQ(parameters.at("port"), "5433");
  EXPECT_EQ(parameters.at("dbname"), "results");
  EXPECT_EQ(parameters.at("connect_timeout"), "5");
  EXPECT_EQ(parameters.at("application_name"), "llm-benchmark-api");
  EXPECT_EQ(parameters.at("keepalives_idle"), "30");
}

TEST(ConnectionParameters, WhatTheUrlSaysStays) {
  const auto parameters = read("postgresql:///db?host=%2Frun%2Fx&connect_timeout=30&application_name=mine");
  EXPECT_EQ(parameters.at("host"), "/run/x");
  EXPECT_EQ(parameters.at("connect_timeout"), "30");
  EXPECT_EQ(parameters.at("application_name"), "mine");
}

TEST(ConnectionParameters, KeyValueStringsWork) {
  EXPECT_EQ(read("host=/run/x dbname='my db'").at("dbname"), "my db");
}

TEST(ConnectionParameters, AnUnreadableOneIsNotRepeated) {
  try {
    (void)read("postgresql://me:hunter2@[::1/x");
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::invalid_input);
    EXPECT_EQ(std::string{e.what()}.find("hunter2"), std::string::npos);
  }
}

TEST(ConnectionString, QuotesSurviveTheRoundTrip) {
  const ConnectionParameters parameters{{"dbname", "it's"}, {"password", "back\\slash 'n quote"}};
  const auto again = read(connection_string(parameters));
  EXPECT_EQ(again.at("dbname"), "it's");
  EXPECT_EQ(again.at("password"), "back\\slash 'n quote");
}

TEST(SessionSetup, HasEveryTimeout) {
  PoolOptions options;
  options.statement_timeout = std::chrono::milliseconds{1234};
  const std::string sql = session_setup(options);
  EXPECT_THAT(sql, HasSubstr("'statement_timeout', '1234'"));
  EXPECT_THAT(sql, HasSubstr("'lock_timeout', '30000'"));
  EXPECT_THAT(sql, HasSubstr("'idle_in_transaction_session_timeout', '60000'"));
}

}  // namespace
}  // namespace llmbench::db
