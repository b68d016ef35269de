// `llm-benchmark-api openapi` prints the description of this version, without a database, and docs/openapi.json is it.

#include "support/base/paths.hpp"
#include "support/process.hpp"

#include "llmbench/util/json.hpp"

#include <gtest/gtest.h>

namespace llmbench::testing {
namespace {

TEST(OpenApiCommand, PrintsTheDescriptionWithoutADatabase) {
  const auto result = run_process(bin_dir() / "llm-benchmark-api", {{"openapi"}, {{"DATABASE_URL", std::nullopt}}});
  ASSERT_EQ(result.exit_code, 0) << result.error_output;
  EXPECT_EQ(parse_json(result.output)["openapi"], "3.1.0");
}

TEST(OpenApiCommand, TheCommittedDescriptionIsCurrent) {
  const auto program = bin_dir() / "llm-benchmark-api";
  const auto result = run_process(program, {{"openapi"}, {{"DATABASE_URL", std::nullopt}}});
  const bool current = result.output == read_file(source_dir() / "docs" / "openapi.json");
  EXPECT_TRUE(current) << "the routes have changed; run: " << program.string() << " openapi > docs/openapi.json";
}

}  // namespace
}  // namespace llmbench::testing
