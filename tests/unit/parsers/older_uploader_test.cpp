#include "llmbench/parsers/older_uploader.hpp"

#include "llmbench/parsers/model_path.hpp"
#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace llmbench::parsers {
namespace {

LlmDocument read_document(const std::string& text) {
  TextStream stream(make_memory_source(text), "llm.json");
  return read_llm_document(stream);
}

constexpr const char* kWhole = R"({"gpu_model": "RTX 4090", "gpu_count": 2, "gpu_memory_gb": 24.0,
  "cpu_model": "AMD Ryzen 9 7950X", "cpu_arch": "zen4", "ram_gb": 64, "model_name": "Qwen/Qwen3-8B",
  "model_path": "/home/someone/models/Qwen/Qwen3-8B/W4A16", "quantization": "W4A16", "lora_adapter": null,
  "gpu_power_limit_watts": 350, "backend_name": "vllm", "backend_version": "0.9.1", "concurrent_requests": 8,
  "max_context_length": 32768, "hostname": "secret-host", "timestamp": "2026-03-02T10:15:00Z",
  "artifact_version": "1.0"})";

TEST(LlmDocument, EveryFieldButThePrivateOnesIsRead) {
  const LlmDocument document = read_document(kWhole);
  EXPECT_EQ(document.model_name, "Qwen/Qwen3-8B");
  EXPECT_EQ(document.quantization, "W4A16-CT");
  EXPECT_EQ(document.hardware.gpu_model, "RTX 4090");
  EXPECT_EQ(document.hardware.gpu_count, 2);
  EXPECT_EQ(document.hardware.gpu_memory_gb, 24.0);
  EXPECT_EQ(document.hardware.cpu_arch, "zen4");
  EXPECT_EQ(document.hardware.machine_name, std::nullopt);
  EXPECT_EQ(document.gpu_power_limit_watts, 350);
  EXPECT_EQ(document.backend_version, "0.9.1");
  EXPECT_EQ(document.concurrent_requests, 8);
  EXPECT_EQ(document.max_context_length, 32768);
}

TEST(LlmDocument, ZeroMemoryOfSeveralGpusIsUnknown) {
  const LlmDocument document =
      read_document(R"({"model_name": "A", "gpu_model": "RTX 3090", "gpu_count": 4, "gpu_memory_gb": 0})");
  EXPECT_EQ(document.hardware.gpu_memory_gb, std::nullopt);
  EXPECT_EQ(document.hardware.gpu_count, 4);
  const LlmDocument cpu =
      read_document(R"({"model_name": "A", "gpu_model": "CPU Only", "gpu_count": 0, "gpu_memory_gb": 0})");
  EXPECT_EQ(cpu.hardware.gpu_memory_gb, 0);
}

TEST(LlmDocument, TheGgufNameKnowsBetterThanTheDefaultF16) {
  const LlmDocument document = read_document(R"({"model_path": "/m/Qwen3-8B-Q4_K_M.gguf", "quantization": "F16"})");
  EXPECT_EQ(document.quantization, "Q4_K_M");
  EXPECT_EQ(document.model_name, "Qwen3-8B");
}

TEST(LlmDocument, OtherJsonIsRefusedWithAFix) {
  EXPECT_THROW((void)read_document(R"({"results": []})"), Error);
}

TEST(LlmDocument, ItsNamesAreUsedUnlessTheUserSaysOthers) {
  ReadOptions options;
  options.quantization = "AWQ";
  const ReadOptions filled = with_llm_document(options, read_document(kWhole));
  EXPECT_EQ(filled.model_name, "Qwen/Qwen3-8B");
  EXPECT_EQ(filled.quantization, "AWQ");
  EXPECT_EQ(filled.backend, "vllm");
  EXPECT_EQ(filled.lora_adapter, std::nullopt);
}

TEST(LlmDocument, MergingFillsWhatTheRunDoesNotKnow) {
  ExperimentRun run;
  run.hardware.ram_gb = 128;
  run.concurrent_requests = 4;
  merge_llm_document(read_document(kWhole), run);
  EXPECT_EQ(run.hardware.gpu_model, "RTX 4090");
  EXPECT_EQ(run.hardware.ram_gb, 128);
  EXPECT_EQ(run.gpu_power_limit_watts, 350);
  EXPECT_EQ(run.concurrent_requests, 8);
  EXPECT_EQ(run.load, Load::concurrent);
  EXPECT_EQ(run.concurrency_source, "stated");
}

TEST(LlmDocument, MemoryOfAnotherCardIsNotMerged) {
  ExperimentRun run;
  run.hardware.gpu_model = "RTX 3080";
  merge_llm_document(read_document(kWhole), run);
  EXPECT_EQ(run.hardware.gpu_model, "RTX 3080");
  EXPECT_EQ(run.hardware.gpu_memory_gb, std::nullopt);
}

struct PathCase {
  const char* path;
  const char* model;
  std::optional<std::string> quantization;
};
class ModelPaths : public ::testing::TestWithParam<PathCase> {};

TEST_P(ModelPaths, NameModelAndQuantization) {
  const ModelPath model = identify_model_path(GetParam().path);
  EXPECT_EQ(model.model_name, GetParam().model);
  EXPECT_EQ(model.quantization, GetParam().quantization);
}
INSTANTIATE_TEST_SUITE_P(
    Spellings, ModelPaths,
    ::testing::Values(PathCase{"/m/X-Q4_K_M.gguf", "X", "Q4_K_M"}, PathCase{"/m/X.Q8_0.gguf", "X", "Q8_0"},
                      PathCase{"/m/X.gguf", "X", std::nullopt},
                      PathCase{"/models/Qwen/Qwen3-8B/W4A16", "Qwen/Qwen3-8B", "W4A16-CT"},
                      PathCase{"/models/Qwen/Qwen3-8B/FP8_DYNAMIC/", "Qwen/Qwen3-8B", "FP8_DYNAMIC"},
                      PathCase{"/models/Qwen/Qwen3-8B-AWQ", "Qwen/Qwen3-8B", "AWQ"},
                      PathCase{"/hub/models--Qwen--Qwen3-8B-FP8/snapshots/0a1b2c", "Qwen/Qwen3-8B", "FP8"},
                      PathCase{"/models/Qwen/Qwen3-8B", "Qwen/Qwen3-8B", std::nullopt}));

class ModelFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("model_folder_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name())) /
              "Owner" / "Name";
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_.parent_path().parent_path()); }
  void write(const char* file, const std::string& bytes) { std::ofstream(folder_ / file, std::ios::binary) << bytes; }
  [[nodiscard]] std::optional<std::string> quantization() const {
    return identify_model_path(folder_.string()).quantization;
  }

  std::filesystem::path folder_;
};

TEST_F(ModelFolder, ConfigSaysTheMethod) {
  write("config.json", R"({"torch_dtype": "bfloat16", "quantization_config": {"quant_method": "awq", "bits": 4}})");
  EXPECT_EQ(quantization(), "W4A16-AWQ");
  EXPECT_EQ(identify_model_path(folder_.string()).model_name, "Owner/Name");
}

TEST_F(ModelFolder, CompressedTensorsSayTheirBits) {
  write("config.json", R"({"quantization_config": {"quant_method": "compressed-tensors",
    "config_groups": {"group_0": {"weights": {"num_bits": 8, "type": "int"}, "input_activations": null}}}})");
  EXPECT_EQ(quantization(), "W8A16-CT");
}

TEST_F(ModelFolder, AnUnknownMethodIsNotTheTypeOfTheWeights) {
  write("config.json", R"({"torch_dtype": "float16", "quantization_config": {"quant_method": "something-new"}})");
  EXPECT_EQ(quantization(), std::nullopt);
}

TEST_F(ModelFolder, ConfigSaysTheType) {
  write("config.json", R"({"torch_dtype": "bfloat16"})");
  EXPECT_EQ(quantization(), "BF16");
}

TEST_F(ModelFolder, TheWeightsOfASafetensorsFileDecideNotItsFirstTensor) {
  const std::string header =
      R"({"norm": {"dtype": "F32", "shape": [8]}, "weight": {"dtype": "F16", "shape": [64, 64]}})";
  std::string bytes(8, '\0');
  bytes[0] = static_cast<char>(header.size());
  write("model-00001-of-00002.safetensors", bytes + header);
  EXPECT_EQ(quantization(), "FP16");
}

TEST_F(ModelFolder, AnEmptyFolderSaysNothing) {
  EXPECT_EQ(quantization(), std::nullopt);
}

}  // namespace
}  // namespace llmbench::parsers
