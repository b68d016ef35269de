#include "http/body.hpp"

#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace llmbench::http {
namespace {

BodyLimits some_limits() {
  BodyLimits limits;
  limits.max_bytes = 10;
  limits.deadline = std::chrono::hours{1};
  limits.silence_limit = std::chrono::hours{1};
  return limits;
}

BodySource source_of(std::vector<std::string> parts, bool complete = true) {
  return [parts = std::move(parts), complete](const std::function<bool(std::string_view)>& sink) {
    for (const auto& part : parts) {
      if (!sink(part)) return false;
    }
    return complete;
  };
}

ErrorCode code_of(const BodySource& source, const Framing& framing, const BodyLimits& limits) {
  try {
    (void)read_body(source, framing, limits);
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "nothing was thrown";
  return ErrorCode::internal;
}

TEST(ReadBody, JoinsPartsUpToTheLimit) {
  EXPECT_EQ(read_body(source_of({"01234", "", "56789"}), {true, std::nullopt}, some_limits()), "0123456789");
}

TEST(ReadBody, OneByteMoreIsTooLarge) {
  EXPECT_EQ(code_of(source_of({"0123456789", "x"}), {true, std::nullopt}, some_limits()), ErrorCode::too_large);
}

TEST(ReadBody, AnnouncedTooLargeNeedsNoByte) {
  EXPECT_EQ(code_of(source_of({}, false), {true, 11}, some_limits()), ErrorCode::too_large);
}

TEST(ReadBody, WhatFollowsATooLargeBodyIsReadAndDropped) {
  int taken = 0;
  const BodySource source = [&](const std::function<bool(std::string_view)>& sink) {
    for (int part = 0; part < 50; ++part) {
      if (!sink("0123456789")) return false;
      ++taken;
    }
    return true;
  };
  EXPECT_EQ(code_of(source, {true, std::nullopt}, some_limits()), ErrorCode::too_large);
  EXPECT_EQ(taken, 50);
}

TEST(ReadBody, ABrokenConnectionIsNotATimeout) {
  EXPECT_EQ(code_of(source_of({"01"}, false), {true, 5}, some_limits()), ErrorCode::invalid_json);
  BodyLimits impatient = some_limits();
  impatient.silence_limit = std::chrono::milliseconds{0};
  EXPECT_EQ(code_of(source_of({"01"}, false), {true, 5}, impatient), ErrorCode::timeout);
}

TEST(ReadBody, SlowerThanDeadlineAndRateIsATimeout) {
  BodyLimits limits = some_limits();
  limits.deadline = std::chrono::milliseconds{0};  // then 5 bytes may take 0 ms at 64 KiB/s
  const BodySource source = [](const std::function<bool(std::string_view)>& sink) {
    const auto later = std::chrono::steady_clock::now() + std::chrono::milliseconds{2};
    while (std::chrono::steady_clock::now() < later) std::this_thread::yield();
    return sink("01234");
  };
  EXPECT_EQ(code_of(source, {true, 5}, limits), ErrorCode::timeout);
  limits.max_bytes = 100 << 20;  // 64 MiB may take 1024 s
  EXPECT_EQ(read_body(source, {true, 64 << 20}, limits), "01234");
}

TEST(ReadBody, AStoppingServerGivesUp) {
  std::atomic<bool> stopping{true};
  BodyLimits limits = some_limits();
  limits.stopping = &stopping;
  EXPECT_EQ(code_of(source_of({"01"}), {true, 2}, limits), ErrorCode::unavailable);
}

TEST(ReadBody, PartsBeforeTheLimitAreHandedOver) {
  std::string taken;
  try {
    read_body(source_of({"0123", "4567", "89xx"}), {true, std::nullopt}, some_limits(),
              [&](std::string_view part) { taken += part; });
    FAIL() << "twelve bytes fit into ten";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::too_large);
  }
  EXPECT_EQ(taken, "01234567");
}

TEST(ReadBody, WhatTheSinkThrowsIsThrownAndTheRestDropped) {
  int taken = 0;
  const BodySource source = [&](const std::function<bool(std::string_view)>& sink) {
    for (; taken < 5; ++taken) {
      if (!sink("0")) return false;
    }
    return true;
  };
  int calls = 0;
  EXPECT_THROW(read_body(source, {true, std::nullopt}, some_limits(),
                         [&](std::string_view) {
                           ++calls;
                           throw std::runtime_error("wrong");
                         }),
               std::runtime_error);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(taken, 5);
}

TEST(ReadBody, TheTimeOfTheSinkIsNotTheClients) {
  BodyLimits limits = some_limits();
  limits.deadline = std::chrono::milliseconds{200};
  std::string taken;
  read_body(source_of({"0", "1", "2"}), {true, std::nullopt}, limits, [&](std::string_view part) {
    taken += part;
    std::this_thread::sleep_for(std::chrono::milliseconds{150});
  });
  EXPECT_EQ(taken, "012");
}

}  // namespace
}  // namespace llmbench::http
