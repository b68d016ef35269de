// The texts and ids here are golden: a change of one makes every stored measurement a stranger to its next upload.
#include "llmbench/domain/identity.hpp"

#include <gtest/gtest.h>

namespace llmbench {
namespace {

Metric sampled_metric(const char* name, double value, std::vector<double> samples = {}) {
  Metric result;
  result.name = name;
  result.value = value;
  result.unit = "tok/s";
  result.samples = std::move(samples);
  return result;
}

/// A run as a client of its own posts it.
ExperimentRun posted_run() {
  ExperimentRun run;
  run.model_name = "TheDrummer/Snowpiercer-15B-v1-GGUF";
  run.quantization = "q3_k_l";
  run.backend = "llama_cpp";
  run.backend_version = "5606";
  run.hardware.gpu_model = "NVIDIA GeForce RTX 4090";
  run.hardware.gpu_memory_gb = 24;
  run.hardware.cpu_model = "AMD Ryzen Threadripper 3970X 32-Core Processor";
  run.hardware.optimizations = {"b", "a"};
  run.timestamp = parse_time("2025-06-08T22:17:33.045121Z");
  run.metrics = {sampled_metric("tg128", 77.5, {77, 78}), sampled_metric("pp512", 3500)};
  run.settings = {{"n_batch", 2048}, {"flash_attn", true}};
  return run;
}

/// The same measurement as a reader hands it over.
ExperimentRun read_run() {
  ExperimentRun run = posted_run();
  run.provenance["fingerprint"] = {{"tool", "llama-bench"}, {"time", "2025-06-08T22:17:33Z"}, {"test", "tg128"}};
  return run;
}

TEST(RunFingerprint, OfAPostedRunIsItsStatedIdentity) {
  EXPECT_EQ(
      run_fingerprint(posted_run()),
      R"json({"backend":"llama_cpp","backend_version":"5606","concurrent_requests":null,"dataset_name":null,"erro)json"
      R"json(r":"","gpu_power_limit_watts":null,"hardware_config":{"cpu_arch":null,"cpu_model":"AMD Ryzen Threadr)json"
      R"json(ipper 3970X 32-Core Processor","gpu_count":null,"gpu_memory_gb":24,"gpu_model":"NVIDIA GeForce RTX 4)json"
      R"json(090","machine_name":null,"optimizations":["a","b"],"ram_gb":null,"ram_type":null,"virtualization_typ)json"
      R"json(e":null},"load":null,"load_pattern":null,"max_context_length":null,"metric":"pp512","settings":{"fla)json"
      R"json(sh_attn":true,"n_batch":2048},"status":"completed","timestamp":1749421053045121,"user_settings":{},")json"
      R"json(workload":"inference"})json");
}

TEST(RunFingerprint, OfAReaderIsTakenAsItIs) {
  EXPECT_EQ(run_fingerprint(read_run()), R"({"test":"tg128","time":"2025-06-08T22:17:33Z","tool":"llama-bench"})");
  ExperimentRun run = posted_run();
  run.provenance["fingerprint"] = run_fingerprint(read_run());
  EXPECT_EQ(content_id(run), content_id(read_run())) << "text and object of one fingerprint are one identity";
}

TEST(ContentId, GoldenVectors) {
  EXPECT_EQ(to_string(content_id(posted_run())), "8d6efa0c-534c-81e6-8d9e-546c1c444250");
  EXPECT_EQ(to_string(content_id(read_run())), "f62eea46-4635-85b9-83c4-a66940eb8391");
  EXPECT_EQ(to_string(content_id_with_values(posted_run())), "95471b36-04f5-8876-b290-3d467012dc2f");
}

TEST(ContentId, ValuesSamplesNotesAndTagsAreNotIdentity) {
  ExperimentRun run = posted_run();
  run.metrics[0].value = 99;
  run.metrics[0].samples = {1, 2, 3};
  run.notes = "second try";
  run.tags = {"nightly"};
  run.id = parse_uuid("00000000-0000-4000-8000-000000000001");
  EXPECT_EQ(content_id(run), content_id(posted_run()));
  EXPECT_NE(content_id_with_values(run), content_id_with_values(posted_run()));
}

TEST(ContentId, OrderOfMetricsAndOptimizationsSaysNothing) {
  ExperimentRun run = posted_run();
  std::swap(run.metrics[0], run.metrics[1]);
  run.hardware.optimizations = {"a", "b"};
  EXPECT_EQ(content_id(run), content_id(posted_run()));
  EXPECT_EQ(content_id_with_values(run), content_id_with_values(posted_run()));
}

TEST(ContentId, NamesCountWithoutCaseBlanksAndGguf) {
  ExperimentRun run = posted_run();
  run.model_name = "  thedrummer/snowpiercer-15b-v1 ";
  run.quantization = "Q3_K_L";
  EXPECT_EQ(content_id(run), content_id(posted_run()));
}

TEST(ContentId, NamesFoundInTheSourceWinOverNamesSent) {
  ExperimentRun first = read_run();
  first.provenance["source_names"] = {{"model_name", "Snowpiercer-15B-v1"}, {"quantization", "Q3_K_L"}};
  ExperimentRun second = first;
  second.model_name = "another name by -m";
  EXPECT_EQ(content_id(first), content_id(second));
}

TEST(ContentId, CopiedMetricsAreNotIdentity) {
  ExperimentRun run = posted_run();
  Metric copied = sampled_metric("aaa", 77.5);
  copied.context = {{"from", "tg128"}};
  run.metrics.push_back(copied);
  EXPECT_EQ(content_id(run), content_id(posted_run()));
}

TEST(ContentId, EveryStatedFieldIsIdentity) {
  const auto changed = [](auto change) {
    ExperimentRun run = posted_run();
    change(run);
    return content_id(run) != content_id(posted_run());
  };
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.model_name = "other"; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.quantization = "Q4_0"; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.lora_adapter = "lora"; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.backend = "vllm"; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.backend_version = "5607"; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.hardware.machine_name = "bench-1"; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.hardware.gpu_count = 2; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.timestamp = *run.timestamp + std::chrono::microseconds(1); }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.settings["flash_attn"] = false; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.user_settings["branch"] = "mmq"; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.status = RunStatus::failed; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.error = "out of memory"; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.workload = Workload::training; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.load = Load::single; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.concurrent_requests = 4; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.max_context_length = 8192; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.load_pattern = "burst"; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.dataset_name = "sharegpt"; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.gpu_power_limit_watts = 300; }));
  EXPECT_TRUE(changed([](ExperimentRun& run) { run.metrics[1].name = "pp256"; }));
}

TEST(ContentId, WithoutATimeTheValuesAreIdentity) {
  ExperimentRun run = posted_run();
  run.timestamp.reset();
  ExperimentRun other = run;
  EXPECT_EQ(content_id(run), content_id(other));
  other.metrics[0].value = 78;
  EXPECT_NE(content_id(run), content_id(other));
}

}  // namespace
}  // namespace llmbench
