#include "api/detail_json.hpp"

#include "api/or_null.hpp"
#include "api/quality_json.hpp"
#include "api/seed_object.hpp"

#include "llmbench/util/time.hpp"

#include <cmath>
#include <cstdint>
#include <utility>

namespace llmbench::api {
namespace {

/// Sizes were whole numbers in the seed, and clients of that time read no "24.0"; ours may be 15.6.
OrderedJson whole_or_null(const std::optional<double>& value) {
  if (value && *value == std::trunc(*value)) return static_cast<std::int64_t>(*value);
  return or_null(value);
}

OrderedJson encode_config(const service::RunDetail& detail) {
  const store::RunRecord& run = detail.run;
  const service::Quality* mmlu = service::find_quality(detail.quality, "mmlu_pro");
  SeedObject config;
  config.set("name", run.variant.model_name + " " + run.variant.quantization);
  config.set("model", run.variant.model_name);
  config.set("quantization", run.variant.quantization);
  config.set("backend", run.backend);
  config.set_text("backend_version", run.backend_version);
  config.set_number("overall_score", mmlu != nullptr ? std::optional(mmlu->summary.score) : std::nullopt);
  config.set("performance", encode_performance(run.headline));
  config.set_text("test_run_date", run.timestamp ? std::optional(format_seconds_utc(*run.timestamp)) : std::nullopt);
  return config.finish();
}

OrderedJson encode_system_info(const HardwareProfile& hardware) {
  SeedObject system;
  system.set_text("gpu_model", hardware.gpu_model);
  system.set("gpu_memory_gb", whole_or_null(hardware.gpu_memory_gb));
  system.set_text("cpu_model", hardware.cpu_model);
  system.set_text("cpu_arch", hardware.cpu_arch);
  system.set("ram_gb", whole_or_null(hardware.ram_gb));
  system.set("ram_type", or_null(hardware.ram_type));
  system.set("virtualization_type", or_null(hardware.virtualization_type));
  system.set("optimizations", hardware.optimizations);
  return system.finish();
}

OrderedJson encode_categories(const std::vector<service::CategoryDetail>& categories) {
  OrderedJson array = OrderedJson::array();
  for (const auto& category : categories) {
    array.push_back({{"name", category.name},
                     {"score", category.score},
                     {"total_questions", or_null(category.total_questions)},
                     {"correct_answers", or_null(category.correct_answers)}});
  }
  return array;
}

OrderedJson encode_metrics(const std::vector<service::MetricDetail>& metrics) {
  OrderedJson array = OrderedJson::array();
  for (const auto& detail : metrics) {
    array.push_back({{"metric_name", detail.metric.name},
                     {"value", detail.metric.value},
                     {"unit", detail.metric.unit},
                     {"n", or_null(detail.n)},
                     {"stddev", or_null(detail.stddev)},
                     {"median", or_null(detail.median)},
                     {"cv", or_null(detail.cv)},
                     {"samples", detail.metric.samples},
                     {"context", OrderedJson(detail.metric.context)},
                     {"measured_at", or_null(detail.metric.measured_at)}});
  }
  return array;
}

OrderedJson encode_hardware(const HardwareProfile& hardware) {
  return {{"id", to_string(hardware.id)},
          {"platform", hardware.platform},
          {"category", to_string(hardware.category)},
          {"gpu_model", or_null(hardware.gpu_model)},
          {"gpu_count", hardware.gpu_count},
          {"gpu_memory_gb", or_null(hardware.gpu_memory_gb)},
          {"cpu_model", or_null(hardware.cpu_model)},
          {"cpu_arch", or_null(hardware.cpu_arch)},
          {"ram_gb", or_null(hardware.ram_gb)},
          {"ram_type", or_null(hardware.ram_type)},
          {"virtualization_type", or_null(hardware.virtualization_type)},
          {"optimizations", hardware.optimizations},
          {"machine_name", or_null(hardware.machine_name)},
          {"raw_gpu_model", hardware.raw_gpu_model},
          {"raw_cpu_model", hardware.raw_cpu_model}};
}

OrderedJson encode_artifact(const store::RunRecord& run) {
  if (!run.artifact) return nullptr;
  return {{"id", or_null(run.artifact_id)},
          {"size_bytes", or_null(run.artifact->size_bytes)},
          {"n_params", or_null(run.artifact->n_params)},
          {"publisher", run.artifact->publisher},
          {"sha256", or_null(run.artifact->sha256)},
          {"imatrix", or_null(run.artifact_imatrix)}};
}

OrderedJson encode_speed(const std::optional<SpeedPoint>& point) {
  if (!point) return nullptr;
  const std::string test = speed_test_name(*point);
  return {{"tokens_per_second", point->value},
          {"test", test.empty() ? OrderedJson() : OrderedJson(test)},
          {"depth", point->depth},
          {"class", point->kind == SpeedPoint::Kind::generation ? speed_class(*point) : prompt_class(*point)},
          {"cv", or_null(point->cv)},
          {"gpu_assisted", point->gpu_assisted}};
}

OrderedJson encode_headline(const Headline& headline) {
  OrderedJson points = OrderedJson::array();
  for (const SpeedPoint& point : headline.points) points.push_back(encode_speed(point));
  return {{"speed", encode_speed(headline.speed)},
          {"prompt_speed", encode_speed(headline.prompt_speed)},
          {"tokens_per_second_per_request", or_null(headline.tokens_per_second_per_request)},
          {"total_tokens_per_second", or_null(headline.total_tokens_per_second)},
          {"memory_gb", or_null(headline.memory_gb)},
          {"memory_source", or_null(headline.memory_source)},
          {"memory_place", or_null(headline.memory_place)},
          {"memory_context_tokens", or_null(headline.memory_context_tokens)},
          {"time_to_first_token_ms", or_null(headline.time_to_first_token_ms)},
          {"loading_time_seconds", or_null(headline.loading_time_seconds)},
          {"gpu_power_watts", or_null(headline.gpu_power_watts)},
          {"model_size_gb", or_null(headline.model_size_gb)},
          {"n_params", or_null(headline.n_params)},
          {"bits_per_weight", or_null(headline.bits_per_weight)},
          {"unstable", headline.unstable},
          {"partial", headline.partial},
          {"points", std::move(points)}};
}

OrderedJson encode_run(const store::RunRecord& run) {
  return {{"id", to_string(run.id)},
          {"content_id", to_string(run.content_id)},
          {"model_variant_id", to_string(run.variant_id)},
          {"configuration_id", to_string(run.configuration_id)},
          {"series_id", to_string(run.series_id)},
          {"model_name", run.variant.model_name},
          {"quantization", run.variant.quantization},
          {"lora_adapter", run.variant.lora_adapter},
          {"backend", run.backend},
          {"backend_version", or_null(run.backend_version)},
          {"flavour", run.flavour},
          {"workload", to_string(run.workload)},
          {"load", run.load ? OrderedJson(to_string(*run.load)) : OrderedJson()},
          {"status", to_string(run.status)},
          {"error", or_null(run.error)},
          {"timestamp", or_null(run.timestamp)},
          {"created_at", format_rfc3339(run.created_at)},
          {"concurrent_requests", or_null(run.concurrent_requests)},
          {"concurrency_source", run.concurrency_source},
          {"max_context_length", or_null(run.max_context_length)},
          {"load_pattern", or_null(run.load_pattern)},
          {"dataset_name", or_null(run.dataset_name)},
          {"gpu_power_limit_watts", or_null(run.gpu_power_limit_watts)},
          {"settings", OrderedJson(run.settings)},
          {"user_settings", OrderedJson(run.user_settings)},
          {"settings_summary", run.settings_summary},
          {"kv_type", or_null(run.kv_type)},
          {"flash_attention", or_null(run.flash_attention)},
          {"notes", run.notes},
          {"tags", run.tags},
          {"uploaded_by", or_null(run.uploaded_by)},
          {"voided_at", or_null(run.voided_at)},
          {"void_reason", or_null(run.void_reason)},
          {"has_samples", run.has_samples},
          {"hardware", encode_hardware(run.hardware)},
          {"artifact", encode_artifact(run)},
          {"headline", encode_headline(run.headline)}};
}

OrderedJson encode_configuration(const service::RunDetail& detail) {
  OrderedJson runs = OrderedJson::array();
  for (const auto& run : detail.configuration_runs) {
    runs.push_back({{"id", to_string(run.id)},
                    {"status", to_string(run.status)},
                    {"timestamp", or_null(run.timestamp)},
                    {"created_at", format_rfc3339(run.created_at)},
                    {"tokens_per_second", or_null(run.tokens_per_second)},
                    {"prompt_tokens_per_second", or_null(run.prompt_tokens_per_second)},
                    {"memory_gb", or_null(run.memory_gb)},
                    {"tags", run.tags},
                    {"voided", run.voided}});
  }
  return {{"id", to_string(detail.run.configuration_id)}, {"runs", std::move(runs)}};
}

}  // namespace

OrderedJson encode_detail(const service::RunDetail& detail) {
  return {{"config", encode_config(detail)},
          {"categories", encode_categories(detail.categories)},
          {"system_info", encode_system_info(detail.run.hardware)},
          {"metrics", encode_metrics(detail.metrics)},
          {"run", encode_run(detail.run)},
          {"configuration", encode_configuration(detail)},
          {"quality", encode_qualities(detail.quality)},
          {"quality_lora_adapter", detail.quality_lora_adapter},
          {"provenance", OrderedJson(detail.run.provenance)}};
}

}  // namespace llmbench::api
