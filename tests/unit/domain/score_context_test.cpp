#include "llmbench/domain/score_context.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

std::string key_of(const char* text) {
  return make_context_key(parse_json(text));
}

TEST(ContextKey, NoContextIsEmpty) {
  EXPECT_EQ(key_of("{}"), "");
  EXPECT_EQ(key_of(R"({"shots":null,"harness":""})"), "");
  EXPECT_EQ(make_context_key(Json()), "");
}

TEST(ContextKey, WhatDoesNotChangeAnAnswerIsNoContext) {
  EXPECT_EQ(key_of(R"({"time_zone":"unknown","comment":"night run","parallel":8,"timeout":1200})"), "");
}

TEST(ContextKey, SpellingsOfOneSettingAreOne) {
  const std::string expected = R"({"harness":"lm-eval","harness_version":"0.4","shots":5})";
  EXPECT_EQ(key_of(R"({"harness":"lm-eval","harness_version":"0.4.8","shots":5})"), expected);
  EXPECT_EQ(key_of(R"({"Harness":" LM_Eval ","harness-version":"v0.4.2","num_fewshot":"5"})"), expected);
  EXPECT_EQ(key_of(R"({"harness":"lm-evaluation-harness","harness version":"0.4","n_shot":"5-shot"})"), expected);
}

TEST(ContextKey, OnlyTheBreakingPartOfAVersionCounts) {
  EXPECT_EQ(key_of(R"({"harness_version":"4.2.1"})"), R"({"harness_version":"4"})");
  EXPECT_EQ(key_of(R"({"harness_version":"f23ee66"})"), R"({"harness_version":"f23ee66"})");
}

TEST(ContextKey, EverySettingOfTheContractCounts) {
  for (const char* context :
       {R"({"task_version":"2"})", R"({"dataset_revision":"2024-07"})", R"({"shots":0})", R"({"prompt_style":"chat"})",
        R"({"thinking":true})", R"({"answer_extraction":"strict"})", R"({"metric":"acc_norm"})", R"({"adjusted":true})",
        R"({"subset":0.1})", R"({"limit":20})", R"({"temperature":0})", R"({"max_tokens":2048})",
        R"({"kv_type":"q8_0"})", R"({"serving_backend":"vllm"})"}) {
    EXPECT_EQ(key_of(context), context);
  }
}

TEST(ContextKey, FlagsInWordsAreFlags) {
  EXPECT_EQ(key_of(R"({"thinking":"On"})"), key_of(R"({"reasoning":true})"));
  EXPECT_EQ(key_of(R"({"adjusted":"raw"})"), R"({"adjusted":false})");
  EXPECT_EQ(key_of(R"({"thinking":"High"})"), R"({"thinking":"high"})");
}

TEST(ContextKey, BackendsHaveOneSpelling) {
  EXPECT_EQ(key_of(R"({"backend":"llama_cpp"})"), R"({"serving_backend":"llama.cpp"})");
  EXPECT_EQ(key_of(R"({"serving_backend":"vLLM"})"), R"({"serving_backend":"vllm"})");
}

TEST(ContextKey, TheWholeSubsetIsNone) {
  EXPECT_EQ(key_of(R"({"subset":1.0,"shots":5})"), R"({"shots":5})");
  EXPECT_EQ(key_of(R"({"subset":"full"})"), "");
  EXPECT_EQ(key_of(R"({"subset":"10%"})"), key_of(R"({"subset":0.1})"));
}

TEST(ContextKey, UnknownSettingsCountToo) {
  EXPECT_EQ(key_of(R"({"Top P":0.9,"seed":1})"), R"({"seed":1,"top_p":0.9})");
}

TEST(ContextKey, IntegersAndIntegralDoublesAreTheSame) {
  EXPECT_EQ(key_of(R"({"temperature":0.0,"max_tokens":"2048"})"), R"({"max_tokens":2048,"temperature":0})");
}

TEST(ContextKey, ALongContextStillSaysThatItIsLimited) {
  const std::string prompt(2000, 'x');
  EXPECT_EQ(parse_json(make_context_key({{"prompt", prompt}, {"limit", 50}}))["limit"], true);
  EXPECT_FALSE(parse_json(make_context_key({{"prompt", prompt}, {"subset", 1}})).contains("subset"));
}

TEST(ContextKey, ALongContextBecomesItsHash) {
  Json context{{"system_prompt", std::string(5000, 'x')}};
  const std::string key = make_context_key(context);
  EXPECT_EQ(parse_json(key)["sha256"].get<std::string>().size(), 64U);
  context["system_prompt"] = std::string(5000, 'y');
  EXPECT_NE(make_context_key(context), key);
}

TEST(MergeContexts, TheScoresOwnContextWinsKeyByKey) {
  EXPECT_EQ(merge_contexts(parse_json(R"({"shots":5,"harness":"a"})"), parse_json(R"({"shots":0})")),
            parse_json(R"({"shots":0,"harness":"a"})"));
}

TEST(LimitedContext, SubsetBelowOneAndLimits) {
  EXPECT_TRUE(is_limited_context(parse_json(R"({"subset":0.1})")));
  EXPECT_TRUE(is_limited_context(parse_json(R"({"Limit":20})")));
  EXPECT_FALSE(is_limited_context(parse_json(R"({"subset":1})")));
  EXPECT_FALSE(is_limited_context(parse_json(R"({"limit":null,"shots":5})")));
}

}  // namespace
}  // namespace llmbench
