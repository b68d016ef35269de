#include "llmbench/domain/older_system.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace llmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Json a_row() {
  return {{"id", "11111111-2222-4333-8444-555555555555"},
          {"model_name", "Qwen3-8B-GGUF"},
          {"quantization", "Q8_0-GGUF"},
          {"backend", "llama_cpp"},
          {"backend_version", "b5000"},
          {"timestamp", "2025-03-01T12:00:00+00:00"},
          {"status", "completed"}};
}

Metric a_metric(const std::string& name, double value) {
  Metric metric;
  metric.name = name;
  metric.value = value;
  return metric;
}

TEST(OlderRun, KeepsItsIdAndItsNamesAsWritten) {
  const auto run = older_run(a_row(), Json());
  EXPECT_EQ(to_string(run.id.value()), "11111111-2222-4333-8444-555555555555");
  EXPECT_EQ(run.model_name, "Qwen3-8B-GGUF");
  EXPECT_EQ(run.timestamp, parse_time("2025-03-01T12:00:00Z"));
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.hardware, HardwareConfig{});
  const auto prepared = prepare_run(run);
  EXPECT_EQ(prepared.variant.model_name, "Qwen3-8B");
  EXPECT_EQ(prepared.variant.quantization, "Q8_0");
}

TEST(OlderRun, NoTwoOfThemAreEverOne) {
  Json twin = a_row();
  twin["id"] = "99999999-2222-4333-8444-555555555555";
  auto one = older_run(a_row(), Json());
  auto other = older_run(twin, Json());
  for (ExperimentRun* run : {&one, &other}) {
    run->metrics = {a_metric("tokens_per_second", 50)};
    add_older_fingerprint(*run);
  }
  EXPECT_NE(content_id(one), content_id(other));
  EXPECT_EQ(prepare_run(one).configuration_id, prepare_run(other).configuration_id);
}

TEST(OlderRun, WhatWasWrittenForUnknownIsUnknown) {
  Json row = a_row();
  row["concurrent_requests"] = -1;
  row["max_context_length"] = nullptr;
  row["timestamp"] = nullptr;
  const auto run = older_run(row, {{"gpu_model", "RTX 3090"},
                                   {"gpu_memory_gb", 0},
                                   {"cpu_model", "Unknown"},
                                   {"cpu_arch", "Unknown"},
                                   {"ram_gb", 0},
                                   {"ram_type", nullptr}});
  EXPECT_EQ(run.concurrent_requests, std::nullopt);
  EXPECT_EQ(run.timestamp, std::nullopt);
  EXPECT_EQ(run.hardware.gpu_model, "RTX 3090");
  EXPECT_EQ(run.hardware.gpu_memory_gb, std::nullopt);
  EXPECT_EQ(run.hardware.cpu_model, std::nullopt);
  EXPECT_EQ(run.hardware.ram_gb, std::nullopt);
}

TEST(OlderRun, SaysWhatOfItsRowStaysInLegacy) {
  Json row = a_row();
  EXPECT_EQ(left_out_of_run(row), "");
  row["concurrent_requests"] = -1;
  EXPECT_EQ(left_out_of_run(row), "its concurrent_requests is negative and stays in legacy");
  row["notes"] = std::string((64 << 10) + 1, 'x');
  EXPECT_EQ(left_out_of_run(row),
            "its concurrent_requests is negative and stays in legacy; its notes are longer than 64 KiB; what is over "
            "stays in legacy");
  EXPECT_EQ(left_out_of_hardware({{"gpu_model", "RTX 3090"}, {"gpu_memory_gb", 0}, {"ram_gb", nullptr}}), "");
  EXPECT_EQ(left_out_of_hardware({{"gpu_model", "RTX 3090"}, {"gpu_memory_gb", 24}, {"ram_gb", -8}}),
            "its ram_gb is negative and stays in legacy");
}

TEST(OlderRun, ATimeOutsideOfTheYearsWeReadIsUnknownAndStaysInLegacy) {
  // As PostgreSQL prints them in JSON.
  for (const char* time : {"infinity", "-infinity", "1969-12-31T23:59:59+00:00", "0044-03-15T12:00:00+00:00 BC",
                           "10000-01-01T00:00:00+00:00"}) {
    Json row = a_row();
    row["timestamp"] = time;
    EXPECT_EQ(older_run(row, Json()).timestamp, std::nullopt) << time;
    EXPECT_EQ(left_out_of_run(row), "its timestamp is no time from 1970 to 9999 and stays in legacy") << time;
  }
  Json first = a_row();
  first["timestamp"] = "1970-01-01T00:00:00+00:00";
  EXPECT_EQ(older_run(first, Json()).timestamp, TimePoint{});
  EXPECT_EQ(left_out_of_run(first), "");
}

TEST(OlderRun, AMachineWithoutAGpuIsCpuOnly) {
  EXPECT_EQ(older_hardware({{"gpu_model", "N/A"}, {"gpu_memory_gb", 0}}).gpu_model, kCpuOnly);
  EXPECT_EQ(older_hardware({{"gpu_model", "CPU"}, {"gpu_memory_gb", 0}}).gpu_model, kCpuOnly);
  EXPECT_EQ(older_hardware({{"gpu_model", "Unknown"}, {"gpu_memory_gb", 0}}).gpu_model, std::nullopt);
}

TEST(OlderRun, AStatusNobodyKnowsFailed) {
  Json row = a_row();
  row["status"] = "exploded";
  const auto run = older_run(row, Json());
  EXPECT_EQ(run.status, RunStatus::failed);
  EXPECT_EQ(run.error, "the older system said: exploded");
}

TEST(OlderRun, ItsSampleRunsAreTagged) {
  Json row = a_row();
  EXPECT_THAT(older_run(row, Json()).tags, IsEmpty());
  row["model_name"] = "Mistral Small 3.2 24B";
  row["quantization"] = "Q8_0";
  EXPECT_THAT(older_run(row, Json()).tags, ElementsAre("sample"));
  row["backend"] = "vllm";
  EXPECT_THAT(older_run(row, Json()).tags, IsEmpty());
}

TEST(OlderRun, MetricsThatCannotBeStoredAreTakenOff) {
  std::vector<Metric> metrics{a_metric("tokens_per_second", -5), a_metric("memory_usage_gb", 6), a_metric("", 1),
                              a_metric("kl_divergence", -0.1)};
  std::vector<std::string> refused;
  for (const auto& metric : take_refused_metrics(metrics)) {
    refused.push_back(std::to_string(metric.at) + " " + metric.reason);
  }
  EXPECT_THAT(refused, ElementsAre("0 value must be >= 0", "2 metric_name must not be empty"));
  ASSERT_EQ(metrics.size(), 2U);
  EXPECT_EQ(metrics[0].name, "memory_usage_gb");
}

TEST(OlderRun, ItsSpeedIsTheMetricTheOlderGridShowed) {
  auto run = older_run(a_row(), Json());
  run.metrics = {a_metric("tokens_per_second", 60), a_metric("tg128", 61)};
  auto prepared = prepare_run(run);
  EXPECT_EQ(prepared.headline.speed->value, 61);
  show_older_speed(prepared);
  EXPECT_EQ(prepared.headline.speed->value, 60);
  EXPECT_EQ(prepared.headline.speed->tokens, 0);
}

TEST(OlderRun, NotesLongerThanOursAreCutBetweenCharacters) {
  Json row = a_row();
  std::string notes((64 << 10) - 1, 'x');
  row["notes"] = notes + "\xc3\xa9";  // é crosses the limit
  EXPECT_EQ(older_run(row, Json()).notes, notes);
}

}  // namespace
}  // namespace llmbench
