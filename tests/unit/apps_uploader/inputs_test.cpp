#include "apps/uploader/inputs.hpp"

#include "apps/uploader/progress.hpp"
#include "unit/apps_uploader/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace llmbench::uploader {
namespace {

using ::testing::ElementsAre;

using InputsTest = TemporaryFolder;

TEST_F(InputsTest, AFolderIsEverythingBelowItInTheOrderOfNames) {
  write("b.json", "");
  write("a/deep/c.jsonl", "");
  write("a/report.txt", "");
  write("a/.hidden.json", "");
  write(".git/d.json", "");
  write("README.md", "");
  write("model.gguf", "");
  const Inputs inputs = expand_inputs({folder.string()});
  EXPECT_THAT(inputs.files, ElementsAre((folder / "a/deep/c.jsonl").string(), (folder / "a/report.txt").string(),
                                        (folder / "b.json").string()));
  EXPECT_THAT(inputs.doubtful, ElementsAre((folder / "README.md").string()));
  EXPECT_EQ(inputs.skipped, 1U);
}

TEST_F(InputsTest, WhatIsNamedIsTakenWhateverItIsCalled) {
  write("model.gguf", "");
  const std::string named = (folder / "model.gguf").string();
  const std::string missing = (folder / "missing").string();
  EXPECT_THAT(expand_inputs({named, "-", missing}).files, ElementsAre(named, "-", missing));
}

TEST(ProgressText, SaysHowFarItIs) {
  Tally::Row total;
  total.stored = 12;
  EXPECT_EQ(progress_text(5, 10, total), "[############............] 5/10 files, 12 stored");
  total.known = 3;
  total.refused = 1;
  EXPECT_EQ(progress_text(10, 10, total),
            "[########################] 10/10 files, 12 stored, 3 already stored, 1 refused");
}

}  // namespace
}  // namespace llmbench::uploader
