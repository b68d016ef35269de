#include "llmbench/http/listen_address.hpp"

#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

namespace llmbench::http {
namespace {

TEST(ListenAddress, KnowsWhatOnlyThisMachineCanReach) {
  for (const char* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.3.2.1", "::1", "[::1]"}) {
    EXPECT_TRUE(resolve_listen_address(host).is_loopback) << host;
  }
  for (const char* host : {"0.0.0.0", "::", "[::]", "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"}) {
    EXPECT_FALSE(resolve_listen_address(host).is_loopback) << host;
  }
}

TEST(ListenAddress, IsPrintedAsInAUrl) {
  EXPECT_EQ(resolve_listen_address("localhost").in_url(), "127.0.0.1");
  EXPECT_EQ(resolve_listen_address("[::]").in_url(), "[::]");
  EXPECT_EQ(resolve_listen_address("0.0.0.0").in_url(), "0.0.0.0");
}

TEST(ListenAddress, RefusesWhatDoesNotResolve) {
  for (const char* host : {"", " ", "no such host", "256.1.1.1.1", "nowhere.invalid", "http://localhost"}) {
    try {
      (void)resolve_listen_address(host);
      ADD_FAILURE() << host << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_input);
      EXPECT_NE(std::string{error.what()}.find("--host"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace llmbench::http
