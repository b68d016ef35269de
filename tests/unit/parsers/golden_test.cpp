// Golden tests of every format: tests/fixtures/<format>/<case>.in is read and compared with <case>.expected.json;
// <case>.options.json, else the folder's default.options.json, holds what the user would say on the command line. After
// a wanted change
//   LLMBENCH_WRITE_GOLDEN=1 build/dev/bin/unit_parsers --gtest_filter='*Golden*'
// writes the expectations anew; read the difference before committing it.

#include "support/base/paths.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace llmbench::parsers {
namespace {

/// Folders of fixtures that are named after a format.
std::vector<std::filesystem::path> fixture_folders() {
  std::vector<std::filesystem::path> folders;
  for (const auto& format : formats()) {
    auto folder = testing::fixtures_dir() / std::string(format->name());
    if (std::filesystem::is_directory(folder)) folders.push_back(std::move(folder));
  }
  return folders;
}

std::vector<std::filesystem::path> find_cases() {
  std::vector<std::filesystem::path> cases;
  for (const auto& folder : fixture_folders()) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".in") cases.push_back(entry.path());
    }
  }
  std::ranges::sort(cases);
  return cases;
}

ReadOptions options_of(const std::filesystem::path& input) {
  ReadOptions options;
  auto file = input;
  file.replace_extension(".options.json");
  if (!std::filesystem::exists(file)) file = input.parent_path() / "default.options.json";
  if (!std::filesystem::exists(file)) return options;
  const Json json = parse_json(testing::read_file(file));
  const auto set = [&json](const char* name, auto& target) {
    if (json.contains(name)) target = json[name].get<typename std::decay_t<decltype(target)>::value_type>();
  };
  set("model_name", options.model_name);
  set("quantization", options.quantization);
  set("lora_adapter", options.lora_adapter);
  set("backend", options.backend);
  set("backend_version", options.backend_version);
  set("memory_gb", options.memory_gb);
  set("machine_name", options.machine_name);
  set("gpu_name", options.gpu_name);
  set("gpu_memory_gb", options.gpu_memory_gb);
  set("gpu_count", options.gpu_count);
  set("ram_gb", options.ram_gb);
  options.all_one_model = json.value("all_one_model", false);
  options.keep_paths = json.value("keep_paths", false);
  options.user_settings = json.value("user_settings", Json::object());
  options.score_context = json.value("score_context", Json::object());
  return options;
}

/// "tg128 @ d4096 120.5".
Json shown(const std::optional<SpeedPoint>& point) {
  return point ? Json(speed_test_name(*point, true) + " " + dump_json(Json(point->value))) : Json();
}

Json summary_of(const ExperimentRun& run) {
  Json summary = Json::parse(dump_json(codec::encode_experiment_run(run)));
  for (auto& [key, metrics] : summary.items()) {  // samples are checked by the property test; their number is enough
    if (!metrics.is_array()) continue;
    for (Json& metric : metrics) {
      if (metric.is_object() && metric.contains("samples")) metric["samples"] = metric["samples"].size();
    }
  }
  const Headline headline = compute_headline(run);
  summary["headline"] = {{"speed", shown(headline.speed)}, {"prompt_speed", shown(headline.prompt_speed)}};
  summary["content_id"] = to_string(content_id(run));
  return summary;
}

Json summary_of(const VariantScores& scores) {
  Json uploads = Json::array();
  for (const ScoreUpload& score : scores.scores) uploads.push_back(Json::parse(dump_json(codec::encode_score(score))));
  return {{"model_name", scores.model_name},
          {"quantization", scores.quantization},
          {"timestamp", scores.timestamp ? Json(format_rfc3339(*scores.timestamp)) : Json()},
          {"context", scores.context},
          {"uploads", std::move(uploads)}};
}

Json read_case(const std::filesystem::path& input) {
  TextStream stream(make_file_source(input.string()), input.filename().string());
  ReadResult result;
  try {
    result = read_as(*find_format(input.parent_path().filename().string()), stream, options_of(input));
  } catch (const Error& error) {
    return {{"refused", error.what()}};
  }
  Json json{{"records_read", result.records_read},
            {"records_dropped", result.records_dropped},
            {"partial", result.partial},
            {"runs", Json::array()},
            {"messages", Json::array()}};
  for (const ExperimentRun& run : result.runs) json["runs"].push_back(summary_of(run));
  for (const VariantScores& scores : result.scores) json["scores"].push_back(summary_of(scores));
  for (const Message& message : result.messages) {
    const std::string severity = message.severity == Message::Severity::warning ? "warning" : "note";
    json["messages"].push_back(severity + (message.place.empty() ? "" : " " + message.place) + ": " + message.text);
  }
  return json;
}

class Golden : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Golden, IsReadAsExpected) {
  auto expected_file = GetParam();
  expected_file.replace_extension(".expected.json");
  const std::string actual = read_case(GetParam()).dump(1) + "\n";
  if (std::getenv("LLMBENCH_WRITE_GOLDEN") != nullptr) {
    std::ofstream(expected_file, std::ios::binary) << actual;
  }
  EXPECT_EQ(testing::read_file(expected_file), actual);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Golden, ::testing::ValuesIn(find_cases()), [](const auto& tested) {
  const std::string folder = tested.param.parent_path().filename().string();
  return replace_all(folder, "-", "_") + "_" + tested.param.stem().string();
});

TEST(Fixtures, EveryExpectationHasAnInput) {
  for (const auto& folder : fixture_folders()) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      const std::size_t tail = name.find(".expected.json");
      if (tail == std::string::npos) continue;
      EXPECT_TRUE(std::filesystem::exists(folder / (name.substr(0, tail) + ".in"))) << name;
    }
  }
}

/// One place for a format: its name is also the folder of its fixtures.
TEST(Fixtures, EveryFormatHasThem) {
  for (const auto& format : formats()) {
    EXPECT_TRUE(std::filesystem::is_directory(testing::fixtures_dir() / std::string(format->name()))) << format->name();
  }
}

/// Recognition stops at the first format that is certain, so two of them must never be.
TEST(Fixtures, NoTwoFormatsAreCertainOfOneInput) {
  for (const auto& input : find_cases()) {
    TextStream stream(make_file_source(input.string()), input.filename().string());
    std::vector<std::string> certain;
    for (const auto& format : formats()) {
      if (format->detect(stream.head()) >= 100) certain.emplace_back(format->name());
    }
    EXPECT_LE(certain.size(), 1U) << input << ": " << join(certain, ", ");
  }
}

}  // namespace
}  // namespace llmbench::parsers
