#include "parsers/console_lines.hpp"
#include "parsers/served_name.hpp"
#include "support/base/paths.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::parsers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string fixture(const std::string& name) {
  return testing::read_file(testing::fixtures_dir() / "mmlu-pro" / name);
}

ReadResult read_mmlu_pro(std::string text, ReadOptions options) {
  TextStream stream{make_memory_source(std::move(text)), "report.txt"};
  return read_as(*find_format("mmlu-pro"), stream, options);
}

ReadOptions said() {
  ReadOptions options;
  options.model_name = "Example/Model-7B";
  options.quantization = "Q4_K_M";
  return options;
}

std::vector<std::string> texts(const std::vector<Message>& messages) {
  std::vector<std::string> result;
  for (const auto& message : messages) result.push_back(message.text);
  return result;
}

std::string error_of(std::string text, const ReadOptions& options) {
  try {
    (void)read_mmlu_pro(std::move(text), options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_input);
    return error.what();
  }
  return "no error";
}

TEST(MmluProLines, BarsColoursAndCarriageReturnsAreCut) {
  TextStream stream{make_memory_source("law:  12%|#   | 1/9 [00:10<01:00]\rlaw: 100%|####| 9/9 [1:00<0:00]Total, 1/9\n"
                                       "\x1b[31mred\x1b[0m\r\n\r\nlast"),
                    "log"};
  LineReader lines{stream};
  std::vector<std::string> seen;
  while (const auto line = lines.next()) seen.push_back(std::to_string(line->number) + line->bar + ":" + line->text);
  EXPECT_THAT(seen, ElementsAre("1law:", "1law:Total, 1/9", "2:red", "4:last"));
}

TEST(MmluProReport, Utf16WithCrlfReadsLikeUtf8) {
  const auto plain = read_mmlu_pro(fixture("report_2025_subset.in"), said());
  const auto wide = read_mmlu_pro(fixture("report_2025_utf16_crlf.in"), said());
  EXPECT_EQ(plain.scores.at(0).scores, wide.scores.at(0).scores);
  EXPECT_EQ(plain.scores.at(0).context, wide.scores.at(0).context);
  EXPECT_EQ(texts(plain.messages), texts(wide.messages));
}

TEST(MmluProReport, EveryPrefixIsReadPartlyOrRefusedNeverInvented) {
  const std::string whole = fixture("report_2025_subset.in");
  const auto complete = std::get<MmluScore>(read_mmlu_pro(whole, said()).scores.at(0).scores.at(0).data).categories;
  for (std::size_t length = 0; length < whole.size(); length += 13) {
    std::vector<MmluScore::Category> categories;
    try {
      categories =
          std::get<MmluScore>(read_mmlu_pro(whole.substr(0, length), said()).scores.at(0).scores.at(0).data).categories;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_input) << length;
      EXPECT_THAT(error.what(), Not(HasSubstr("line "))) << "a cut is no contradiction";
    }
    ASSERT_LE(categories.size(), complete.size());
    EXPECT_TRUE(std::equal(categories.begin(), categories.end(), complete.begin())) << length;
  }
}

TEST(MmluProReport, AddressCommentAndPromptStayHere) {
  const auto result = read_mmlu_pro(fixture("report_2025_subset.in"), said());
  const std::string context = result.scores.at(0).context.dump();
  EXPECT_THAT(context, Not(HasSubstr("bench-host")));
  EXPECT_THAT(context, Not(HasSubstr("second try")));
  EXPECT_THAT(context, Not(HasSubstr("name the letter")));
}

TEST(MmluProReport, WhatTheUserSaysAboutTheContextWins) {
  auto options = said();
  options.backend = "llama.cpp";
  options.score_context = {{"kv_type", "q8_0"}, {"prompt_style", "mine"}};
  const auto context = read_mmlu_pro(fixture("report_2025_subset.in"), options).scores.at(0).context;
  EXPECT_EQ(context["serving_backend"], "llama.cpp");
  EXPECT_EQ(context["kv_type"], "q8_0");
  EXPECT_EQ(context["prompt_style"], "mine");
}

TEST(MmluProReport, APlaceholderNameAsksForTheModel) {
  EXPECT_EQ(error_of(fixture("report_2025_subset.in"), {}),
            "report.txt: say which model variant this report is about: -m MODEL (\"llama3\" in the report is only the "
            "server's "
            "name for it) and -q QUANT (the report does not say it)");
  auto options = said();
  options.quantization.reset();
  EXPECT_THAT(error_of(fixture("report_2025_subset.in"), options), HasSubstr("-q QUANT"));
}

TEST(MmluProReport, WrongKindsOfInputAreNamed) {
  EXPECT_THAT(error_of("", said()), HasSubstr("empty"));
  EXPECT_THAT(error_of(std::string("\x7f"
                                   "ELF\0\0\0\1\2",
                                   9),
                       said()),
              HasSubstr("report.txt is a program"));
  EXPECT_THAT(error_of(R"([{"build_commit":"abc","n_prompt":512}])", said()), HasSubstr("report.txt"));
}

std::string report_of(const std::string& subset, const std::string& results) {
  return R"({"inference": {"style": "multi_chat"}, "test": {"subset": )" + subset + "}}\n" + results +
         "Finished the benchmark in 1 minutes 0 seconds.\n";
}

TEST(MmluProReport, ACategoryWithoutQuestionsIsLeftOut) {
  const auto result =
      read_mmlu_pro(report_of("1.0",
                              "Finished testing law in 1 seconds.\nTotal, 0/0, 0.00%\n"
                              "Finished testing business in 5 minutes 1 seconds.\nTotal, 400/789, 50.70%\n"),
                    said());
  const auto& categories = std::get<MmluScore>(result.scores.at(0).scores.at(0).data).categories;
  ASSERT_EQ(categories.size(), 1U);
  EXPECT_EQ(categories[0].category, "business");
  EXPECT_THAT(texts(result.messages), ElementsAre("law has no questions (0/0); it was left out"));
  EXPECT_EQ(result.records_dropped, 1U);
  EXPECT_TRUE(result.partial);
}

TEST(MmluProReport, RightAnswersWithoutQuestionsAreRefused) {
  EXPECT_THAT(error_of(report_of("1.0", "Finished testing law in 1 seconds.\nTotal, 5/0, 0.00%\n"), said()),
              HasSubstr("law has more right answers than questions"));
}

TEST(MmluProReport, RunningSumsUnderASmallSubsetAreRefused) {
  const std::string sums =
      "Finished testing business in 1 seconds.\nTotal, 4/7, 57.14%\n"
      "Finished testing law in 1 seconds.\nTotal, 9/18, 50.00%\n";
  EXPECT_EQ(error_of(report_of("0.01", sums), said()),
            "report.txt: line 5: law has 18 questions, but the subset 0.01 has only 11 of its 1101: these look like "
            "running sums "
            "over categories; upload the counts of each category");
  const std::string ones =
      "Finished testing business in 1 seconds.\nTotal, 1/1, 100.00%\n"
      "Finished testing history in 1 seconds.\nTotal, 1/2, 50.00%\n";
  EXPECT_THAT(error_of(report_of("0.001", ones), said()), HasSubstr("history has 2 questions"));
}

TEST(MmluProReport, ASubsetMayBeRoundedEitherWay) {
  for (const char* total : {"Total, 5/11, 45.45%\n", "Total, 6/12, 50.00%\n"}) {
    EXPECT_THAT(
        read_mmlu_pro(report_of("0.01", std::string("Finished testing law in 1 seconds.\n") + total), said()).messages,
        IsEmpty())
        << total;
  }
  EXPECT_THAT(error_of(report_of("0.01", "Finished testing law in 1 seconds.\nTotal, 6/13, 46.15%\n"), said()),
              HasSubstr("law has 13 questions"));
}

struct NameCase {
  const char* served;
  std::optional<std::string> model;
  std::optional<std::string> quantization;
};
class ServedNames : public ::testing::TestWithParam<NameCase> {};

TEST_P(ServedNames, HideModelAndQuantization) {
  const auto name = parse_served_name(GetParam().served);
  EXPECT_EQ(name.model_name, GetParam().model);
  EXPECT_EQ(name.quantization, GetParam().quantization);
}
INSTANTIATE_TEST_SUITE_P(Names, ServedNames,
                         ::testing::Values(NameCase{"qwen2.5:32b-instruct-q4_K_M", "qwen2.5:32b-instruct", "Q4_K_M"},
                                           NameCase{"llama3", std::nullopt, std::nullopt},
                                           NameCase{"", std::nullopt, std::nullopt},
                                           NameCase{"gemma2:9b", "gemma2:9b", std::nullopt},
                                           NameCase{"gemma2:9b-instruct-fp16", "gemma2:9b-instruct", "FP16"},
                                           NameCase{"/models/Qwen3-4B-Q8_0.gguf", "Qwen3-4B", "Q8_0"}));

INSTANTIATE_TEST_SUITE_P(
    Labels, ServedNames,
    ::testing::Values(NameCase{"RedHatAI/gemma-3-12b-it-FP8-dynamic", "RedHatAI/gemma-3-12b-it", "FP8_DYNAMIC"},
                      NameCase{"Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4", "Qwen/Qwen2.5-7B-Instruct", "GPTQ-Int4"},
                      NameCase{"cpatonn/Qwen3-Coder-30B-GPTQ-4bit", "cpatonn/Qwen3-Coder-30B", "GPTQ-Int4"},
                      NameCase{"cyankiwi/Qwen3.6-35B-A3B-AWQ-4bit", "cyankiwi/Qwen3.6-35B-A3B", "AWQ-4bit"},
                      NameCase{"Qwen/Qwen2.5-7B-Instruct-AWQ", "Qwen/Qwen2.5-7B-Instruct", "AWQ"},
                      NameCase{"RedHatAI/Qwen2.5-7B-quantized.w8a8", "RedHatAI/Qwen2.5-7B", "W8A8"},
                      NameCase{"/data/MiniMax-M2.5-W8A8-INT8-Dynamic", "MiniMax-M2.5", "W8A8-INT8"},
                      NameCase{"nvidia/Nemotron-3-Super-120B-A12B-NVFP4", "nvidia/Nemotron-3-Super-120B-A12B", "NVFP4"},
                      NameCase{"pipenetwork/Laguna-S-2.1-MLX-4bit", "pipenetwork/Laguna-S-2.1", "4bit"},
                      NameCase{"unsloth/Llama-3-8B-unsloth-bnb-4bit", "unsloth/Llama-3-8B", "BNB-4bit"},
                      NameCase{"amd/Llama-3.1-70B-Instruct-FP8-KV", "amd/Llama-3.1-70B-Instruct", "FP8"},
                      NameCase{"dbirks/Qwen3-27B-W4A16-AutoRound", "dbirks/Qwen3-27B", "W4A16-AutoRound"},
                      NameCase{"Intel/Qwen3-8B-int4-AutoRound", "Intel/Qwen3-8B", "INT4-AutoRound"},
                      NameCase{"Qwen/Qwen3.5-2B", "Qwen/Qwen3.5-2B", std::nullopt},
                      NameCase{"openai/gpt-oss-120b", "openai/gpt-oss-120b", std::nullopt},
                      NameCase{"example/Model-1.8bit", "example/Model-1.8bit", std::nullopt}));

INSTANTIATE_TEST_SUITE_P(
    Addresses, ServedNames,
    ::testing::Values(NameCase{"http://me:secret@host/phi4-q4_0", "phi4", "Q4_0"},
                      NameCase{"https://host.example:8080/v1/models/Qwen3-4B-Q8_0.gguf?key=secret", "Qwen3-4B", "Q8_0"},
                      NameCase{"HTTP://host.example/a/qwen2.5:7b/#part", "qwen2.5:7b", std::nullopt},
                      NameCase{"http://me:secret@host", std::nullopt, std::nullopt},
                      NameCase{"http://host.example:8080/", std::nullopt, std::nullopt},
                      NameCase{"http://me:se/cret@host/phi4", std::nullopt, std::nullopt},
                      NameCase{"http://me:se/cret@host", std::nullopt, std::nullopt},
                      NameCase{"http://me:se/cr?et@host", std::nullopt, std::nullopt},
                      NameCase{"me:secret@host/phi4-q4_0", "phi4", "Q4_0"},
                      NameCase{"me:secret@host", std::nullopt, std::nullopt},
                      NameCase{"host:8080", std::nullopt, std::nullopt},
                      NameCase{"host:8080/phi4", "phi4", std::nullopt}, NameCase{"10.0.0.7/phi4", "phi4", std::nullopt},
                      NameCase{"file:///home/me/Qwen3-4B-Q8_0.gguf", "Qwen3-4B", "Q8_0"},
                      NameCase{"~/models/Qwen3-4B-q4_0", "Qwen3-4B", "Q4_0"},
                      NameCase{"Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-7B", std::nullopt}));

INSTANTIATE_TEST_SUITE_P(
    HuggingFaceCache, ServedNames,
    ::testing::Values(NameCase{"/home/me/.cache/huggingface/hub/models--Qwen--Qwen3-8B-FP8/snapshots/9f3bdead",
                               "Qwen/Qwen3-8B", "FP8"},
                      NameCase{"C:\\hub\\models--openai--gpt-oss-20b\\snapshots\\9f3b", "openai/gpt-oss-20b",
                               std::nullopt}));

INSTANTIATE_TEST_SUITE_P(Published, ServedNames,
                         ::testing::Values(NameCase{"https://huggingface.co/ggml-org/gpt-oss-20b-GGUF",
                                                    "ggml-org/gpt-oss-20b", std::nullopt},
                                           NameCase{"hf.co/bartowski/X-GGUF:Q4_K_M", "bartowski/X", "Q4_K_M"},
                                           NameCase{"huggingface.co/bartowski/X-GGUF", "bartowski/X", std::nullopt},
                                           NameCase{"hf.co/unsloth/X-GGUF:UD-Q4_K_XL", "unsloth/X", "UD-Q4_K_XL"},
                                           NameCase{"registry.ollama.ai/library/qwen2.5:7b-instruct-q4_K_M",
                                                    "qwen2.5:7b-instruct", "Q4_K_M"},
                                           NameCase{"registry.ollama.ai/someone/qwen2.5:7b", "someone/qwen2.5:7b",
                                                    std::nullopt},
                                           NameCase{"Qwen3-4B-UD-Q4_K_XL", "Qwen3-4B", "UD-Q4_K_XL"},
                                           NameCase{"Qwen3-4B-CLOUD-Q4_K_M", "Qwen3-4B-CLOUD", "Q4_K_M"}));

TEST(NameVariant, AnAddressIsNotRepeatedInTheRefusal) {
  std::vector<Message> messages;
  for (const char* served : {"http://me:secret@host.example/llama3", "http://me:secret@host.example"}) {
    try {
      (void)name_variant({served, "", "", "report"}, {}, messages);
      FAIL() << served;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("-m MODEL"));
      EXPECT_THAT(error.what(), Not(HasSubstr("secret")));
      EXPECT_THAT(error.what(), Not(HasSubstr("host.example")));
    }
  }
}

TEST(NameVariant, FlagsWinWithAWarningWhenTheNameSaysOtherwise) {
  std::vector<Message> messages;
  ReadOptions options;
  options.model_name = "meta/Llama-3-8B";
  options.quantization = "Q8_0";
  const auto variant = name_variant({"qwen2.5:32b-instruct-q4_K_M", "", "", "report"}, options, messages);
  EXPECT_EQ(variant.model_name, "meta/Llama-3-8B");
  EXPECT_EQ(variant.quantization, "Q8_0");
  EXPECT_THAT(texts(messages), ElementsAre("the report calls the model \"qwen2.5:32b-instruct\", taken as "
                                           "\"meta/Llama-3-8B\" because -m says so",
                                           "the report's model name says Q4_K_M, taken as Q8_0 because -q says so"));
}

TEST(NameVariant, OneNameInTwoSpellingsIsNoDisagreement) {
  std::vector<Message> messages;
  ReadOptions options;
  options.model_name = "Qwen/Qwen2.5-32B-Instruct";
  EXPECT_EQ(name_variant({"qwen2.5:32b-instruct-q4_K_M", "", "", "report"}, options, messages).quantization, "Q4_K_M");
  EXPECT_THAT(messages, IsEmpty());
}

TEST(NameVariant, TheResultFolderTellsTheQuantizationOnly) {
  std::vector<Message> messages;
  ReadOptions options;
  options.model_name = "Qwen/Qwen2.5-32B-Instruct";
  EXPECT_EQ(name_variant({"", "qwen2-5-32b-instruct-q4_K_M", "", "report"}, options, messages).quantization, "Q4_K_M");
}

}  // namespace
}  // namespace llmbench::parsers
