// What the log says while the database is away.
#include "llmbench/db/pool.hpp"
#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

namespace llmbench::db {
namespace {

/// The lines of the default logger while it lives.
class CapturedLog {
 public:
  CapturedLog() : previous_(spdlog::default_logger()) {
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("captured", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)));
  }
  ~CapturedLog() { spdlog::set_default_logger(previous_); }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  [[nodiscard]] int count(const std::string& part) const {
    const std::string text = text_.str();
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
    return found;
  }

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> previous_;
};

ErrorCode code_of_query(Pool& pool) {
  try {
    pool.transact([](Transaction& tx) { tx.run({"test", "SELECT 1"}); });
  } catch (const Error& error) {
    return error.code();
  }
  throw std::runtime_error("no error was thrown");
}

TEST(PoolWithoutDatabase, SaysWhyItCannotConnectWithoutFillingTheLog) {
  constexpr int kAttempts = 100;
  PoolOptions nowhere;
  nowhere.url = "postgresql://user@127.0.0.1:1/none";
  Pool first{nowhere};
  Pool second{nowhere};
  const CapturedLog log;
  for (int n = 0; n < kAttempts; ++n) {
    EXPECT_EQ(code_of_query(first), ErrorCode::unavailable);
    EXPECT_FALSE(first.ping(std::chrono::seconds{1}));
  }
  const int lines = log.count("connecting failed");
  EXPECT_GE(lines, 1);
  EXPECT_LE(lines, kAttempts / 4) << "one is usual; a machine that stalls for seconds may have several";

  EXPECT_EQ(code_of_query(second), ErrorCode::unavailable);
  EXPECT_GT(log.count("connecting failed"), lines) << "each pool has a count of its own";
}

}  // namespace
}  // namespace llmbench::db
