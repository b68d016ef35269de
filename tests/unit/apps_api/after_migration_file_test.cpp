#include "apps/api/after_migration_file.hpp"

#include "support/base/paths.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <unistd.h>

namespace llmbench::apps {
namespace {

namespace fs = std::filesystem;

class AfterMigration : public ::testing::Test {
 protected:
  AfterMigration() : folder_(fs::temp_directory_path() / ("llmbench-after-" + std::to_string(::getpid()))) {
    fs::create_directory(folder_);
  }
  ~AfterMigration() override { fs::remove_all(folder_); }
  [[nodiscard]] std::string path() const { return (folder_ / "after.ndjson").string(); }

  fs::path folder_;
};

TEST_F(AfterMigration, WhatWasDiscardedIsNotInTheFile) {
  AfterMigrationFile file{path()};
  file.add("first\n");
  file.discard();
  EXPECT_TRUE(fs::is_empty(folder_));
  file.add("second\n");
  file.finish();
  EXPECT_EQ(testing::read_file(path()), "second\n");
  EXPECT_FALSE(fs::exists(path() + ".part"));
}

TEST_F(AfterMigration, AFinishedFileCanBeWrittenAnew) {
  AfterMigrationFile file{path()};
  file.add("first\n");
  file.finish();
  file.discard();
  file.add("second\n");
  file.finish();
  EXPECT_EQ(testing::read_file(path()), "second\n");
}

TEST_F(AfterMigration, NothingIsLeftOfAnUnfinishedFile) {
  {
    AfterMigrationFile file{path()};
    file.add("first\n");
  }
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace llmbench::apps
