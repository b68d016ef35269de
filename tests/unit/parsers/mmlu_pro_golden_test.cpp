// Every tests/fixtures/mmlu-pro/<case>.in is read and compared with <case>.expected.json. After a wanted change:
//   LLMBENCH_WRITE_GOLDEN=1 build/dev/bin/unit_parsers --gtest_filter='*MmluProGolden*'
// writes the expectations anew; read the difference before committing it.

#include "support/base/paths.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace llmbench::parsers {
namespace {

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(testing::fixtures_dir() / "mmlu-pro")) {
    if (entry.path().extension() == ".in") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

OrderedJson describe(const ReadResult& result) {
  OrderedJson json;
  json["scores"] = OrderedJson::array();
  for (const auto& scores : result.scores) {
    OrderedJson uploads = OrderedJson::array();
    for (const auto& score : scores.scores) uploads.push_back(codec::encode_score(score));
    json["scores"].push_back(
        {{"model_name", scores.model_name},
         {"quantization", scores.quantization},
         {"timestamp", scores.timestamp ? OrderedJson(format_rfc3339(*scores.timestamp)) : nullptr},
         {"context", OrderedJson(scores.context)},
         {"uploads", std::move(uploads)}});
  }
  json["messages"] = OrderedJson::array();
  for (const auto& message : result.messages) {
    json["messages"].push_back(message.place.empty() ? message.text : message.place + ": " + message.text);
  }
  json["partial"] = result.partial;
  json["records_read"] = result.records_read;
  json["records_dropped"] = result.records_dropped;
  return json;
}

OrderedJson read_case(const std::string& name) {
  const auto path = testing::fixtures_dir() / "mmlu-pro" / (name + ".in");
  TextStream stream{make_memory_source(testing::read_file(path)), name + ".in"};
  ReadOptions options;
  options.model_name = "Example/Model-7B";
  options.quantization = "Q4_K_M";
  try {
    return describe(read_as(*find_format("mmlu-pro"), stream, options));
  } catch (const Error& error) {
    return {{"refused", error.what()}};
  }
}

class MmluProGolden : public ::testing::TestWithParam<std::string> {};

TEST_P(MmluProGolden, ReadsAsExpected) {
  const auto expected_path = testing::fixtures_dir() / "mmlu-pro" / (GetParam() + ".expected.json");
  const std::string actual = read_case(GetParam()).dump(1) + "\n";
  if (std::getenv("LLMBENCH_WRITE_GOLDEN") != nullptr) std::ofstream{expected_path} << actual;
  EXPECT_EQ(actual, testing::read_file(expected_path));
}
INSTANTIATE_TEST_SUITE_P(Fixtures, MmluProGolden, ::testing::ValuesIn(cases()),
                         [](const auto& parameter) { return parameter.param; });

}  // namespace
}  // namespace llmbench::parsers
