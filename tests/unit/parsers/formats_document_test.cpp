// docs/formats.md lists the formats of the program: all of them, no other, each once.

#include "support/base/paths.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace llmbench::parsers {
namespace {

/// The first cells of the document's tables that are a name in backticks.
std::vector<std::string> names_in_tables(const std::string& document) {
  std::vector<std::string> names;
  for (const std::string& line : split(document, '\n')) {
    if (!line.starts_with("| `")) continue;
    names.push_back(line.substr(3, line.find('`', 3) - 3));
  }
  return names;
}

TEST(FormatsDocument, NamesEveryFormatOfTheProgramOnce) {
  const auto document = testing::source_dir() / "docs" / "formats.md";
  std::vector<std::string> names;
  for (const auto& format : formats()) names.emplace_back(format->name());
  EXPECT_THAT(names_in_tables(testing::read_file(document)), ::testing::UnorderedElementsAreArray(names));
}

}  // namespace
}  // namespace llmbench::parsers
