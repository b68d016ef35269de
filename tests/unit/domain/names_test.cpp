#include "llmbench/domain/names.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

struct SpellingCase {
  const char* raw;
  const char* normalised;
};

TEST(NormaliseModelName, TailsOfFilesAndRepositoriesOff) {
  const SpellingCase cases[] = {
      {"  Qwen/Qwen3-4B-GGUF ", "Qwen/Qwen3-4B"},
      {"Qwen3-4B.gguf", "Qwen3-4B"},
      {"Qwen3-4B-gguf", "Qwen3-4B"},
      {"TheDrummer/Snowpiercer-15B-v1", "TheDrummer/Snowpiercer-15B-v1"},
      {"a-GGUF.gguf", "a"},
      {"-GGUF", "-GGUF"},
  };
  for (const auto& expected : cases) EXPECT_EQ(normalise_model_name(expected.raw), expected.normalised);
}

TEST(NormaliseQuantization, EverySpellingOfALabelIsOneLabel) {
  const SpellingCase cases[] = {
      {"q4_k_m", "Q4_K_M"},
      {" Q4_K_M ", "Q4_K_M"},
      {"Q4-K-M", "Q4_K_M"},
      {"Q4_K - Medium", "Q4_K_M"},
      {"Q4_K - Small", "Q4_K_S"},
      {"Q3_K - Large", "Q3_K_L"},
      {"Q2_K - Medium", "Q2_K"},
      {"Q4_K - Medium (guessed)", "Q4_K_M"},
      {"mostly Q4_0", "Q4_0"},
      {"mostly Q5_K - Medium", "Q5_K_M"},
      {"all F32", "FP32"},
      {"F16", "FP16"},
      {"f16", "FP16"},
      {"FP16", "FP16"},
      {"bf16", "BF16"},
      {"IQ4_XS - 4.25 bpw", "IQ4_XS"},
      {"IQ2_XXS - 2.0625 bpw", "IQ2_XXS"},
      {"IQ3_S mix - 3.66 bpw", "IQ3_M"},
      {"TQ1_0 - 1.69 bpw ternary", "TQ1_0"},
      {"MXFP4 MoE", "MXFP4"},
      {"MXFP4_MOE", "MXFP4"},
      {"nvfp4", "NVFP4"},
      {"Q8_0-GGUF", "Q8_0"},
      {"Q8_0.gguf", "Q8_0"},
      {"ud-q4_k_xl", "UD-Q4_K_XL"},
      {"UD-IQ2_M", "UD-IQ2_M"},
      {"Q6_K_L", "Q6_K_L"},
      {"q4_0_4_4", "Q4_0_4_4"},
      {"i1-Q4_K_M", "Q4_K_M"},
      {"IQ4_KS_R4", "IQ4_KS_R4"},
      {"iq3_k", "IQ3_K"},
      {"w4a16", "W4A16"},
      {"W4A16-CT", "W4A16-CT"},
      {"fp8-dynamic", "FP8_DYNAMIC"},
      {"fp8", "FP8"},
      {"gptq-int4", "GPTQ-Int4"},
      {"4-bit", "4bit"},
      {"q4f16_1", "q4f16_1"},
      {"EXL2 4.65bpw", "exl2 4.65bpw"},
  };
  for (const auto& expected : cases) {
    const auto name = normalise_quantization(expected.raw);
    EXPECT_EQ(name.name, expected.normalised) << expected.raw;
    EXPECT_TRUE(name.known) << expected.raw;
    EXPECT_EQ(normalise_quantization(name.name).name, name.name) << "normalising again changes nothing";
  }
}

TEST(NormaliseQuantization, UnknownLabelsAreKeptAndMarked) {
  for (const char* raw : {"Q9_K", "unknown, may not work", "turbo3", "safetensors", "", "bpw", "0bpw"}) {
    const auto name = normalise_quantization(raw);
    EXPECT_EQ(name.name, raw);
    EXPECT_FALSE(name.known) << raw;
  }
}

TEST(QuantizationBase, RefinementsAgreeWithTheTypeTheyRefine) {
  const SpellingCase cases[] = {
      {"UD-Q4_K_XL", "Q4_K"}, {"Q4_K_M", "Q4_K"}, {"Q4_K_L", "Q4_K"},    {"UD-Q8_K_XL", "Q8_0"}, {"Q8_0", "Q8_0"},
      {"Q3_K_L", "Q3_K"},     {"MXFP4", "MXFP4"}, {"IQ3_M", "IQ3_S"},    {"IQ4_XS", "IQ4_XS"},   {"FP16", "FP16"},
      {"Q4_0_8_8", "Q4_0"},   {"odd", "odd"},     {"IQ4_K_R4", "IQ4_K"}, {"FP8_DYNAMIC", "FP8"},
  };
  for (const auto& expected : cases) EXPECT_EQ(quantization_base(expected.raw), expected.normalised) << expected.raw;
}

TEST(NominalBitsPerWeight, FromThePublishedTable) {
  EXPECT_DOUBLE_EQ(*nominal_bits_per_weight("Q4_K_M"), 4.8944);
  EXPECT_DOUBLE_EQ(*nominal_bits_per_weight("FP16"), 16.0005);
  EXPECT_DOUBLE_EQ(*nominal_bits_per_weight("IQ1_S"), 2.0042);
  EXPECT_DOUBLE_EQ(*nominal_bits_per_weight("UD-Q2_K_XL"), 3.4);
  EXPECT_DOUBLE_EQ(*nominal_bits_per_weight("exl2 4.65bpw"), 4.65);
  EXPECT_FALSE(nominal_bits_per_weight("AWQ"));
  EXPECT_FALSE(nominal_bits_per_weight("odd"));
}

TEST(NormaliseBackend, UsualSpellings) {
  const SpellingCase cases[] = {
      {"llama_cpp", "llama.cpp"},   {"llamacpp", "llama.cpp"},     {"LLaMA.cpp", "llama.cpp"},
      {"llama-bench", "llama.cpp"}, {"ik_llama.cpp", "llama.cpp"}, {"vLLM", "vllm"},
      {"SGLang", "sglang"},         {"trt-llm", "TensorRT-LLM"},   {"mlx_lm", "mlx"},
      {"Ollama", "ollama"},         {"exl2", "exllamav2"},         {"tinygrad", "tinygrad"},
  };
  for (const auto& expected : cases) {
    const auto name = normalise_backend(expected.raw);
    EXPECT_EQ(name.name, expected.normalised) << expected.raw;
    EXPECT_TRUE(name.known) << expected.raw;
  }
  EXPECT_EQ(normalise_backend("  my  engine ").name, "my engine");
  EXPECT_FALSE(normalise_backend("my engine").known);
}

TEST(IsPlaceholderModelName, NamesNobodyConfigured) {
  for (const char* name : {"llama3", "Local", "default", "model", "gpt-3.5-turbo", "ggml-model", "", " "}) {
    EXPECT_TRUE(is_placeholder_model_name(name)) << name;
  }
  for (const char* name : {"llama3.1:8b", "Qwen3-4B", "gpt-oss-20b", "models/phi-4"}) {
    EXPECT_FALSE(is_placeholder_model_name(name)) << name;
  }
}

struct GgufCase {
  const char* path;
  const char* model;
  const char* quantization;  ///< "" = none
  const char* owner;         ///< "" = none
};

TEST(ParseGgufName, FilesAsTheyAreNamedInTheWild) {
  const GgufCase cases[] = {
      {"/mnt/llm-models/GGUF/TheDrummer/Snowpiercer-15B-v1/Snowpiercer-15B-v1.Q3_K_L.gguf", "Snowpiercer-15B-v1",
       "Q3_K_L", "TheDrummer"},
      {"tiny-llama-Q4_K_M.gguf", "tiny-llama", "Q4_K_M", ""},
      {"/models/gguf/Qwen3-235B-A22B-Instruct-2507-UD-Q3_K_XL-00001-of-00003.gguf", "Qwen3-235B-A22B-Instruct-2507",
       "UD-Q3_K_XL", ""},
      {"models/step-3.5-reap-128/Step-3.5-Flash-REAP-128B-A11B-Q4_K_M.gguf-00001-of-00004.gguf",
       "Step-3.5-Flash-REAP-128B-A11B", "Q4_K_M", ""},
      {"/home/u/models/gpt-oss-20b/gpt-oss-20b-mxfp4.gguf", "gpt-oss-20b", "MXFP4", ""},
      {"Qwen3.5-122B-A10B-MXFP4_MOE-00001-of-00003.gguf", "Qwen3.5-122B-A10B", "MXFP4", ""},
      {"/home/u/models/Qwen3.6-27B-MTP-GGUF/Qwen3.6-27B-UD-Q8_K_XL.gguf", "Qwen3.6-27B", "UD-Q8_K_XL", ""},
      {"/h/models/unsloth/Qwen3.5-122B-A10B-GGUF/UD-Q4_K_XL/Qwen3.5-122B-A10B-UD-Q4_K_XL-00001-of-00003.gguf",
       "Qwen3.5-122B-A10B", "UD-Q4_K_XL", "unsloth"},
      {"/root/.cache/huggingface/hub/models--HauhauCS--Qwen3.6-27B-Uncensored/snapshots/9a28/"
       "Qwen3.6-27B-Uncensored-IQ4_XS.gguf",
       "Qwen3.6-27B-Uncensored", "IQ4_XS", "HauhauCS"},
      {"models/7B/ggml-model-q4_0.gguf", "ggml-model", "Q4_0", ""},
      {"LLMs\\Phi-3.5-mini-instruct-Q8_0.gguf", "Phi-3.5-mini-instruct", "Q8_0", ""},
      {"llava-v1.6-mistral-7b.Q5_K_M.gguf", "llava-v1.6-mistral-7b", "Q5_K_M", ""},
      {"/u/aimodels/specialized/phi-4/phi-4-Q5_K_M.gguf", "phi-4", "Q5_K_M", ""},
      {"/u/aimodels/massive/qwen2.5-72b/Qwen2.5-72B-Instruct-Q6_K-00001-of-00002.gguf", "Qwen2.5-72B-Instruct", "Q6_K",
       ""},
      {"command-r-plus/c4ai-command-r-plus-08-2024-Q3_K_M/c4ai-command-r-plus-08-2024-Q3_K_M-00001-of-00002.gguf",
       "c4ai-command-r-plus-08-2024", "Q3_K_M", ""},
      {"Llama-3.2-3B-Instruct-Q6_K_L.gguf", "Llama-3.2-3B-Instruct", "Q6_K_L", ""},
      {"gemma-3-4b-it-f16.gguf", "gemma-3-4b-it", "FP16", ""},
      {"Model.i1-IQ3_XXS.gguf", "Model", "IQ3_XXS", ""},
      {"Model-IQ4_XS-imat.gguf", "Model", "IQ4_XS", ""},
      {"Model-Q4_K_M-MTP.gguf", "Model-MTP", "Q4_K_M", ""},
      {"some-model.gguf", "some-model", "", ""},
      {"Q4_K_M.gguf", "", "Q4_K_M", ""},
  };
  for (const auto& expected : cases) {
    const GgufName name = parse_gguf_name(expected.path);
    EXPECT_EQ(name.model_name, expected.model) << expected.path;
    EXPECT_EQ(name.quantization.value_or(""), expected.quantization) << expected.path;
    EXPECT_EQ(name.owner.value_or(""), expected.owner) << expected.path;
  }
}

TEST(ParseGgufName, CacheOfLlamaCppJoinsOwnerRepositoryAndFile) {
  const GgufCase cases[] = {
      {"/root/.cache/llama.cpp/unsloth_gpt-oss-20b-GGUF_gpt-oss-20b-Q4_K_M.gguf", "gpt-oss-20b", "Q4_K_M", "unsloth"},
      {"ggml-org_gpt-oss-120b-GGUF_gpt-oss-120b-mxfp4-00001-of-00003.gguf", "gpt-oss-120b", "MXFP4", "ggml-org"},
      {"bartowski_Qwen_Qwen3-8B-GGUF_Qwen_Qwen3-8B-Q4_K_M.gguf", "Qwen_Qwen3-8B", "Q4_K_M", "bartowski"},
      {"/c/unsloth_DeepSeek-V3.1-GGUF_UD-Q2_K_XL_DeepSeek-V3.1-UD-Q2_K_XL-00001-of-00006.gguf", "DeepSeek-V3.1",
       "UD-Q2_K_XL", "unsloth"},
      {"someone_models-GGUF_Phi-4-Q8_0.gguf", "Phi-4", "Q8_0", ""},
  };
  for (const auto& expected : cases) {
    const GgufName name = parse_gguf_name(expected.path);
    EXPECT_EQ(name.model_name, expected.model) << expected.path;
    EXPECT_EQ(name.quantization.value_or(""), expected.quantization) << expected.path;
    EXPECT_EQ(name.owner.value_or(""), expected.owner) << expected.path;
  }
}

TEST(ParseGgufName, RemarksAndCopiesAreNoPartOfTheModel) {
  const GgufCase cases[] = {
      {"Qwen3-8B.Q4_K_M.imatrix.gguf", "Qwen3-8B", "Q4_K_M", ""},
      {"Qwen3-8B-Q4_K_M_imatrix.gguf", "Qwen3-8B", "Q4_K_M", ""},
      {"Qwen3-8B.Q4_K_S_imat.gguf", "Qwen3-8B", "Q4_K_S", ""},
      {"Qwen3-8B-imatrix-Q5_K_S.gguf", "Qwen3-8B", "Q5_K_S", ""},
      {"Qwen3-8B-Q3_K_S.i1.gguf", "Qwen3-8B", "Q3_K_S", ""},
      {"Qwen3-8B-Q4_K_M (1).gguf", "Qwen3-8B", "Q4_K_M", ""},
      {"Qwen3-8B-Q4_K_M - Copy.gguf", "Qwen3-8B", "Q4_K_M", ""},
      {"Qwen3-8B-Q4_K_M_L.gguf", "Qwen3-8B", "Q4_K_M_L", ""},
      {"olmo-3-32b-q8_0_l.gguf", "olmo-3-32b", "Q8_0_L", ""},
      {"llama-2-7b-chat.ggmlv3.q4_0.bin", "llama-2-7b-chat", "Q4_0", ""},
  };
  for (const auto& expected : cases) {
    const GgufName name = parse_gguf_name(expected.path);
    EXPECT_EQ(name.model_name, expected.model) << expected.path;
    EXPECT_EQ(name.quantization.value_or(""), expected.quantization) << expected.path;
  }
}

TEST(ParseGgufName, FilesThatNameNoModel) {
  const GgufName label_only = parse_gguf_name("/models/Qwen3-8B/Q4_K_M.gguf");
  EXPECT_EQ(label_only.model_name, "");
  EXPECT_EQ(label_only.quantization, "Q4_K_M");
  const GgufName blob = parse_gguf_name(
      "/usr/share/ollama/.ollama/models/blobs/sha256-a3de86cd1c132c822487ededd47a324c50491393e6565cd14bafa40d0b8e686f");
  EXPECT_EQ(blob.model_name, "");
  EXPECT_EQ(blob.quantization, std::nullopt);
}

TEST(ParseGgufName, FoldersOfAMachineAreNoOwners) {
  for (const char* path :
       {"/workspace/Qwen3-4B-GGUF/Qwen3-4B-Q4_K_M.gguf", "/scratch/Qwen3-4B-GGUF/Qwen3-4B-Q4_K_M.gguf",
        "/nvme1/Qwen3-4B/Qwen3-4B-Q4_K_M.gguf", "/app/Qwen3-4B-GGUF/Qwen3-4B-Q4_K_M.gguf"}) {
    EXPECT_EQ(parse_gguf_name(path).owner, std::nullopt) << path;
  }
}

TEST(ParseGgufName, LabelIsKeptAsSpelled) {
  EXPECT_EQ(parse_gguf_name("Qwen3-8B-F16.gguf").label, "F16");
  EXPECT_EQ(parse_gguf_name("Qwen3-8B.q8_0.gguf").label, "q8_0");
  EXPECT_EQ(parse_gguf_name("Qwen3-8B.gguf").label, "");
}

}  // namespace
}  // namespace llmbench
