#include "api/detail_schema.hpp"

#include "api/schema.hpp"

namespace llmbench::api {
namespace {

using namespace schema;

Json performance_schema() {
  return object({{"speed", number("Generated tokens per second; 0.0 when named in unknown.")},
                 {"memory", number("GiB; 0.0 when named in unknown.")},
                 {"loading_time", number("Seconds; 0.0 when named in unknown.")},
                 {"prompt_speed", number("Prompt tokens per second; 0.0 when named in unknown.")},
                 {"unknown", unknown_names()}});
}

Json run_config_schema() {
  return object({{"name", text("Model and quantization.")},
                 {"model", text()},
                 {"quantization", text()},
                 {"backend", text()},
                 {"backend_version", text("unknown when named in unknown.")},
                 {"overall_score", number("MMLU-Pro of the variant in percent; 0.0 when named in unknown.")},
                 {"performance", performance_schema()},
                 {"test_run_date", text("YYYY-MM-DD HH:MM:SS UTC, or unknown.")},
                 {"unknown", unknown_names()}});
}

Json category_schema() {
  return object({{"name", text("MMLU - law, GSM8K, ...")},
                 {"score", number("Percent, unless the benchmark has another unit.")},
                 {"total_questions", nullable(integer())},
                 {"correct_answers", nullable(integer())}});
}

Json system_info_schema() {
  return object({{"gpu_model", text("unknown when named in unknown.")},
                 {"gpu_memory_gb", nullable(number("Of one GPU, GiB."))},
                 {"cpu_model", text("unknown when named in unknown.")},
                 {"cpu_arch", text("unknown when named in unknown.")},
                 {"ram_gb", nullable(number("GiB."))},
                 {"ram_type", nullable(text())},
                 {"virtualization_type", nullable(text())},
                 {"optimizations", array(text())},
                 {"unknown", unknown_names()}});
}

Json metric_schema() {
  return object({{"metric_name", text()},
                 {"value", number()},
                 {"unit", text()},
                 {"n", nullable(integer("How many measurements the value stands for."))},
                 {"stddev", nullable(number())},
                 {"median", nullable(number("Of the samples."))},
                 {"cv", nullable(number("Coefficient of variation."))},
                 {"samples", array(number())},
                 {"context", document("Test, depth and what else the tool wrote.")},
                 {"measured_at", nullable(time())}});
}

Json hardware_schema() {
  return object({{"id", uuid()},
                 {"platform", text()},
                 {"category", text("Kind of hardware.")},
                 {"gpu_model", nullable(text())},
                 {"gpu_count", integer("0 when no GPU was used.")},
                 {"gpu_memory_gb", nullable(number("Of one GPU, GiB."))},
                 {"cpu_model", nullable(text())},
                 {"cpu_arch", nullable(text())},
                 {"ram_gb", nullable(number("GiB."))},
                 {"ram_type", nullable(text())},
                 {"virtualization_type", nullable(text())},
                 {"optimizations", array(text())},
                 {"machine_name", nullable(text())},
                 {"raw_gpu_model", text("As first sent; empty = none.")},
                 {"raw_cpu_model", text("As first sent; empty = none.")}});
}

Json speed_schema() {
  return object({{"tokens_per_second", number()},
                 {"test", nullable(text("tg128, pp512, ..."))},
                 {"depth", integer("Tokens already in the context.")},
                 {"class", text("Speeds are compared inside one class.")},
                 {"cv", nullable(number("Coefficient of variation."))},
                 {"gpu_assisted", boolean()}});
}

Json headline_schema() {
  return object({{"speed", nullable(speed_schema())},
                 {"prompt_speed", nullable(speed_schema())},
                 {"tokens_per_second_per_request", nullable(number())},
                 {"total_tokens_per_second", nullable(number())},
                 {"memory_gb", nullable(number("GiB."))},
                 {"memory_source", nullable(choice({"measured", "estimated", "reserved"}))},
                 {"memory_place", nullable(choice({"gpu", "ram", "split", "unified"}))},
                 {"memory_context_tokens", nullable(integer())},
                 {"time_to_first_token_ms", nullable(number())},
                 {"loading_time_seconds", nullable(number())},
                 {"gpu_power_watts", nullable(number())},
                 {"model_size_gb", nullable(number("GiB."))},
                 {"n_params", nullable(integer())},
                 {"bits_per_weight", nullable(number())},
                 {"unstable", boolean()},
                 {"partial", boolean()},
                 {"points", array(speed_schema())}});
}

Json artifact_schema() {
  return object({{"id", nullable(uuid())},
                 {"size_bytes", nullable(integer())},
                 {"n_params", nullable(integer())},
                 {"publisher", text("Empty = unknown.")},
                 {"sha256", nullable(text())},
                 {"imatrix", nullable(boolean("Quantized with an importance matrix."))}});
}

Json identity_fields() {
  return object({{"id", uuid()},
                 {"content_id", uuid("The same measurement has the same content_id in every format.")},
                 {"model_variant_id", uuid()},
                 {"configuration_id", uuid()},
                 {"series_id", uuid()},
                 {"model_name", text()},
                 {"quantization", text()},
                 {"lora_adapter", text("Empty = none.")},
                 {"backend", text()},
                 {"backend_version", nullable(text())},
                 {"flavour", text("Fork of the backend; empty = mainline.")},
                 {"workload", choice({"inference", "training"})},
                 {"load", nullable(choice({"single", "concurrent", "offline"}))},
                 {"status", ref("RunStatus")},
                 {"error", nullable(text("Why a failed run failed."))},
                 {"timestamp", nullable(time("When it was measured."))},
                 {"created_at", time("When it was stored.")}});
}

Json setup_fields() {
  return object({{"concurrent_requests", nullable(integer())},
                 {"concurrency_source", choice({"stated", "derived", "unknown"})},
                 {"max_context_length", nullable(integer("Tokens."))},
                 {"load_pattern", nullable(text())},
                 {"dataset_name", nullable(text())},
                 {"gpu_power_limit_watts", nullable(integer())},
                 {"settings", document("As the tool wrote them.")},
                 {"user_settings", document("What the uploading person added.")},
                 {"settings_summary", text("Settings that differ from their defaults.")},
                 {"kv_type", nullable(text())},
                 {"flash_attention", nullable(boolean())},
                 {"notes", text()},
                 {"tags", array(text())},
                 {"uploaded_by", nullable(text("Name of the token."))},
                 {"voided_at", nullable(time())},
                 {"void_reason", nullable(text())},
                 {"has_samples", boolean()},
                 {"hardware", hardware_schema()},
                 {"artifact", nullable(artifact_schema())},
                 {"headline", headline_schema()}});
}

Json configuration_schema() {
  const Json run = object({{"id", uuid()},
                           {"status", ref("RunStatus")},
                           {"timestamp", nullable(time())},
                           {"created_at", time()},
                           {"tokens_per_second", nullable(number())},
                           {"prompt_tokens_per_second", nullable(number())},
                           {"memory_gb", nullable(number("GiB."))},
                           {"tags", array(text())},
                           {"voided", boolean()}});
  return object({{"id", uuid()}, {"runs", array(run)}});
}

}  // namespace

Json detail_schema() {
  return object({{"config", run_config_schema()},
                 {"categories", array(category_schema())},
                 {"system_info", system_info_schema()},
                 {"metrics", array(metric_schema())},
                 {"run", merge(identity_fields(), setup_fields())},
                 {"configuration", configuration_schema()},
                 {"quality", array(ref("Quality"))},
                 {"quality_lora_adapter", text("Whose quality this is; empty = that of the base variant.")},
                 {"provenance", document("Source format, fingerprint, names as sent, fields nobody knew.")}});
}

}  // namespace llmbench::api
