#pragma once
// Runs for tests: plausible llama-bench results whose differences are visible in the test body.

#include "llmbench/domain/run.hpp"

#include <string>
#include <utility>
#include <vector>

namespace llmbench::testing {

[[nodiscard]] inline TimePoint at(const std::string& text) {
  return parse_time(text).value();
}

[[nodiscard]] inline Metric a_metric(const std::string& name, double value, std::vector<double> samples = {}) {
  Metric metric;
  metric.name = name;
  metric.value = value;
  metric.unit = "tok/s";
  metric.samples = std::move(samples);
  return metric;
}

/// `auto run = a_run().with_metric("tg128", 50).build();`
class RunBuilder {
 public:
  RunBuilder() {
    run_.model_name = "Qwen/Qwen3-4B";
    run_.quantization = "Q4_K_M";
    run_.backend = "llama.cpp";
    run_.backend_version = "6000 (abcdef12)";
    run_.hardware.gpu_model = "NVIDIA GeForce RTX 4090";
    run_.hardware.gpu_memory_gb = 24;
    run_.hardware.cpu_model = "AMD Ryzen 9 7950X 16-Core Processor";
    run_.timestamp = at("2025-06-08T12:00:00Z");
  }
  RunBuilder& with_model(const std::string& name) { return run_.model_name = name, *this; }
  RunBuilder& with_quantization(const std::string& name) { return run_.quantization = name, *this; }
  RunBuilder& with_lora(const std::string& name) { return run_.lora_adapter = name, *this; }
  RunBuilder& with_id(const Uuid& id) { return run_.id = id, *this; }
  RunBuilder& with_metric(const std::string& name, double value, std::vector<double> samples = {}) {
    run_.metrics.push_back(a_metric(name, value, std::move(samples)));
    return *this;
  }
  RunBuilder& with_time(std::optional<TimePoint> time) { return run_.timestamp = time, *this; }
  RunBuilder& with_status(RunStatus status) { return run_.status = status, *this; }
  RunBuilder& with_notes(const std::string& notes) { return run_.notes = notes, *this; }
  RunBuilder& with_tags(std::vector<std::string> tags) { return run_.tags = std::move(tags), *this; }
  RunBuilder& with_gpu(const std::string& name) { return run_.hardware.gpu_model = name, *this; }
  RunBuilder& with_fingerprint(const std::string& text) { return run_.provenance["fingerprint"] = text, *this; }
  RunBuilder& with_score(ScoreUpload score) { return run_.benchmark_scores.push_back(std::move(score)), *this; }
  [[nodiscard]] ExperimentRun build() const { return run_; }

 private:
  ExperimentRun run_;
};

[[nodiscard]] inline RunBuilder a_run() {
  return RunBuilder{};
}

[[nodiscard]] inline ScoreUpload a_gsm8k_score(std::int64_t solved, std::int64_t total) {
  ScoreUpload score;
  score.data = Gsm8kScore{solved, total};
  return score;
}

}  // namespace llmbench::testing
