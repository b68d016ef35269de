#include "llmbench/util/version.hpp"

#include "support/base/paths.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench {
namespace {

TEST(Version, IsTheOneOfTheBuild) {
  const auto text = testing::read_file(testing::fixtures_dir().parent_path().parent_path() / "CMakeLists.txt");
  EXPECT_THAT(text, ::testing::HasSubstr("project(llm-benchmark VERSION " + std::string{kVersion} + " "));
}

}  // namespace
}  // namespace llmbench
