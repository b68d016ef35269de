// Programs that hold the tests of many files: `--source=export_test.cpp` runs those of one file. ctest starts the
// program once a file, so that every file has its own process and PostgreSQL.

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace {

constexpr std::string_view kSourceOption = "--source=";

/// What gtest left of the arguments. nullopt when something else than one --source is among them.
std::optional<std::string> source_of(int argc, char** argv) {
  if (argc == 1) return "";
  const std::string_view argument = argv[1];
  if (argc != 2 || !argument.starts_with(kSourceOption) || argument == kSourceOption) return std::nullopt;
  return std::string(argument.substr(kSourceOption.size()));
}

/// Names of the tests that stand in the file, as --gtest_filter takes them; "" when there is none.
std::string tests_in(const std::string& source) {
  std::string filter;
  const auto& program = *testing::UnitTest::GetInstance();
  for (int i = 0; i < program.total_test_suite_count(); ++i) {
    const auto& suite = *program.GetTestSuite(i);
    for (int k = 0; k < suite.total_test_count(); ++k) {
      const auto& test = *suite.GetTestInfo(k);
      if (std::filesystem::path{test.file()}.filename() != source) continue;
      if (!filter.empty()) filter += ':';
      filter += std::string(suite.name()) + '.' + test.name();
    }
  }
  return filter;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const auto source = source_of(argc, argv);
  if (!source) {
    std::fprintf(stderr, "usage: %s [--source=NAME_test.cpp] [--gtest_...]\n", argv[0]);
    return 2;
  }
  if (source->empty()) return RUN_ALL_TESTS();
  if (GTEST_FLAG_GET(filter) != "*") {
    std::fprintf(stderr, "--source and --gtest_filter exclude each other\n");
    return 2;
  }
  const std::string filter = tests_in(*source);
  if (filter.empty()) {
    std::fprintf(stderr, "no test of this program is in a file named %s\n", source->c_str());
    return 2;
  }
  GTEST_FLAG_SET(filter, filter);
  return RUN_ALL_TESTS();
}
