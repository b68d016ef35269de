#include "pgembed/postmaster_file.hpp"

#include "pgembed/binaries.hpp"
#include "pgembed/layout.hpp"

#include <gtest/gtest.h>

namespace llmbench::pgembed {
namespace {

TEST(PostmasterFile, IsReadByLine) {
  const auto file = parse_postmaster_file(
      "4711\n/var/lib/x/postgres\n1700000000\n5432\n/run/llm-benchmark-abc\n\n  123   4\nready   \n");
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->pid, 4711);
  EXPECT_EQ(file->port, 5432);
  EXPECT_EQ(file->socket_dir, "/run/llm-benchmark-abc");
  EXPECT_EQ(file->status, "ready");
}

TEST(PostmasterFile, MayBeShortWhilePostgresStarts) {
  const auto file = parse_postmaster_file("4711\n/var/lib/x/postgres\n1700000000\n");
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->pid, 4711);
  EXPECT_TRUE(file->socket_dir.empty());
  EXPECT_TRUE(file->status.empty());
}

TEST(PostmasterFile, ASingleUserBackendWritesItsIdNegative) {
  EXPECT_EQ(parse_postmaster_file("-4711\n/x\n")->pid, 4711);
}

TEST(PostmasterFile, GarbageIsNone) {
  EXPECT_FALSE(parse_postmaster_file("").has_value());
  EXPECT_FALSE(parse_postmaster_file("zero\n").has_value());
  EXPECT_FALSE(parse_postmaster_file("0\n").has_value());
}

TEST(ParseMajorVersion, ReadsWhatPostgresPrints) {
  EXPECT_EQ(parse_major_version("postgres (PostgreSQL) 15.12 (Debian 15.12-0+deb12u2)\n"), 15);
  EXPECT_EQ(parse_major_version("postgres (PostgreSQL) 18beta1\n"), 18);
  EXPECT_EQ(parse_major_version("postgres (PostgreSQL) 9.6.24\n"), 9);
  EXPECT_EQ(parse_major_version("bash: postgres: command not found\n"), std::nullopt);
}

TEST(SocketUrl, EncodesEveryPart) {
  EXPECT_EQ(socket_url("/run/llm-benchmark-1", 5432, "llm_benchmark", "odd name"),
            "postgresql://llm_benchmark@/odd%20name?host=%2Frun%2Fllm-benchmark-1&port=5432");
}

}  // namespace
}  // namespace llmbench::pgembed
