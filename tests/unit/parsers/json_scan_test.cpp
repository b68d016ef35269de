#include "parsers/json_scan.hpp"

#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

struct Scanned {
  std::vector<std::string> objects;
  std::vector<std::size_t> lines;
  std::vector<std::string> texts;
  std::vector<std::string> broken;
  std::size_t cut_off = 0;
  std::size_t arrays = 0;
  std::size_t unclosed = 0;
};

/// Feeds `text` in pieces of `piece` bytes; takes objects that have a key "x".
Scanned scan(std::string_view text, std::size_t piece = 7) {
  Scanned result;
  JsonScanner scanner({[&](const FoundObject& object) {
                         if (object.text.find("\"x\"") == std::string_view::npos) return false;
                         result.objects.emplace_back(object.text);
                         result.lines.push_back(object.line);
                         return true;
                       },
                       [&](std::string_view line, std::size_t) { result.texts.emplace_back(line); },
                       [&](std::string_view start, std::size_t, bool cut) {
                         result.broken.emplace_back(start);
                         result.cut_off += cut ? 1U : 0U;
                       }});
  for (std::size_t at = 0; at < text.size(); at += piece) scanner.feed(text.substr(at, piece));
  scanner.finish();
  result.arrays = scanner.arrays();
  result.unclosed = scanner.unclosed_arrays();
  return result;
}

using Texts = std::vector<std::string>;

TEST(JsonScanner, FindsTheObjectsOfAnArray) {
  const Scanned found = scan("[\n  {\n \"x\": 1\n  },\n {\"x\":[1,2]}\n]\n");
  EXPECT_EQ(found.objects, (Texts{"{\n \"x\": 1\n  }", "{\"x\":[1,2]}"}));
  EXPECT_EQ(found.lines, (std::vector<std::size_t>{2, 5}));
  EXPECT_EQ(found.arrays, 1U);
  EXPECT_EQ(found.unclosed, 0U);
}

TEST(JsonScanner, EveryPieceSizeFindsTheSame) {
  const std::string text =
      "log {a} [1/2]\n[\n{\"x\": \"}{\\\"\"},\nggml: {\"no\n{\"w\":[{\"x\":1},{\"x\":2}]}\n]\n{\"x\":nan";
  const Scanned whole = scan(text, text.size());
  EXPECT_EQ(whole.objects, (Texts{"{\"x\": \"}{\\\"\"}", "{\"x\":1}", "{\"x\":2}"}));
  for (std::size_t piece = 1; piece < text.size(); ++piece) {
    const Scanned found = scan(text, piece);
    EXPECT_EQ(found.objects, whole.objects) << piece;
    EXPECT_EQ(found.lines, whole.lines) << piece;
    EXPECT_EQ(found.broken, whole.broken) << piece;
    EXPECT_EQ(found.unclosed, whole.unclosed) << piece;
  }
}

TEST(JsonScanner, LogLinesBeforeAfterAndBetweenAreText) {
  const Scanned found = scan("ggml_cuda_init: found 1\n{\"x\":1}\nllama: [1/2] done\n{\"x\":2}\nend\n");
  EXPECT_EQ(found.objects.size(), 2U);
  EXPECT_EQ(found.texts, (Texts{"ggml_cuda_init: found 1", "llama: [1/2] done", "end"}));
  EXPECT_EQ(found.arrays, 0U);
}

TEST(JsonScanner, SalvagesATruncatedArray) {
  const Scanned found = scan("[\n{\"x\":1},\n{\"x\":2},\n{\"x\": 3, \"y\":");
  EXPECT_EQ(found.objects.size(), 2U);
  EXPECT_EQ(found.unclosed, 1U);
  EXPECT_EQ(found.broken, (Texts{"{\"x\": 3, \"y\":"}));
  EXPECT_EQ(found.cut_off, 1U);
}

TEST(JsonScanner, AnArrayOfNothingIsClosedAndOnlyABracketIsNot) {
  EXPECT_EQ(scan("[\n\n]\n").arrays, 1U);
  EXPECT_EQ(scan("[\n\n]\n").unclosed, 0U);
  EXPECT_EQ(scan("[\n").unclosed, 1U);
  EXPECT_EQ(scan("[").unclosed, 1U);
}

TEST(JsonScanner, CountsAnUnclosedArrayBeforeAnother) {
  const Scanned found = scan("[\n{\"x\":1}\n[\n{\"x\":2}\n]\n[{\"x\":3}]");
  EXPECT_EQ(found.objects.size(), 3U);
  EXPECT_EQ(found.arrays, 3U);
  EXPECT_EQ(found.unclosed, 1U);
}

TEST(JsonScanner, TakesObjectsOutOfAWrapper) {
  const Scanned found = scan("{\"name\":\"n\",\"raw\":[{\"x\":1},\n{\"x\":2}]}\n{\"a\":{\"b\":[{\"x\":3}]}}");
  EXPECT_EQ(found.objects, (Texts{"{\"x\":1}", "{\"x\":2}", "{\"x\":3}"}));
  EXPECT_EQ(found.lines, (std::vector<std::size_t>{1, 2, 3}));
}

TEST(JsonScanner, ATruncatedWrapperKeepsItsCompleteObjectsOnce) {
  const Scanned found = scan("{\"raw\":[{\"x\":1},{\"x\":2},{\"x\":");
  EXPECT_EQ(found.objects, (Texts{"{\"x\":1}", "{\"x\":2}"}));
}

TEST(JsonScanner, AnInnerObjectThatIsNotTakenStaysInItsRecord) {
  const Scanned found = scan("{\"x\":1,\"more\":{\"y\":[{\"z\":2}]}}");
  EXPECT_EQ(found.objects, (Texts{"{\"x\":1,\"more\":{\"y\":[{\"z\":2}]}}"}));
}

TEST(JsonScanner, GoesOnAfterABrokenRecord) {
  const Scanned found = scan("{\"x\": 1, \"y\" 2}\n{\"x\":\"line\nbreak\"}\n{\"x\":3}\n");
  EXPECT_EQ(found.objects, (Texts{"{\"x\":3}"}));
  EXPECT_EQ(found.broken.size(), 2U);
  EXPECT_EQ(found.cut_off, 0U);
}

TEST(JsonScanner, NestingThatNeverEndsIsNoObjectAndCostsLittle) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "{\"a\":[";
  EXPECT_EQ(scan(text, 4096).objects.size(), 0U);
}

}  // namespace
}  // namespace llmbench::parsers
