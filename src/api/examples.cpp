#include "api/examples.hpp"

namespace llmbench::api::examples {
namespace {

/// One llama-bench run; `id` and `tests` differ between the examples.
std::string run_text(std::string_view id, std::string_view tests, std::string_view scores) {
  std::string text = R"({"experiment_run":{"id":")" + std::string{id} + R"(",
    "model_name":"Qwen3-8B","quantization":"Q4_K_M","lora_adapter":null,"backend":"llama.cpp",)";
  text += tests;
  text += R"(,
    "hardware_config":{"gpu_model":"RTX 4090","gpu_memory_gb":24,"gpu_count":1,"cpu_model":"AMD Ryzen 9 7950X",
      "cpu_arch":"x86_64","ram_gb":64,"ram_type":"DDR5","optimizations":["CUDA"]},
    "benchmark_scores":[)";
  text += scores;
  return text + R"(],
    "concurrent_requests":1,"max_context_length":8192,"load":"single","tags":["example"],
    "settings":{"n_gpu_layers":99,"flash_attn":1,"type_k":"f16","type_v":"f16","n_batch":2048},
    "artifact":{"size_bytes":5027783488,"n_params":8190735360,"publisher":"Qwen"},
    "provenance":{"tool":"llama-bench"}}})";
}

constexpr std::string_view kTests =
    R"("backend_version":"6423","timestamp":"2025-09-14T18:32:07Z","performance_metrics":[
      {"metric_name":"pp512","value":8412.6,"unit":"tok/s","n":5,"stddev":31.2,
       "samples":[8371.9,8398.4,8417.7,8422.1,8452.9],"context":{"test":"pp512","n_depth":0}},
      {"metric_name":"tg128","value":132.4,"unit":"tok/s","n":5,"stddev":0.38,
       "samples":[131.9,132.2,132.4,132.6,132.9],"context":{"test":"tg128","n_depth":0}},
      {"metric_name":"tokens_per_second","value":132.4,"unit":"tok/s","n":5,"stddev":0.38,
       "samples":[131.9,132.2,132.4,132.6,132.9],"context":{"test":"tg128","n_depth":0,"from":"tg128"}},
      {"metric_name":"prompt_processing_speed","value":8412.6,"unit":"tok/s","n":5,"stddev":31.2,
       "context":{"test":"pp512","n_depth":0,"from":"pp512"}},
      {"metric_name":"memory_usage_gb","value":6.1,"unit":"GB"},
      {"metric_name":"model_size_gb","value":4.68,"unit":"GB"},
      {"metric_name":"model_loading_time","value":2.3,"unit":"s"},
      {"metric_name":"ttft_p50_ms","value":61.3,"unit":"ms"},
      {"metric_name":"gpu_power_watts","value":318,"unit":"W"}])";

constexpr std::string_view kOtherTests =
    R"("backend_version":"6602","timestamp":"2025-09-28T09:14:55Z","performance_metrics":[
      {"metric_name":"pp512","value":8397.1,"unit":"tok/s","n":5,"stddev":36.6,
       "samples":[8349.2,8376.8,8402.5,8411.3,8445.7],"context":{"test":"pp512","n_depth":0}},
      {"metric_name":"tg128","value":141.8,"unit":"tok/s","n":5,"stddev":0.44,
       "samples":[141.2,141.6,141.8,142.0,142.4],"context":{"test":"tg128","n_depth":0}},
      {"metric_name":"tokens_per_second","value":141.8,"unit":"tok/s","n":5,"stddev":0.44,
       "samples":[141.2,141.6,141.8,142.0,142.4],"context":{"test":"tg128","n_depth":0,"from":"tg128"}},
      {"metric_name":"prompt_processing_speed","value":8397.1,"unit":"tok/s","n":5,"stddev":36.6,
       "context":{"test":"pp512","n_depth":0,"from":"pp512"}},
      {"metric_name":"memory_usage_gb","value":6.0,"unit":"GB"},
      {"metric_name":"model_size_gb","value":4.68,"unit":"GB"},
      {"metric_name":"model_loading_time","value":2.2,"unit":"s"},
      {"metric_name":"ttft_p50_ms","value":60.8,"unit":"ms"},
      {"metric_name":"gpu_power_watts","value":322,"unit":"W"}])";

constexpr std::string_view kNewTests =
    R"("backend_version":"6715","timestamp":"2025-10-06T20:41:30Z","performance_metrics":[
      {"metric_name":"tg128","value":143.1,"unit":"tok/s","n":3,"stddev":0.30,"samples":[142.8,143.1,143.4],
       "context":{"test":"tg128","n_depth":0}},
      {"metric_name":"tokens_per_second","value":143.1,"unit":"tok/s","n":3,"stddev":0.30,
       "samples":[142.8,143.1,143.4],"context":{"test":"tg128","n_depth":0,"from":"tg128"}},
      {"metric_name":"memory_usage_gb","value":6.0,"unit":"GB"}])";

constexpr std::string_view kMmluPro = R"({"type":"MMLU","data":{"benchmark":"mmlu_pro","categories":[
        {"category":"biology","score":78.94,"total_questions":717,"correct_answers":566},
        {"category":"computer science","score":63.41,"total_questions":410,"correct_answers":260},
        {"category":"law","score":35.79,"total_questions":1101,"correct_answers":394},
        {"category":"math","score":71.35,"total_questions":1351,"correct_answers":964}],
      "timestamp":"2025-09-13T11:05:12Z","context":{"harness":"chigkim/Ollama-MMLU-Pro"}}})";

}  // namespace

std::string run_body() {
  return run_text(kRun, kTests, kMmluPro);
}

std::string other_run_body() {
  return run_text(kOtherRun, kOtherTests, "");
}

std::string new_run_body() {
  return run_text("0d3c8f5e-7b19-4a62-8e2d-91c4f7a6b803", kNewTests, "");
}

std::string scores_body() {
  return R"({"model_name":"Qwen3-8B","quantization":"Q4_K_M","benchmark_scores":[
    {"type":"GSM8K","data":{"problems_solved":1154,"total_problems":1319}},
    {"type":"HellaSwag","data":{"accuracy":74.9,"total_questions":400,"correct_answers":300}},
    {"type":"Generic","data":{"benchmark_name":"ifeval","score":83.2,"unit":"percent","total_questions":541,
      "correct_answers":450}}],
  "timestamp":"2025-09-15T08:00:00Z","context":{"harness":"lm-evaluation-harness","shots":5},"tags":["example"]})";
}

std::string llama_bench_record() {
  return R"({"build_commit":"5fa07b1","build_number":6210,"cpu_info":"AMD Ryzen 9 7950X 16-Core Processor",)"
         R"("gpu_info":"NVIDIA GeForce RTX 4090","backends":"CUDA","model_filename":"models/Qwen3-8B-Q4_K_M.gguf",)"
         R"("model_type":"qwen3 8B Q4_K - Medium","model_size":5021784064,"model_n_params":8190735360,"n_batch":2048,)"
         R"("n_ubatch":512,"n_gpu_layers":99,"n_prompt":0,"n_gen":128,"n_depth":0,"test_time":"2025-08-20T10:00:00Z",)"
         R"("avg_ns":901000000,"stddev_ns":1200000,"avg_ts":142.064,"stddev_ts":0.189,)"
         R"("samples_ns":[900000000,901000000,902000000],"samples_ts":[142.222,142.064,141.907]})"
         "\n";
}

}  // namespace llmbench::api::examples
