#include "llmbench/domain/run.hpp"

#include "llmbench/domain/model_variant.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

TEST(RunEnums, TextsReadBack) {
  for (const char* text : {"inference", "training"}) EXPECT_EQ(to_string(*parse_workload(text)), text);
  for (const char* text : {"single", "concurrent", "offline"}) EXPECT_EQ(to_string(*parse_load(text)), text);
  for (const char* text : {"pending", "running", "completed", "failed", "cancelled"}) {
    EXPECT_EQ(to_string(*parse_run_status(text)), text);
  }
  EXPECT_FALSE(parse_workload("Inference"));
  EXPECT_FALSE(parse_load(""));
  EXPECT_FALSE(parse_run_status("done"));
}

TEST(EffectiveLoad, StatedElseByConcurrencyElseUnknown) {
  ExperimentRun run;
  EXPECT_FALSE(effective_load(run));
  run.concurrent_requests = 0;
  EXPECT_FALSE(effective_load(run));
  run.concurrent_requests = 1;
  EXPECT_EQ(effective_load(run), Load::single);
  run.concurrent_requests = 2;
  EXPECT_EQ(effective_load(run), Load::concurrent);
  run.load = Load::offline;
  EXPECT_EQ(effective_load(run), Load::offline);
}

TEST(ModelVariantId, ModelNamesCountWithoutCase) {
  const Uuid id = model_variant_id({"Qwen/Qwen3-4B", "Q4_K_M", ""});
  EXPECT_EQ(to_string(id), "42f7af5b-f9a2-8f13-bf79-7d0d72880cc5");
  EXPECT_EQ(model_variant_id({"qwen/qwen3-4b", "Q4_K_M", ""}), id);
  EXPECT_NE(model_variant_id({"Qwen/Qwen3-4B", "Q4_K_S", ""}), id);
  EXPECT_NE(model_variant_id({"Qwen/Qwen3-4B", "Q4_K_M", "lora"}), id);
}

TEST(ArtifactId, SizeParametersAndPublisherTellFilesApart) {
  const Uuid variant = model_variant_id({"Qwen/Qwen3-4B", "Q4_K_M", ""});
  const Artifact artifact{std::int64_t{2'497'281'312}, std::int64_t{4'022'468'096}, "unsloth", std::nullopt};
  EXPECT_EQ(to_string(artifact_id(variant, artifact)), "9b27a6e7-42f8-8959-8110-eed7466f7e88");
  Artifact other = artifact;
  other.publisher = "bartowski";
  EXPECT_NE(artifact_id(variant, other), artifact_id(variant, artifact));
  other = artifact;
  other.sha256 = std::string(64, 'a');
  EXPECT_EQ(artifact_id(variant, other), artifact_id(variant, artifact)) << "a checksum learnt later changes no id";
}

}  // namespace
}  // namespace llmbench
