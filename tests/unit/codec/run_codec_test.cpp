#include "llmbench/codec/run_codec.hpp"

#include "support/base/printers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace llmbench::codec {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

ExperimentRun decode(const std::string& text, Findings& findings) {
  return decode_experiment_run(parse_json(text), "", findings);
}

/// What the seed's uploader has sent for years: nulls for what it does not know, strings for hardware.
constexpr const char* kSeedRun = R"json({
  "id": "0197518b-6f1c-8d3e-9e55-0242ac120002",
  "model_name": "TheDrummer/Snowpiercer-15B-v1", "quantization": "Q3_K_L",
  "backend": "llama.cpp", "backend_version": "5572 (7675c555)",
  "hardware_config": {"gpu_model": "RTX 4090", "gpu_memory_gb": 24, "cpu_model": "AMD Ryzen 9 7950X",
    "cpu_arch": "zen4", "ram_gb": null, "ram_type": null, "virtualization_type": null, "optimizations": ["CUDA"]},
  "performance_metrics": [
    {"metric_name": "tokens_per_second", "value": 85.49, "unit": "tok/s", "timestamp": "2025-06-08T22:17:33Z",
     "context": {"n_gen": 1280}},
    {"metric_name": "memory_usage_gb", "value": 8, "unit": "GB", "timestamp": null, "context": null}],
  "benchmark_scores": [{"type": "MMLU", "data": {"categories": [{"category": "law", "score": 40.5}],
    "timestamp": null, "context": null}}],
  "timestamp": "2025-06-08T22:17:33.123456Z", "notes": null, "status": "completed"
})json";

TEST(RunCodec, ReadsTheSeedsRun) {
  Findings findings;
  const ExperimentRun run = decode(kSeedRun, findings);
  EXPECT_THAT(findings.errors, IsEmpty());
  EXPECT_THAT(findings.warnings, IsEmpty());
  EXPECT_EQ(to_string(run.id.value()), "0197518b-6f1c-8d3e-9e55-0242ac120002");
  EXPECT_EQ(run.model_name, "TheDrummer/Snowpiercer-15B-v1");
  EXPECT_EQ(run.quantization, "Q3_K_L");
  EXPECT_EQ(run.lora_adapter, "");
  EXPECT_EQ(run.backend_version, "5572 (7675c555)");
  EXPECT_EQ(run.hardware.gpu_model, "RTX 4090");
  EXPECT_EQ(run.hardware.gpu_memory_gb, 24.0);
  EXPECT_EQ(run.hardware.gpu_count, std::nullopt);
  EXPECT_EQ(run.hardware.ram_gb, std::nullopt);
  EXPECT_THAT(run.hardware.optimizations, ElementsAre("CUDA"));
  ASSERT_EQ(run.metrics.size(), 2U);
  EXPECT_EQ(run.metrics[0].value, 85.49);
  EXPECT_EQ(run.metrics[0].context, (Json{{"n_gen", 1280}}));
  EXPECT_EQ(run.metrics[1].measured_at, std::nullopt);
  ASSERT_EQ(run.benchmark_scores.size(), 1U);
  EXPECT_EQ(format_rfc3339(run.timestamp.value()), "2025-06-08T22:17:33.123456Z");
  EXPECT_EQ(run.status, RunStatus::completed);
}

TEST(RunCodec, UnknownHardwareAndTimeAreNull) {
  Findings findings;
  const ExperimentRun run = decode(R"({"model_name":"m","quantization":"q","backend":"b","backend_version":null,
    "hardware_config":{"gpu_model":null,"gpu_memory_gb":null,"cpu_model":null,"cpu_arch":null,"optimizations":null},
    "performance_metrics":[],"benchmark_scores":null,"timestamp":null})",
                                   findings);
  EXPECT_THAT(findings.errors, IsEmpty());
  EXPECT_EQ(run.hardware, HardwareConfig{});
  EXPECT_EQ(run.timestamp, std::nullopt);
  EXPECT_EQ(run.backend_version, std::nullopt);
}

TEST(RunCodec, ReportsEveryMissingFieldAtOnce) {
  Findings findings;
  (void)decode("{}", findings);
  EXPECT_THAT(findings.errors,
              UnorderedElementsAre(FieldError{"model_name", "is required"}, FieldError{"quantization", "is required"},
                                   FieldError{"backend", "is required"}, FieldError{"hardware_config", "is required"},
                                   FieldError{"performance_metrics", "is required"}));
}

TEST(RunCodec, ReportsEveryWrongFieldWithItsPath) {
  Findings findings;
  (void)decode(R"({"id":"7","model_name":"m","quantization":4,"backend":"b","backend_version":5572,
    "hardware_config":{"gpu_memory_gb":"24","gpu_count":1.5,"optimizations":"CUDA"},
    "performance_metrics":[{"metric_name":"a","value":1},{"metric_name":"b","value":null},{"value":true},7,
      {"metric_name":"c","value":1,"samples":[1,"2"],"context":[]}],
    "benchmark_scores":[{"type":"GSM8K","data":{"problems_solved":1.5,"total_problems":2}}],
    "timestamp":1749420000,"status":"done","load":"parallel","workload":"both","concurrency_source":"guessed",
    "concurrent_requests":-1,"settings":[],"artifact":{"size_bytes":"4"},"tags":"sample"})",
               findings);
  std::vector<std::string> paths;
  for (const auto& error : findings.errors) paths.push_back(error.path);
  EXPECT_THAT(paths, UnorderedElementsAre(
                         "id", "quantization", "backend_version", "hardware_config.gpu_memory_gb",
                         "hardware_config.gpu_count", "hardware_config.optimizations", "performance_metrics[1].value",
                         "performance_metrics[2].metric_name", "performance_metrics[2].value", "performance_metrics[3]",
                         "performance_metrics[4].samples[1]", "performance_metrics[4].context",
                         "benchmark_scores[0].data.problems_solved", "timestamp", "status", "load", "workload",
                         "concurrency_source", "concurrent_requests", "settings", "artifact.size_bytes", "tags"));
}

TEST(RunCodec, AClosedListNamesItsChoices) {
  Findings findings;
  (void)decode(R"({"model_name":"m","quantization":"q","backend":"b","hardware_config":{},"performance_metrics":[],
    "load":"parallel"})",
               findings);
  EXPECT_THAT(findings.errors, ElementsAre(FieldError{"load", "must be one of single, concurrent, offline"}));
}

TEST(RunCodec, KeepsUnknownFieldsWithAWarning) {
  Findings findings;
  const ExperimentRun run = decode(R"({"model_name":"m","quantization":"q","backend":"b",
    "hardware_config":{"gpu_color":"red"},"performance_metrics":[{"metric_name":"a","value":1,"quality":9}],
    "experiment":{"name":"x"},"provenance":{"source":"mine","unknown_fields":{"older":1}}})",
                                   findings);
  EXPECT_THAT(findings.errors, IsEmpty());
  EXPECT_EQ(run.provenance, parse_json(R"({"source":"mine","unknown_fields":{"older":1,
    "hardware_config.gpu_color":"red","performance_metrics[0].quality":9,"experiment":{"name":"x"}}})"));
  EXPECT_THAT(findings.warnings,
              ElementsAre("unknown fields were kept in provenance.unknown_fields: hardware_config.gpu_color, "
                          "performance_metrics[0].quality, experiment"));
}

TEST(RunCodec, UnknownFieldsThatDoNotFitAreNamed) {
  Findings findings;
  const std::string large(200 << 10, 'x');
  const ExperimentRun run = decode(R"({"model_name":"m","quantization":"q","backend":"b","hardware_config":{},
    "performance_metrics":[],"a":")" + large +
                                       R"(","b":")" + large + R"(","c":1})",
                                   findings);
  EXPECT_EQ(run.provenance["unknown_fields"].size(), 2U);
  EXPECT_LE(dump_json(run.provenance).size(), 256U << 10);
  EXPECT_THAT(findings.warnings,
              ElementsAre("unknown fields were kept in provenance.unknown_fields: a, c",
                          "unknown fields were not stored because provenance would be larger than 256 KiB: b"));
}

TEST(RunCodec, TheWarningOfOneRunDoesNotNameFieldsOfAnother) {
  Findings findings;
  const std::string run = R"({"model_name":"m","quantization":"q","backend":"b","hardware_config":{},
    "performance_metrics":[],)";
  (void)decode(run + R"("first":1})", findings);
  const ExperimentRun second = decode(run + R"("second":2})", findings);
  EXPECT_EQ(second.provenance, parse_json(R"({"unknown_fields":{"second":2}})"));
}

TEST(RunCodec, WritesWhatIsUnknownAsNullAndLeavesOutWhatIsOptional) {
  ExperimentRun run;
  run.model_name = "m";
  run.quantization = "Q4_K_M";
  run.backend = "llama.cpp";
  EXPECT_EQ(dump_json(encode_experiment_run(run)),
            R"({"model_name":"m","quantization":"Q4_K_M","backend":"llama.cpp","backend_version":null,)"
            R"("hardware_config":{"gpu_model":null,"gpu_memory_gb":null,"cpu_model":null,"cpu_arch":null,)"
            R"("optimizations":[]},"performance_metrics":[],"benchmark_scores":[],"timestamp":null})");
}

/// Runs that differ in everything a run can differ in: each optional field is there or not, texts hold quotes, line
/// breaks and other scripts, numbers are small, huge and of many digits.
class RandomRuns {
 public:
  explicit RandomRuns(unsigned seed) : random_(seed) {}

  ExperimentRun run() {
    ExperimentRun run;
    if (maybe()) run.id = uuid_from_content(text());
    run.model_name = text();
    run.quantization = text();
    if (maybe()) run.lora_adapter = text();
    run.backend = text();
    run.backend_version = optional(&RandomRuns::text);
    run.hardware = hardware();
    for (int left = count(4); left > 0; --left) run.metrics.push_back(metric());
    for (int left = count(3); left > 0; --left) run.benchmark_scores.push_back(score());
    run.timestamp = optional(&RandomRuns::time);
    if (maybe()) run.notes = text();
    for (int left = count(3); left > 0; --left) run.tags.push_back(text());
    run.status = static_cast<RunStatus>(count(4));
    if (maybe()) run.error = text();
    run.concurrent_requests = optional(&RandomRuns::small);
    if (maybe()) run.concurrency_source = maybe() ? "stated" : "derived";
    run.max_context_length = optional(&RandomRuns::small);
    run.load_pattern = optional(&RandomRuns::text);
    run.dataset_name = optional(&RandomRuns::text);
    run.gpu_power_limit_watts = optional(&RandomRuns::small);
    run.workload = maybe() ? Workload::training : Workload::inference;
    if (maybe()) run.load = static_cast<Load>(count(2));
    if (maybe()) run.settings = document();
    if (maybe()) run.user_settings = document();
    if (maybe()) run.artifact = Artifact{whole(), whole(), maybe() ? text() : "", optional(&RandomRuns::text)};
    if (maybe()) run.provenance = document();
    return run;
  }

 private:
  bool maybe() { return random_() % 2 == 0; }
  int count(int most) { return static_cast<int>(random_() % static_cast<unsigned>(most + 1)); }
  int small() { return static_cast<int>(random_() % 100000); }
  /// At most what a category or benchmark may have.
  std::int64_t questions() { return whole() % 1'000'000'001; }
  std::int64_t whole() { return static_cast<std::int64_t>(random_() >> (2 + random_() % 60)); }
  double number() {
    const double digits = std::uniform_real_distribution<double>{-1, 1}(random_);
    return maybe() ? static_cast<double>(small()) : std::ldexp(digits, static_cast<int>(random_() % 120) - 60);
  }
  std::string text() {
    static const std::vector<std::string> kPieces{"Qwen", "Q4_K_M", " ", "\"", "\\", "\n",
                                                  "模型", "é",      "™", "/",  "é",  "0"};
    std::string result = "x";
    for (int left = count(6); left > 0; --left) result += kPieces[random_() % kPieces.size()];
    return result;
  }
  TimePoint time() {  // 1970 to 9999
    return TimePoint{std::chrono::microseconds{whole() % 253'000'000'000'000'000}};
  }
  Json document() {
    return Json{{text(), number()}, {text(), text()}, {"list", {whole(), nullptr, maybe()}}, {"o", {{"a", 1.5}}}};
  }
  template <typename Value>
  std::optional<Value> optional(Value (RandomRuns::*make)()) {
    return maybe() ? std::optional<Value>{(this->*make)()} : std::nullopt;
  }
  HardwareConfig hardware() {
    HardwareConfig hardware;
    hardware.gpu_model = optional(&RandomRuns::text);
    hardware.gpu_memory_gb = optional(&RandomRuns::number);
    hardware.gpu_count = optional(&RandomRuns::small);
    hardware.cpu_model = optional(&RandomRuns::text);
    hardware.cpu_arch = optional(&RandomRuns::text);
    hardware.ram_gb = optional(&RandomRuns::number);
    hardware.ram_type = optional(&RandomRuns::text);
    hardware.virtualization_type = optional(&RandomRuns::text);
    for (int left = count(3); left > 0; --left) hardware.optimizations.push_back(text());
    hardware.machine_name = optional(&RandomRuns::text);
    return hardware;
  }
  Metric metric() {
    Metric metric;
    metric.name = text();
    metric.value = number();
    metric.unit = text();
    metric.measured_at = optional(&RandomRuns::time);
    if (maybe()) metric.context = document();
    if (maybe()) metric.n = small();
    metric.stddev = optional(&RandomRuns::number);
    for (int left = count(5); left > 0; --left) metric.samples.push_back(number());
    return metric;
  }
  ScoreUpload score() {
    ScoreUpload score;
    switch (count(5)) {
      case 0:
        score.data =
            MmluScore{{{text(), number(), questions(), std::nullopt}, {text(), number(), std::nullopt, questions()}}};
        break;
      case 1:
        score.data = Gsm8kScore{small(), small()};
        break;
      case 2:
        score.data = HumanEvalScore{number(), optional(&RandomRuns::number), optional(&RandomRuns::number), small()};
        break;
      case 3:
        score.data = HellaSwagScore{number(), small(), small()};
        break;
      case 4:
        score.data = TruthfulQaScore{number(), optional(&RandomRuns::number), small()};
        break;
      default:
        score.data = GenericScore{text(),
                                  number(),
                                  text(),
                                  maybe() ? std::optional{maybe()} : std::nullopt,
                                  optional(&RandomRuns::number),
                                  optional(&RandomRuns::questions),
                                  optional(&RandomRuns::questions),
                                  maybe() ? document() : Json::object()};
    }
    score.benchmark = optional(&RandomRuns::text);
    score.timestamp = optional(&RandomRuns::time);
    if (maybe()) score.context = document();
    return score;
  }

  std::mt19937_64 random_;
};

void expect_equal(const ExperimentRun& a, const ExperimentRun& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.model_name, b.model_name);
  EXPECT_EQ(a.quantization, b.quantization);
  EXPECT_EQ(a.lora_adapter, b.lora_adapter);
  EXPECT_EQ(a.backend, b.backend);
  EXPECT_EQ(a.backend_version, b.backend_version);
  EXPECT_EQ(a.hardware, b.hardware);
  EXPECT_EQ(a.metrics, b.metrics);
  EXPECT_EQ(a.benchmark_scores, b.benchmark_scores);
  EXPECT_EQ(a.timestamp, b.timestamp);
  EXPECT_EQ(a.notes, b.notes);
  EXPECT_EQ(a.tags, b.tags);
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.error, b.error);
  EXPECT_EQ(a.concurrent_requests, b.concurrent_requests);
  EXPECT_EQ(a.concurrency_source, b.concurrency_source);
  EXPECT_EQ(a.max_context_length, b.max_context_length);
  EXPECT_EQ(a.load_pattern, b.load_pattern);
  EXPECT_EQ(a.dataset_name, b.dataset_name);
  EXPECT_EQ(a.gpu_power_limit_watts, b.gpu_power_limit_watts);
  EXPECT_EQ(a.workload, b.workload);
  EXPECT_EQ(a.load, b.load);
  EXPECT_EQ(a.settings, b.settings);
  EXPECT_EQ(a.user_settings, b.user_settings);
  EXPECT_EQ(a.artifact, b.artifact);
  EXPECT_EQ(a.provenance, b.provenance);
}

TEST(RunCodec, EveryRunReadsBackAsItWasWritten) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const ExperimentRun run = RandomRuns{seed}.run();
    const std::string text = dump_json(encode_experiment_run(run));
    Findings findings;
    const ExperimentRun again = decode(text, findings);
    ASSERT_THAT(findings.errors, IsEmpty()) << text;
    ASSERT_THAT(findings.warnings, IsEmpty()) << text;
    expect_equal(again, run);
    ASSERT_EQ(dump_json(encode_experiment_run(again)), text);
    if (HasFailure()) break;
  }
}

TEST(RunCodec, AnyFieldOfAnyWrongTypeIsAnErrorOfThatField) {
  const Json run = parse_json(kSeedRun);
  for (const auto& [key, value] : run.items()) {
    Json damaged = run;
    damaged[key] = value.is_number() ? Json("text") : Json(12.5);
    Findings findings;
    (void)decode_experiment_run(damaged, "", findings);
    ASSERT_EQ(findings.errors.size(), 1U) << key;
    EXPECT_EQ(findings.errors[0].path, key);
    EXPECT_THAT(findings.errors[0].message, HasSubstr("12.5"));
  }
}

}  // namespace
}  // namespace llmbench::codec
