#include "api/schemas.hpp"

#include "api/schema.hpp"

namespace llmbench::api {
namespace {

using namespace schema;

Json seed_category_name() {
  return choice({"consumer_gpu", "consumer_cpu", "datacenter_gpu", "datacenter_cpu", "unknown"},
                "Kind of hardware, in the words of older clients.");
}
Json category_name() {
  return choice({"consumer_gpu", "consumer_cpu", "datacenter_gpu", "datacenter_cpu", "unified", "multi_host", "mobile",
                 "npu", "unknown"},
                "Kind of hardware.");
}
Json load_name() {
  return nullable(choice({"single", "concurrent", "offline"}, "One request at a time, several, or all at once."));
}

Json error_schema() {
  const Json detail = object({{"path", text("The wrong field or parameter.")}, {"message", text()}});
  Json schema =
      object({{"error", text("A sentence a person can act on.")},
              {"code", choice({"invalid_json", "invalid_query", "unauthorized", "forbidden", "not_found",
                               "method_not_allowed", "timeout", "conflict", "too_large", "unsupported_media_type",
                               "invalid_input", "too_many_requests", "internal", "unavailable"})},
              {"details", array(detail)},
              {"timestamp", time()},
              {"request_id", text("Also in the log of the server.")}});
  schema.erase("additionalProperties");  // endpoints of the first clients add success, message, test_run_id, ...
  return schema;
}

Json quality_schema() {
  return object({{"benchmark", text("Precise name: mmlu_pro, gsm8k, ...")},
                 {"score", number()},
                 {"unit", text("percent, unless it says otherwise.")},
                 {"low", nullable(number("Lower end of the 95 % interval."))},
                 {"high", nullable(number("Upper end of the 95 % interval."))},
                 {"interval_method", nullable(choice({"wilson", "stderr"}))},
                 {"questions", nullable(integer("How many questions the score stands for."))},
                 {"macro_score", nullable(number("Mean over the categories."))},
                 {"categories", nullable(integer("How many categories were measured."))},
                 {"categories_total", nullable(integer("How many categories the benchmark has."))},
                 {"complete", boolean("Every category was measured.")},
                 {"contexts", integer("In how many settings the variant was measured; this is the shown one.")},
                 {"measured_at", nullable(time())},
                 {"context", document("Harness, shots, prompt, ... as they were sent.")},
                 {"indicative", boolean("Too few questions, or an unknown number, for more than an indication.")},
                 {"higher_is_better", boolean()}});
}

Json run_fields() {
  return object({{"run_ids", array(uuid("Runs of the configuration, newest first."))},
                 {"runs", integer("How many runs the figures are the medians of.")},
                 {"configuration_id", uuid()}});
}

Json speed_fields() {
  return object(
      {{"speed_from_base", boolean("The adapter has no runs of its own: these are the runs of its base variant.")},
       {"backend_version", nullable(text())},
       {"flavour", text("Fork of the backend; empty = mainline.")},
       {"speed_test", nullable(text("Generation test of the speed: tg128, ..."))},
       {"speed_depth", nullable(integer("Tokens already in the context."))},
       {"prompt_tokens_per_second", nullable(number())},
       {"speed_class", nullable(choice({"tg", "tg_short", "tg_long", "depth", "unspecified"}))},
       {"prompt_speed_test", nullable(text("Prompt test of the prompt speed: pp512, ..."))},
       {"prompt_speed_depth", nullable(integer("Tokens already in the context."))},
       {"prompt_class", nullable(choice({"pp512", "pp2k", "pp8k+", "depth", "unspecified"}))},
       {"prompt_gpu_assisted", boolean("A GPU helped with the prompt in a run that counts as CPU.")},
       {"speed_ranked", boolean("The speed is compared with the others of this answer.")},
       {"prompt_ranked", boolean("The prompt speed is compared with the others of this answer.")},
       {"load", load_name()},
       {"concurrent_requests", nullable(integer())},
       {"concurrency_source", choice({"stated", "derived", "unknown"})},
       {"tokens_per_second_per_request", nullable(number())},
       {"total_tokens_per_second", nullable(number("Prompt tokens count too."))},
       {"time_to_first_token_ms", nullable(number())},
       {"speed_cv", nullable(number("Coefficient of variation of the speed."))},
       {"unstable", boolean("The single measurements spread by more than 5 %.")}});
}

Json memory_and_power_fields() {
  return object({{"memory_source", nullable(choice({"measured", "estimated", "reserved"}))},
                 {"memory_place", nullable(choice({"gpu", "ram", "split", "unified"}))},
                 {"memory_context_tokens", nullable(integer("Context length the memory is for."))},
                 {"model_size_gb", nullable(number("GiB."))},
                 {"bits_per_weight", nullable(number())},
                 {"n_params", nullable(integer("Number of parameters."))},
                 {"gpu_power_watts", nullable(number())},
                 {"tokens_per_kwh", nullable(number())}});
}

Json last_fields() {
  return object({{"platform", text("What is shown and grouped: RTX 4090, 4x H100, or the CPU.")},
                 {"hardware_category", seed_category_name()},
                 {"category", category_name()},
                 {"gpu_count", nullable(integer())},
                 {"gpu_memory_gb", nullable(number("Of one GPU, GiB."))},
                 {"cpu_model", nullable(text())},
                 {"machine_name", nullable(text())},
                 {"max_context_length", nullable(integer("Tokens."))},
                 {"measured_depths", array(integer())},
                 {"settings_summary", text("Settings that differ from their defaults.")},
                 {"tags", array(text())},
                 {"partial", boolean("Requests failed, or the file was damaged.")},
                 {"timestamp", nullable(time("When the newest run was measured."))},
                 {"quality", nullable(ref("Quality"))},
                 {"unknown", unknown_names()}});
}

Json fields_of_rows() {
  return merge(merge(merge(run_fields(), speed_fields()), memory_and_power_fields()), last_fields());
}

Json grid_row_schema() {
  return merge(object({{"id", uuid("Newest run of the configuration.")},
                       {"model_name", text()},
                       {"quantization", text()},
                       {"lora_adapter", text("Empty = none.")},
                       {"backend", text()},
                       {"tokens_per_second", number("0.0 when named in unknown.")},
                       {"memory_gb", number("GiB; 0.0 when named in unknown.")},
                       {"gpu_model", text("unknown when named in unknown.")},
                       {"cpu_arch", text("unknown when named in unknown.")},
                       {"hardware_type", choice({"gpu", "cpu_only"})},
                       {"overall_score", nullable(number("MMLU-Pro of the variant in percent."))},
                       {"hardware", text("The platform.")}}),
               fields_of_rows());
}

Json config_schema() {
  return merge(object({{"id", uuid("Newest run of the configuration.")},
                       {"quantization", text()},
                       {"lora_adapter", text("Empty = none.")},
                       {"quality_score", number("Score in benchmark_used; 0.0 when named in unknown.")},
                       {"tokens_per_second", number("0.0 when named in unknown.")},
                       {"memory_gb", number("GiB; 0.0 when named in unknown.")},
                       {"backend", text()},
                       {"hardware", text("GPU / CPU")},
                       {"load_pattern", nullable(text())},
                       {"dataset_name", nullable(text())},
                       {"gpu_power_limit_watts", nullable(integer())}}),
               fields_of_rows());
}

Json platform_schema() {
  return object({{"hardware", text("The platform.")},
                 {"hardware_category", seed_category_name()},
                 {"category", category_name()},
                 {"best_config", ref("Config")},
                 {"total_configs", integer("Configurations that pass the filters.")}});
}

Json variant_schema() {
  const Json score = nullable(number("Headline score in percent."));
  return object({{"variant", object({{"id", uuid()},
                                     {"model_name", text()},
                                     {"quantization", text()},
                                     {"lora_adapter", text("Empty = none.")},
                                     {"created_at", time()},
                                     {"updated_at", time("When its scores last changed.")}})},
                 {"mmlu_score", nullable(number("MMLU-Pro in percent."))},
                 {"gsm8k_score", score},
                 {"humaneval_score", score},
                 {"hellaswag_score", score},
                 {"truthfulqa_score", score},
                 {"benchmark_count", integer("Benchmarks with a score.")},
                 {"test_run_count", integer("Runs of every status that are not voided.")},
                 {"artifacts", integer("Known model files.")},
                 {"quality", array(ref("Quality"))}});
}

Json run_status_schema() {
  return choice({"pending", "running", "completed", "failed", "cancelled"});
}

}  // namespace

std::map<std::string, Json> shared_schemas() {
  return {{"Error", error_schema()},         {"Quality", quality_schema()},   {"GridRow", grid_row_schema()},
          {"Config", config_schema()},       {"Platform", platform_schema()}, {"Variant", variant_schema()},
          {"RunStatus", run_status_schema()}};
}

}  // namespace llmbench::api
