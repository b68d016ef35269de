#include "llmbench/domain/identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace llmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Metric a_metric(const char* name, double value, const char* unit = "tok/s") {
  Metric result;
  result.name = name;
  result.value = value;
  result.unit = unit;
  return result;
}

ExperimentRun valid_run() {
  ExperimentRun run;
  run.model_name = "Qwen/Qwen3-4B";
  run.quantization = "Q4_K_M";
  run.backend = "llama.cpp";
  run.metrics = {a_metric("tg128", 50)};
  return run;
}

std::vector<FieldError> errors_after(const std::function<void(ExperimentRun&)>& change) {
  ExperimentRun run = valid_run();
  change(run);
  return validate_run(run);
}

TEST(ValidateRun, AMinimalRunIsValid) {
  EXPECT_THAT(validate_run(valid_run()), IsEmpty());
}

TEST(ValidateRun, ReportsEveryWrongFieldAtOnce) {
  const auto errors = errors_after([](ExperimentRun& run) {
    run.model_name = "  ";
    run.quantization = std::string(256, 'q');
    run.hardware.gpu_memory_gb = -1;
    run.metrics[0].value = std::nan("");
    run.concurrency_source = "guessed";
  });
  EXPECT_THAT(errors, ElementsAre(FieldError{"model_name", "must not be empty"},
                                  FieldError{"quantization", "must be at most 255 characters, not 256"},
                                  FieldError{"hardware_config.gpu_memory_gb", "must be >= 0"},
                                  FieldError{"performance_metrics[0].value", "must be a finite number"},
                                  FieldError{"concurrency_source", "must be stated, derived or unknown"}));
}

TEST(ValidateRun, CharactersCountNotBytes) {
  std::string name;
  for (int i = 0; i < 255; ++i) name += "模";
  EXPECT_THAT(errors_after([&](ExperimentRun& run) { run.model_name = name; }), IsEmpty());
}

struct LimitCase {
  const char* path;
  std::function<void(ExperimentRun&)> break_it;
};

TEST(ValidateRun, EveryLimitNamesItsField) {
  const double infinity = std::numeric_limits<double>::infinity();
  const LimitCase cases[] = {
      {"lora_adapter", [](auto& run) { run.lora_adapter = std::string(256, 'x'); }},
      {"backend", [](auto& run) { run.backend = ""; }},
      {"backend_version", [](auto& run) { run.backend_version = std::string(1001, 'x'); }},
      {"hardware_config.cpu_model", [](auto& run) { run.hardware.cpu_model = std::string(1001, 'x'); }},
      {"hardware_config.gpu_count", [](auto& run) { run.hardware.gpu_count = -1; }},
      {"hardware_config.ram_gb", [=](auto& run) { run.hardware.ram_gb = infinity; }},
      {"hardware_config.optimizations", [](auto& run) { run.hardware.optimizations.assign(33, "x"); }},
      {"hardware_config.optimizations[1]",
       [](auto& run) {
         run.hardware.optimizations = {"x", std::string(65, 'x')};
       }},
      {"performance_metrics[0].metric_name", [](auto& run) { run.metrics[0].name = ""; }},
      {"performance_metrics[0].value", [](auto& run) { run.metrics[0].value = -0.1; }},
      {"performance_metrics[0].n", [](auto& run) { run.metrics[0].n = -1; }},
      {"performance_metrics[0].stddev", [](auto& run) { run.metrics[0].stddev = -1; }},
      {"performance_metrics[0].samples[1]",
       [](auto& run) {
         run.metrics[0].samples = {1, -1, -2};
       }},
      {"performance_metrics[0].samples[0]", [=](auto& run) { run.metrics[0].samples = {infinity}; }},
      {"performance_metrics[0].samples", [](auto& run) { run.metrics[0].samples.assign(10'001, 1.0); }},
      {"performance_metrics[0].context", [](auto& run) { run.metrics[0].context = Json::array(); }},
      {"performance_metrics", [](auto& run) { run.metrics.assign(10'001, a_metric("x", 1)); }},
      {"notes", [](auto& run) { run.notes = std::string((64 << 10) + 1, 'x'); }},
      {"settings", [](auto& run) { run.settings["x"] = std::string(256 << 10, 'x'); }},
      {"user_settings", [](auto& run) { run.user_settings["x"] = std::string(256 << 10, 'x'); }},
      {"provenance", [](auto& run) { run.provenance["x"] = std::string(256 << 10, 'x'); }},
      {"concurrent_requests", [](auto& run) { run.concurrent_requests = -1; }},
      {"max_context_length", [](auto& run) { run.max_context_length = -1; }},
      {"gpu_power_limit_watts", [](auto& run) { run.gpu_power_limit_watts = -1; }},
      {"dataset_name", [](auto& run) { run.dataset_name = std::string(1001, 'x'); }},
      {"tags[0]", [](auto& run) { run.tags = {" "}; }},
      {"tags", [](auto& run) { run.tags.assign(101, "x"); }},
      {"artifact.size_bytes",
       [](auto& run) {
         run.artifact = Artifact{0, {}, "", {}};
       }},
      {"artifact.sha256",
       [](auto& run) {
         run.artifact = Artifact{{}, {}, "", "ABC"};
       }},
      {"id", [](auto& run) { run.status = RunStatus::running; }},
      {"id", [](auto& run) { run.status = RunStatus::pending; }},
  };
  for (const auto& expected : cases) {
    const auto errors = errors_after(expected.break_it);
    ASSERT_EQ(errors.size(), 1U) << expected.path;
    EXPECT_EQ(errors[0].path, expected.path);
  }
}

TEST(ValidateRun, OnlyWhatCannotBeNegativeIsRefused) {
  const auto errors_of = [](const Metric& value) {
    return errors_after([&](ExperimentRun& run) { run.metrics = {value}; });
  };
  EXPECT_THAT(errors_of(a_metric("train_loss", -0.5, "")), IsEmpty());
  EXPECT_THAT(errors_of(a_metric("odd_score", -3, "points")), IsEmpty());
  EXPECT_EQ(errors_of(a_metric("odd_speed", -3, "tok/s")).size(), 1U);
  EXPECT_EQ(errors_of(a_metric("ttft_p95_ms", -3, "ms")).size(), 1U);
}

TEST(ValidateRun, OneValuePerMetricName) {
  EXPECT_THAT(errors_after([](ExperimentRun& run) {
                run.metrics = {a_metric("tg128", 50), a_metric("tg128", 50)};
              }),
              IsEmpty());
  const auto errors = errors_after([](ExperimentRun& run) {
    run.metrics = {a_metric("tg128", 50), a_metric("tg128", 51)};
  });
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].path, "performance_metrics[1].metric_name");
}

TEST(ValidateRun, ScoresAreCheckedWithTheirPath) {
  const auto errors = errors_after([](ExperimentRun& run) {
    ScoreUpload score;
    score.data = Gsm8kScore{5, 4};
    run.benchmark_scores = {score};
  });
  ASSERT_FALSE(errors.empty());
  EXPECT_EQ(errors[0].path.rfind("benchmark_scores[0].data", 0), 0U) << errors[0].path;
}

TEST(ValidateRun, PendingRunsWithAnIdAreValid) {
  EXPECT_THAT(errors_after([](ExperimentRun& run) {
                run.status = RunStatus::running;
                run.id = parse_uuid("00000000-0000-4000-8000-000000000001");
              }),
              IsEmpty());
}

TEST(ValidateRun, AFingerprintDoesNotCountAsProvenance) {
  EXPECT_THAT(errors_after([](ExperimentRun& run) {
                run.provenance["fingerprint"] = std::string(300 << 10, 'x');
                run.provenance["source"] = "x";
              }),
              IsEmpty());
}

}  // namespace
}  // namespace llmbench
