#pragma once
// What the end-to-end tests of llm-benchmark-uploader share: a folder of files, llama-bench records, scripted answers,
// and the program itself.

#include "support/base/paths.hpp"
#include "support/base/scripted_server.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <unistd.h>

namespace llmbench::testing {

inline constexpr const char* kRunId = "0197518b-6f1c-8d3e-9e55-0242ac120002";
inline constexpr const char* kVariantId = "0197518b-0000-8d3e-9e55-0242ac120002";

inline ScriptedAnswer answer(int status, const std::string& body) {
  ScriptedAnswer result;
  result.status = status;
  result.body = body;
  return result;
}

inline ScriptedAnswer run_answer(const std::string& status, int metrics_added = 0, bool scores = false,
                                 const std::string& suggestions = "[]") {
  return answer(status == "created" ? 201 : 200,
                R"({"success":true,"test_run_id":")" + std::string{kRunId} + R"(","model_variant_id":")" + kVariantId +
                    R"(","error":null,"warnings":[],"status":")" + status + R"(","metrics_added":)" +
                    std::to_string(metrics_added) + R"(,"met":{"scores":)" + (scores ? "true" : "false") +
                    R"(,"suggestions":)" + suggestions + "}}");
}

/// One llama-bench record; `test_time` keeps records apart.
inline std::string record(const std::string& model_file, int n_prompt, int n_gen, const std::string& test_time) {
  return R"({"build_commit":"a3c9e41d","build_number":6182,"cpu_info":"AMD Ryzen 5 5600X 6-Core Processor",)"
         R"("gpu_info":"NVIDIA GeForce RTX 3060","backends":"CUDA","model_filename":"models/)" +
         model_file +
         R"(","model_type":"qwen3 4B Q4_K - Medium","model_size":2491254784,"model_n_params":4022468096,)"
         R"("n_batch":2048,"n_ubatch":512,"n_threads":6,"type_k":"f16","type_v":"f16","n_gpu_layers":99,)"
         R"("split_mode":"layer","main_gpu":0,"no_kv_offload":false,"flash_attn":false,"n_prompt":)" +
         std::to_string(n_prompt) + R"(,"n_gen":)" + std::to_string(n_gen) + R"(,"n_depth":0,"test_time":")" +
         test_time +
         R"(","avg_ns":1000000000,"stddev_ns":0,"avg_ts":100.0,"stddev_ts":1.0,)"
         R"("samples_ns":[1000000000,1010000000],"samples_ts":[100.0,101.0]})";
}

inline const std::string kFirst = record("Qwen3-4B-Q4_K_M.gguf", 512, 0, "2025-08-16T09:12:41Z");
inline const std::string kSecond = record("Qwen3-4B-Q4_K_M.gguf", 0, 128, "2025-08-16T09:12:44Z");
inline const std::string kOtherQuantization = record("Qwen3-4B-Q8_0.gguf", 0, 128, "2025-08-16T09:13:44Z");

inline std::filesystem::path samples_dir() {
  return fixtures_dir().parent_path().parent_path() / "docs" / "samples";
}

struct UploaderFixture : ::testing::Test {
  std::filesystem::path folder;

  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "uploader-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    // Started programs inherit it: no test may see what another one, or a person, keeps.
    ::setenv("XDG_STATE_HOME", (folder / "state").c_str(), 1);
    ::setenv("XDG_CONFIG_HOME", (folder / "config").c_str(), 1);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::filesystem::path queue_dir() const { return folder / "state" / "llm-benchmark" / "queue"; }

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream{folder / name, std::ios::binary} << text;
    return (folder / name).string();
  }

  static ProcessResult run(std::vector<std::string> arguments, std::string_view input = {}) {
    ProcessOptions options;
    options.arguments = std::move(arguments);
    options.environment = {{"LLM_BENCHMARK_SERVER", std::nullopt},
                           {"LLM_BENCHMARK_TOKEN", std::nullopt},
                           {"LLM_BENCHMARK_TOKEN_FILE", std::nullopt},
                           {"LLM_BENCHMARK_QUEUE_DIR", std::nullopt}};
    return run_process(bin_dir() / "llm-benchmark-uploader", options, input);
  }
};

}  // namespace llmbench::testing
