#pragma once
// The fields of exported rows, in the order of their columns. `Sink` is one of row_sinks.hpp.

#include "api/row_sinks.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/service/export_service.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace llmbench::api {

/// One current score: a whole benchmark in a context (`category` empty), or one of its categories.
struct ScoreRow {
  Uuid variant_id;
  ModelVariant variant;
  service::Quality quality;  ///< figures and interval; of a category: score, unit, counts, stderr
  std::string category;
  bool headline = false;
  const ScoreContext* context = nullptr;
  const std::vector<Uuid>* upload_ids = nullptr;  ///< what the context's current scores came in
};
/// By benchmark, context and category.
[[nodiscard]] std::vector<ScoreRow> score_rows(const service::VariantScores& variant);

/// Headline score of a benchmark; nullopt = none.
[[nodiscard]] std::optional<double> headline_of(const service::VariantScores& variant, std::string_view benchmark);
[[nodiscard]] Json qualities_of(const service::VariantScores& variant);
[[nodiscard]] std::size_t count_benchmarks(const service::VariantScores& variant);

template <typename Sink>
void put_speed(Sink& sink, const char* value, const std::string& prefix, const std::optional<SpeedPoint>& point) {
  const auto known_test = point && point->tokens > 0 ? std::optional(speed_test_name(*point)) : std::nullopt;
  sink.field(value, point ? std::optional(point->value) : std::nullopt);
  sink.field(prefix + "_test", known_test);
  sink.field(prefix + "_depth", point ? std::optional(point->depth) : std::nullopt);
  sink.field(prefix + "_cv", point ? point->cv : std::nullopt);
}

template <typename Sink>
void put_machine(Sink& sink, const HardwareProfile& hardware) {
  sink.field("hardware_profile_id", hardware.id);
  sink.field("platform", hardware.platform);
  sink.field("hardware_category", to_string(hardware.category));
  sink.field("gpu_model", hardware.gpu_model);
  sink.field("gpu_count", hardware.gpu_model ? std::optional(hardware.gpu_count) : std::nullopt);
  sink.field("gpu_memory_gb", hardware.gpu_memory_gb);
  sink.field("cpu_model", hardware.cpu_model);
  sink.field("cpu_arch", hardware.cpu_arch);
  sink.field("ram_gb", hardware.ram_gb);
  sink.field("ram_type", hardware.ram_type);
  sink.field("virtualization_type", hardware.virtualization_type);
  sink.field("optimizations", hardware.optimizations);
  sink.field("machine_name", hardware.machine_name);
}

template <typename Sink>
void put_headline(Sink& sink, const Headline& headline) {
  put_speed(sink, "tokens_per_second", "speed", headline.speed);
  put_speed(sink, "prompt_tokens_per_second", "prompt_speed", headline.prompt_speed);
  sink.field("tokens_per_second_per_request", headline.tokens_per_second_per_request);
  sink.field("total_tokens_per_second", headline.total_tokens_per_second);
  sink.field("memory_gb", headline.memory_gb);
  sink.field("memory_source", headline.memory_source);
  sink.field("memory_place", headline.memory_place);
  sink.field("memory_context_tokens", headline.memory_context_tokens);
  sink.field("time_to_first_token_ms", headline.time_to_first_token_ms);
  sink.field("loading_time_seconds", headline.loading_time_seconds);
  sink.field("gpu_power_watts", headline.gpu_power_watts);
  sink.field("model_size_gb", headline.model_size_gb);
  sink.field("n_params", headline.n_params);
  sink.field("bits_per_weight", headline.bits_per_weight);
  sink.field("unstable", headline.unstable);
  sink.field("partial", headline.partial);
}

template <typename Sink>
void put_row(Sink& sink, const store::RunRecord& run) {
  sink.field("id", run.id);
  sink.field("content_id", run.content_id);
  sink.field("configuration_id", run.configuration_id);
  sink.field("series_id", run.series_id);
  sink.field("model_variant_id", run.variant_id);
  sink.field("model_name", run.variant.model_name);
  sink.field("quantization", run.variant.quantization);
  sink.field("lora_adapter", run.variant.lora_adapter);
  sink.field("publisher",
             run.artifact && !run.artifact->publisher.empty() ? std::optional(run.artifact->publisher) : std::nullopt);
  sink.field("backend", run.backend);
  sink.field("backend_version", run.backend_version);
  sink.field("flavour", run.flavour);
  sink.field("workload", to_string(run.workload));
  sink.field("load", run.load ? std::optional(std::string(to_string(*run.load))) : std::nullopt);
  sink.field("status", to_string(run.status));
  sink.field("timestamp", run.timestamp);
  sink.field("created_at", run.created_at);
  put_machine(sink, run.hardware);
  put_headline(sink, run.headline);
  sink.field("concurrent_requests", run.concurrent_requests);
  sink.field("concurrency_source", run.concurrency_source);
  sink.field("max_context_length", run.max_context_length);
  sink.field("load_pattern", run.load_pattern);
  sink.field("dataset_name", run.dataset_name);
  sink.field("gpu_power_limit_watts", run.gpu_power_limit_watts);
  sink.field("settings_summary", run.settings_summary);
  sink.field("kv_type", run.kv_type);
  sink.field("flash_attention", run.flash_attention);
  sink.field("has_samples", run.has_samples);
  sink.field("uploaded_by", run.uploaded_by);
  sink.field("tags", run.tags);
  sink.field("notes", run.notes);
  sink.end_row();
}

template <typename Sink>
void put_row(Sink& sink, const store::ExportedMetric& row) {
  sink.field("test_run_id", row.run_id);
  sink.field("model_name", row.variant.model_name);
  sink.field("quantization", row.variant.quantization);
  sink.field("lora_adapter", row.variant.lora_adapter);
  sink.field("platform", row.platform);
  sink.field("backend", row.backend);
  sink.field("backend_version", row.backend_version);
  sink.field("timestamp", row.timestamp);
  sink.field("metric_name", row.metric.name);
  sink.field("value", row.metric.value);
  sink.field("unit", row.metric.unit);
  sink.field("n", row.metric.n);
  sink.field("stddev", row.metric.stddev);
  sink.field("samples", row.metric.samples);
  sink.field("measured_at", row.metric.measured_at);
  sink.field("context", row.metric.context);
  sink.end_row();
}

template <typename Sink>
void put_score(Sink& sink, const ScoreRow& row) {
  const QualitySummary& figures = row.quality.summary;
  sink.field("model_variant_id", row.variant_id);
  sink.field("model_name", row.variant.model_name);
  sink.field("quantization", row.variant.quantization);
  sink.field("lora_adapter", row.variant.lora_adapter);
  sink.field("benchmark", figures.benchmark);
  sink.field("category", row.category);
  sink.field("score", figures.score);
  sink.field("unit", figures.unit);
  sink.field("higher_is_better", figures.higher_is_better);
  sink.field("low", row.quality.low);
  sink.field("high", row.quality.high);
  sink.field("interval_method", row.quality.interval_method.empty()
                                    ? std::nullopt
                                    : std::optional(std::string(row.quality.interval_method)));
  sink.field("stderr", figures.standard_error);
  sink.field("total_questions", figures.questions);
  sink.field("correct_answers", figures.correct);
  sink.field("headline", row.headline);
  sink.field("complete", row.category.empty() ? std::optional(figures.complete) : std::nullopt);
  sink.field("context_key", row.context != nullptr ? row.context->context_key : std::string());
  sink.field("context", row.context != nullptr ? row.context->context : Json::object());
  sink.field("tags", row.context != nullptr ? row.context->tags : std::vector<std::string>());
  sink.field("measured_at", row.context != nullptr ? row.context->measured_at : std::nullopt);
  sink.field("received_at", row.context != nullptr ? row.context->received_at : TimePoint());
}

template <typename Sink>
void put_row(Sink& sink, const ScoreRow& row) {
  put_score(sink, row);
  sink.end_row();
}

/// With what the score came in, each as the body of POST /api/benchmarks/upload: only these hold all that was sent. The
/// rows of categories leave it to the row of their benchmark.
void put_row(NdjsonSink& sink, const ScoreRow& row, const std::vector<store::ScoreUploadRow>& uploads);

template <typename Sink>
void put_row(Sink& sink, const service::VariantScores& row) {
  const store::GridVariant& variant = row.variant;
  sink.field("id", variant.id);
  sink.field("model_name", variant.variant.model_name);
  sink.field("quantization", variant.variant.quantization);
  sink.field("lora_adapter", variant.variant.lora_adapter);
  sink.field("created_at", variant.created_at);
  sink.field("updated_at", variant.updated_at);
  sink.field("mmlu_score", headline_of(row, "mmlu_pro"));
  sink.field("gsm8k_score", headline_of(row, "gsm8k"));
  sink.field("humaneval_score", headline_of(row, "humaneval"));
  sink.field("hellaswag_score", headline_of(row, "hellaswag"));
  sink.field("truthfulqa_score", headline_of(row, "truthfulqa"));
  sink.field("benchmark_count", count_benchmarks(row));
  sink.field("test_run_count", variant.test_runs);
  sink.field("artifacts", variant.artifacts);
  sink.field("quality", qualities_of(row));
  sink.end_row();
}

}  // namespace llmbench::api
