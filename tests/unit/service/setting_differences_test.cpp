#include "service/comparison/setting_differences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::service {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

HardwareProfile a_gpu(const char* name, double memory_gb) {
  HardwareConfig config;
  config.gpu_model = name;
  config.gpu_memory_gb = memory_gb;
  return make_hardware_profile(config);
}

store::RunRecord a_run(const char* time, Json settings = Json::object()) {
  store::RunRecord run;
  run.variant = {"Qwen3-4B", "Q4_K_M", ""};
  run.backend = "llama.cpp";
  run.hardware = a_gpu("RTX 4090", 24);
  run.timestamp = parse_time(time);
  run.settings = std::move(settings);
  return run;
}

std::vector<std::string> differences(const store::RunRecord& a, const store::RunRecord& b) {
  std::vector<std::string> texts;
  for (const SettingDifference& item : list_setting_differences(a, b)) {
    texts.push_back(item.name + ": " + dump_json(item.a) + " | " + dump_json(item.b) +
                    (item.default_moved ? " (default moved)" : ""));
  }
  return texts;
}

TEST(SettingDifferences, EqualRunsHaveNone) {
  const auto run = a_run("2025-06-08T12:00:00Z", {{"backends", "CUDA"}, {"n_ubatch", 2048}});
  EXPECT_THAT(differences(run, run), IsEmpty());
}

TEST(SettingDifferences, ModelBackendAndMachineAreNamedAsInTheGrid) {
  auto a = a_run("2025-06-08T12:00:00Z");
  auto b = a_run("2025-06-09T12:00:00Z");
  a.artifact = Artifact{100, {}, "", {}};
  b.artifact = Artifact{120, {}, "unsloth", {}};
  a.backend_version = "6000";
  b.variant.quantization = "Q8_0";
  b.hardware = a_gpu("RTX 4070", 12);
  b.gpu_power_limit_watts = 200;
  EXPECT_THAT(differences(a, b),
              ElementsAre(R"(quantization: "Q4_K_M" | "Q8_0")", "artifact.size_bytes: 100 | 120",
                          R"(artifact.publisher: null | "unsloth")", R"(backend_version: "6000" | null)",
                          R"(platform: "RTX 4090" | "RTX 4070")", R"(gpu_model: "RTX 4090" | "RTX 4070")",
                          "gpu_memory_gb: 24.0 | 12.0", "gpu_power_limit_watts: null | 200"));
}

TEST(SettingDifferences, SettingsAreComparedInTheirNormalForm) {
  const auto a = a_run("2025-06-08T12:00:00Z", {{"flash_attn", true}, {"n_ubatch", 512}, {"tensor_split", "0.00"}});
  const auto b = a_run("2025-06-08T12:00:00Z", {{"flash_attn", 1}, {"n_ubatch", 2048}, {"tensor_split", "0.00/0.00"}});
  EXPECT_THAT(differences(a, b), ElementsAre(R"(settings.n_ubatch: "512" | "2048")"));
}

TEST(SettingDifferences, WhatOneSideDoesNotSayIsNull) {
  const auto a = a_run("2025-06-08T12:00:00Z", {{"type_k", "q8_0"}});
  EXPECT_THAT(differences(a, a_run("2025-06-08T12:00:00Z")), ElementsAre(R"(settings.type_k: "q8_0" | null)"));
}

TEST(SettingDifferences, ADefaultThatMovedBetweenTheBuildsIsSaid) {
  const auto a = a_run("2024-02-01T12:00:00Z", {{"n_batch", 512}});
  const auto b = a_run("2025-06-08T12:00:00Z", {{"n_batch", 2048}});
  EXPECT_THAT(differences(a, b), ElementsAre(R"(settings.n_batch: "512" | "2048" (default moved))"));
  EXPECT_THAT(differences(b, a), ElementsAre(R"(settings.n_batch: "2048" | "512" (default moved))"));
}

TEST(SettingDifferences, UserSettingsAreListed) {
  auto a = a_run("2025-06-08T12:00:00Z");
  auto b = a_run("2025-06-08T12:00:00Z");
  a.user_settings = {{"driver", "570.86"}, {"branch", "main"}};
  b.user_settings = {{"driver", "575.10"}};
  EXPECT_THAT(differences(a, b),
              ElementsAre(R"(user_settings.branch: "main" | null)", R"(user_settings.driver: "570.86" | "575.10")"));
}

}  // namespace
}  // namespace llmbench::service
